#!/usr/bin/env bash
# Lists the votes of a counter, or deletes the votes of a voter. Usage:
#   votes.sh export <counter> <command for invocations, without function and event>
#   votes.sh forget <voter> <command for invocations>
set -euo pipefail
call=$1 name=$2
shift 2

wrong() {
  echo "$call: $1" >&2
  exit 2
}

. "$(dirname "$0")/rollup.sh"

# Lists one vote per line. The function reads the whole table in parts.
export_votes() {
  local next=
  echo "voter region value"
  while :; do
    ask "{\"export\":\"$name\"${next:+,\"start\":\"$next\"}}" "${invoke[@]}"
    [[ $answer == *'"votes":['* ]] || wrong "the function rollup lists no votes; deploy this version first. The answer was: $answer"
    tr '{' '\n' <<<"$answer" | sed -n 's/.*"voter":"\([^"]*\)","region":"\([^"]*\)","value":\(-*[0-9]*\).*/\1 \2 \3/p'
    next=$(sed -n 's/.*"next":"\([^"]*\)".*/\1/p' <<<"$answer")
    [[ -n $next ]] || break
  done
}

# A vote that counts is first taken back through the queue. Repeats the call until no vote is left.
forget_votes() {
  local deleted=0 left attempt
  for ((attempt = 1; attempt <= 60; attempt++)); do
    ask "{\"forget\":\"$name\"}" "${invoke[@]}"
    left=$(number takenBack)
    [[ -n $left ]] || wrong "the function rollup deletes no votes; deploy this version first. The answer was: $answer"
    deleted=$((deleted + $(number deleted)))
    ((left > 0)) || break
    sleep 1
  done
  ((left == 0)) || {
    echo "forget: $deleted votes deleted, $left taken back but not counted yet: repeat the call once the queue is empty" >&2
    exit 1
  }
  echo "$deleted votes deleted; $(number elsewhere) votes in other regions stay: repeat the call there"
}

invoke=("$@")
case $call in
export)
  [[ $name =~ ^(like|updown|clap)~[A-Za-z0-9._~-]{1,91}$ ]] || wrong "COUNTER must be the id of a counter of votes, such as COUNTER=like~article-1, not '$name'"
  export_votes
  ;;
forget)
  [[ $name =~ ^(t-[A-Za-z0-9_-]{43}|a-[A-Za-z0-9_-]{16,64})$ ]] || wrong "VOTER must be a voter as make export prints it, such as VOTER=a-5f0c1d7ab3e94c28"
  forget_votes
  ;;
*) wrong "unknown call" ;;
esac
