#!/usr/bin/env bash
# Invokes a function of the running local stack through Lambda's Invoke API. Prints the result on standard output and the log on
# standard error. Usage: invoke.sh <function> <event file>
set -euo pipefail
. "$(dirname "$0")/stack.sh"
function=$1 event=$2

require_function "$function"
if [[ ! -f $event ]]; then
  echo "invoke: there is no event file '$event'; the samples are: $(echo functions/*/events/*.json)" >&2
  exit 2
fi
find_stack
url=$lambda_url
[[ -n $url ]] || fail "TALLY_URL or TALLY_HTTP_PORT is not of the stack of this folder: set LAMBDA_URL to the Lambda API of that stack as well"
headers=$(mktemp)
trap 'rm -f "$headers"' EXIT
status=0
curl --silent --show-error --dump-header "$headers" --header 'X-Amz-Log-Type: Tail' \
  --data-binary "@$event" "$url/2015-03-31/functions/$function/invocations?Qualifier=live" || status=$?
if ((status == 7)); then
  echo "invoke: no stack answers at $url; start one first: make run" >&2
fi
((status == 0)) || exit "$status"
echo

header() { awk -F ': ' -v name="$1" 'tolower($1) == name {sub(/\r$/, "", $2); print $2}' "$headers"; }
log=$(header x-amz-log-result)
[[ -z $log ]] || base64 --decode <<<"$log" >&2
error=$(header x-amz-function-error)
if [[ -n $error ]]; then
  echo "invoke: the function failed: $error" >&2
  exit 1
fi
code=$(awk 'NR == 1 {print $2}' "$headers")
[[ $code == 2* ]] || { echo "invoke: Lambda answered $code; the reason is in the output above" >&2; exit 1; }
