#!/usr/bin/env bash
# Builds or tests the npm package in this directory; without Node it says so and lets the rest of the build go on.
# Usage: npm.sh build|test
set -euo pipefail

wanted=20
version=$(node --version 2>/dev/null || true)
major=${version#v}
major=${major%%.*}
if ! command -v npm >/dev/null || ((${major:-0} < wanted)); then
  echo "SKIPPED: npm $1 of ${PWD##*/}: there is no Node.js $wanted or newer here (found: ${version:-none}); get it from https://nodejs.org"
  exit 0
fi

# Installs what the lock file says, unless that is what is there.
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
