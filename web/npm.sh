#!/usr/bin/env bash
# Builds or tests the npm package in this directory. Without Node it reports a skip, and the rest of the build continues.
# Usage: npm.sh build|test
set -euo pipefail

required=20
version=$(node --version 2>/dev/null || true)
major=${version#v}
major=${major%%.*}
if ! command -v npm >/dev/null || ((${major:-0} < required)); then
  echo "SKIPPED: npm $1 of ${PWD##*/}: Node.js $required or newer is missing (found: ${version:-none}); install it from https://nodejs.org"
  exit 0
fi

# Installs the packages of the lock file, unless they are installed already.
install() {
  if [[ ! -f node_modules/.installed || package-lock.json -nt node_modules/.installed ]]; then
    npm ci --no-audit --no-fund --loglevel=error
    touch node_modules/.installed
  fi
}

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
