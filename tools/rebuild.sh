#!/usr/bin/env bash
# Publishes the total of a counter again from its shards. Usage: rebuild.sh <counter> <command for invocations, without function and event>
set -euo pipefail
counter=$1
shift
if [[ ! $counter =~ ^[A-Za-z0-9][A-Za-z0-9._~-]{0,95}$ ]]; then
  echo "rebuild: COUNTER must be the id of a counter, such as COUNTER=likes, not '$counter'" >&2
  exit 2
fi
event=$(mktemp)
trap 'rm -f "$event"' EXIT
printf '{"rebuild":"%s"}' "$counter" >"$event"
"$@" rollup "$event"
