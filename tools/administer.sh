#!/usr/bin/env bash
# Administers counters and posts from the command line. It invokes press without API Gateway, so it needs no token. Usage:
#   administer.sh adjust <counter> <delta> <command for invocations, without function and event>
#   administer.sh reset <counter> <command for invocations>
#   administer.sh delete-post <id> <command for invocations>
set -euo pipefail
call=$1 name=$2
shift 2

wrong() {
  echo "$call: $1" >&2
  exit 2
}

require_counter() {
  [[ $name =~ ^[A-Za-z0-9][A-Za-z0-9._~-]{0,95}$ ]] || wrong "COUNTER must be the id of a counter, such as COUNTER=likes, not '$name'"
}

body=
case $call in
adjust)
  require_counter
  delta=$1
  shift
  [[ $delta =~ ^-?[0-9]{1,16}$ ]] || wrong "DELTA must be a whole number from -9007199254740992 to 9007199254740992, and not 0, such as DELTA=1000, not '$delta'"
  method=POST path=/v1/counters/$name/adjustments body="{\\\"delta\\\":$((10#${delta#-} * (${delta:0:1}1 < 0 ? -1 : 1)))}"
  ;;
reset)
  require_counter
  method=POST path=/v1/counters/$name/reset
  ;;
delete-post)
  [[ $name =~ ^[0-9a-fA-F-]{36}$ ]] || wrong "POST must be the id of a post, such as POST=01a202b3-3a30-7000-b0f1-15c28f4439e0, not '$name'"
  method=DELETE path=/v1/posts/$name
  ;;
*) wrong "unknown call" ;;
esac

# A UUID of version 7 as the key. The AWS CLI repeats an invocation without an answer, and the key makes that safe.
random=$(od -An -N10 -tx1 /dev/urandom | tr -d ' \n')
time=$(printf '%012x' "$(($(date +%s) * 1000))")
key=${time:0:8}-${time:8:4}-7${random:0:3}-8${random:3:3}-${random:6:12}

event=$(mktemp)
trap 'rm -f "$event"' EXIT
cat >"$event" <<EVENT
{"version":"2.0","routeKey":"\$default","rawPath":"$path","rawQueryString":"",
 "headers":{"content-type":"application/json","idempotency-key":"$key"},
 "requestContext":{"authorizer":{"iam":{"userId":"command-line"}},
  "http":{"method":"$method","path":"$path","sourceIp":"127.0.0.1"}},
 "body":"$body","isBase64Encoded":false}
EVENT
answer=$("$@" press "$event")
status=$(sed -n 's/.*"statusCode" *: *\([0-9]*\).*/\1/p' <<<"$answer")
text=$(sed -nE 's/.*"body" *: *"(([^"\\]|\\.)*)".*/\1/p' <<<"$answer" | sed 's/\\"/"/g')
[[ $status == 2* ]] || {
  echo "$call: ${text:-$answer}" >&2
  exit 1
}
echo "${text:-done}"
