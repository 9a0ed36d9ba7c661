#!/usr/bin/env bash
# Operates the stack that runs on this machine. Usage:
#   local.sh tail [function]   follows the logs of the functions, without their metrics, which are at /metrics
#   local.sh in-flight         prints the number of messages in the queue of clicks or in a running batch
#   local.sh redrive [yes]     lists the dead letters; with yes, sends them back to their queue
# The stack is at TALLY_URL, http://localhost:8080 by default.
set -euo pipefail
url=${TALLY_URL:-http://localhost:${TALLY_HTTP_PORT:-8080}}/_local

fail() {
  echo "$1" >&2
  exit 1
}

ask() {
  local status=0
  curl --silent --show-error --fail-with-body "$@" || status=$?
  ((status != 7)) || fail "no stack answers at $url; start one first: make run"
  return "$status"
}

case ${1:-} in
tail)
  function=${2:-}
  [[ $function =~ ^[a-z]*$ ]] || fail "tail: FUNCTION must be the name of a function, such as press, not '$function'"
  ask --no-buffer "$url/log?function=$function"
  ;;
in-flight) ask "$url/in-flight" ;;
redrive)
  if [[ ${2:-} == yes ]]; then
    ask --request POST "$url/dead-letters/redrive"
  else
    ask "$url/dead-letters"
    echo "Nothing was moved. To send them back to their queue: make redrive CONFIRM=yes"
  fi
  ;;
*) fail "usage: local.sh tail [function] | in-flight | redrive [yes]" ;;
esac
