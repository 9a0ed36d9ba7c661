#!/usr/bin/env bash
# Operates the stack that runs on this machine. Usage:
#   local.sh tail [function]   follows the logs of the functions, without their metrics, which are at /metrics
#   local.sh in-flight         prints the number of messages in the queue of clicks or in a running batch
#   local.sh redrive [yes]     lists the dead letters; with yes, sends them back to their queue
set -euo pipefail
. "$(dirname "$0")/stack.sh"
[[ ${1:-} != tail || -z ${2:-} ]] || require_function "$2"
find_stack
[[ -n $http_url ]] || fail "LAMBDA_URL or TALLY_LAMBDA_PORT is not of the stack of this folder: set TALLY_URL to the HTTP API of that stack as well"
url=$http_url/_local

ask() {
  local status=0
  curl --silent --show-error --fail-with-body "$@" || status=$?
  ((status != 7)) || fail "no stack answers at $url; start one first: make run"
  return "$status"
}

case ${1:-} in
tail) ask --no-buffer "$url/log?function=${2:-}" ;;
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
