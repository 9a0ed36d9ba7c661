#!/usr/bin/env bash
# Publishes the total of a counter again from its shards. For a counter of votes, first rebuilds the sums of the shards from the votes.
# Usage: rebuild.sh <counter> <command for invocations, without function and event>
set -euo pipefail
counter=$1
shift
if [[ ! $counter =~ ^[A-Za-z0-9][A-Za-z0-9._~-]{0,95}$ ]]; then
  echo "rebuild: COUNTER must be the id of a counter, such as COUNTER=likes, not '$counter'" >&2
  exit 2
fi
. "$(dirname "$0")/rollup.sh"

# The first call only holds the votes of the shards. A transaction that began before it ends during the pause.
rebuild_votes() {
  local attempt state next
  for ((attempt = 1; attempt <= 5; attempt++)); do
    state=
    while :; do
      ask "{\"rebuild-votes\":\"$counter\"${state:+,\"state\":\"$state\"}}" "$@"
      next=$(sed -n 's/.*"next":"\([^"]*\)".*/\1/p' <<<"$answer")
      [[ -n $next ]] || break
      [[ -n $state ]] || sleep 5
      state=$next
    done
    if [[ $(number changed) == 0 ]]; then
      echo "rebuild: the sums of $(number rebuilt) shards are those of the votes in this region"
      return
    fi
  done
  echo "rebuild: $(number changed) shards counted meanwhile and keep their sums: repeat the call" >&2
  exit 1
}

[[ ! $counter =~ ^(like|updown|clap)~ ]] || rebuild_votes "$@"
printf '{"rebuild":"%s"}' "$counter" >"$event"
"$@" rollup "$event"
