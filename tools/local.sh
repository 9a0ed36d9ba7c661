#!/usr/bin/env bash
# Asks the stack that runs on this machine. Usage:
#   local.sh tail [function]        follows what functions log, but for their metrics: see /metrics
#   local.sh in-flight             prints how many messages wait in the queue of clicks or are being counted
#   local.sh redrive [yes]          lists dead letters; with yes, sends them back to their queue
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
  ((status != 7)) || fail "nothing answers at $url; start the stack first: make run"
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
