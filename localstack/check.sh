#!/usr/bin/env bash
# Checks that this machine can build Tally, or run its local stack. Prints one line with the cure for each problem, and exits with 1 if
# there is any. Usage: check.sh build [command of Maven] | run [cloud]
set -euo pipefail
cd "$(dirname "$0")/.."
oldest=17
problems=0

problem() {
  echo "check: $1" >&2
  problems=$((problems + 1))
}

# Prints the version of java or javac. On a Mac without a JDK both exist, but fail.
version() {
  { "$1" -version 2>&1 || true; } | sed -n 's/^[a-z]* *version "\([0-9.]*\).*/\1/p; s/^javac \([0-9.]*\).*/\1/p'
}

check_system() {
  case $(uname -s) in
  Linux | Darwin) ;;
  *) problem "Tally runs on Linux and macOS, not on $(uname -s): on Windows, install WSL (wsl --install) and run make there" ;;
  esac
}

# Checks java or javac, which is that of JAVA_HOME if set, as for Maven.
check_jdk() {
  local program=${JAVA_HOME:+$JAVA_HOME/bin/}$1 cure="install a JDK $oldest or newer (https://adoptium.net)" found
  if ! command -v "$program" >/dev/null; then
    if [[ -z ${JAVA_HOME:-} ]]; then
      problem "there is no $1 on the PATH: $cure"
    else
      problem "JAVA_HOME is $JAVA_HOME, which has no bin/$1: set it to a JDK $oldest or newer, or unset it to use the one on the PATH"
    fi
    return
  fi
  found=$(version "$program")
  if [[ -z $found ]]; then
    problem "$program does not run: $cure"
  elif ((${found%%.*} < oldest)); then
    problem "$program is version $found, and Tally needs $oldest or newer: $cure, and set JAVA_HOME to it"
  fi
}

# Checks the needs of the Maven wrapper, which downloads Maven once. It can download with the JDK, but it cannot unpack.
check_wrapper() {
  local home=${MAVEN_USER_HOME:-${HOME:-}/.m2}
  [[ $1 == ./mvnw ]] || return 0
  mkdir -p "$home" 2>/dev/null && [[ -w $home ]] ||
    problem "Maven cannot write to $home: make this directory writable, or set MAVEN_USER_HOME to another"
  command -v unzip >/dev/null || command -v tar >/dev/null || problem "Maven cannot be unpacked: install unzip"
}

is_taken() {
  (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

# Checks the port in a variable. Port 0 is any free one.
check_port() {
  local variable=$1 port=${!1:-$2} free by=
  if ! [[ $port =~ ^[0-9]{1,5}$ ]]; then
    problem "$variable must be the number of a port, not '$port'"
  elif is_taken "$port"; then
    free=$((port + 1))
    while is_taken "$free"; do free=$((free + 1)); done
    ! stack_runs || [[ $(<"$stack_file") != *":$port"* ]] || by=" by the stack that runs from this folder, process $(stack_value pid)"
    problem "port $port is in use$by: stop the process that listens there, or use another port: $variable=$free make run"
  fi
}

# An emulator has queues, tables and functions.
check_ports() {
  check_port TALLY_HTTP_PORT 8080
  check_port TALLY_CONNECTIONS_PORT 9002
  if [[ $1 == local ]]; then
    check_port TALLY_LAMBDA_PORT 9001
    if [[ -z ${AWS_ENDPOINT_URL:-} ]]; then
      check_port TALLY_SQS_PORT 9324
      check_port TALLY_DYNAMODB_PORT 8000
    fi
  fi
}

check_system
check_jdk java
case $1 in
build)
  check_jdk javac
  check_wrapper "${2:-./mvnw}"
  missing=$(web/npm.sh missing)
  [[ -z $missing ]] || echo "check: the page is left out, because $missing" >&2
  ;;
run)
  . tools/stack.sh
  check_ports "${2:-local}"
  ;;
esac
((problems == 0))
