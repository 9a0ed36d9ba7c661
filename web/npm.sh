#!/usr/bin/env bash
# Builds or tests the npm package in this directory. Without Node.js it prints that it skips the package, and the build continues.
# With "missing", it prints the reason for that, if there is one. Usage: npm.sh build|test|missing
set -euo pipefail

wanted=20
version=$(node --version 2>/dev/null || true)
major=${version#v}
major=${major%%.*}
missing=
if ! command -v npm >/dev/null || ((${major:-0} < wanted)); then
  missing="it needs Node.js $wanted or newer, but found ${version:-none}; install it from https://nodejs.org"
fi

# Installs the packages of the lock file, unless they are installed.
install() {
  if [[ ! -f node_modules/.installed || package-lock.json -nt node_modules/.installed ]]; then
    npm ci --no-audit --no-fund --loglevel=error
    touch node_modules/.installed
  fi
}

if [[ $1 == missing ]]; then
  echo "$missing"
  exit 0
elif [[ -n $missing ]]; then
  echo "SKIPPED: npm $1 of ${PWD##*/}: $missing"
  exit 0
fi
case $1 in
  build)
    install
    npm run --silent build
    ;;
  test)
    npm run --silent check
    npm test --silent
    ;;
esac
