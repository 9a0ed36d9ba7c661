#!/usr/bin/env bash
# Compares the clicks of a counter accepted since its last reset, and its adjustments, with those that are counted, in flight or dead. Exits with 1 if they disagree.
# Usage: audit.sh <counter> <sum of the accepted deltas, or ''> <script for queues> <command for invocations, without function and event>
set -euo pipefail
counter=$1 accepted=$2 queues=$3
shift 3

wrong() {
  echo "audit: $1" >&2
  exit 2
}

[[ $counter =~ ^[A-Za-z0-9][A-Za-z0-9._~-]{0,95}$ ]] || wrong "COUNTER must be the id of a counter, such as COUNTER=likes, not '$counter'"
[[ $accepted =~ ^(-?[0-9]+)?$ ]] || wrong "ACCEPTED must be the sum of the deltas answered with 202, such as ACCEPTED=42, not '$accepted'"
votes=
if [[ $counter =~ ^(like|updown|clap)~ ]]; then
  votes=yes
  [[ -z $accepted ]] || wrong "ACCEPTED is a sum of deltas, but $counter takes votes: leave it out"
fi

# The queues come first: a click that is counted in between is then found twice rather than not at all.
in_flight=$("$queues" in-flight)
letters=$("$queues" redrive)
. "$(dirname "$0")/rollup.sh"
ask "{\"audit\":\"$counter\"}" "$@"

field() {
  sed -n "s/.*\"$1\":\"\{0,1\}\([^\"}]*\)[\",}].*/\1/p" <<<"$answer" | sed 's/,$//'
}

counted=$(number counted)
[[ -n $counted ]] || wrong "the function rollup has no audit; deploy this version first. The answer was: $answer"
adjusted=$(number adjusted)
reset=$(field reset)
dead=0 dead_adjusted=0 letters_here=0 unreadable=0
while IFS= read -r line; do
  [[ $line == "  $counter#"* ]] || continue
  letters_here=$((letters_here + 1))
  if [[ $line =~ \"delta\"\ *:\ *(-?[0-9]+) ]]; then
    dead=$((dead + BASH_REMATCH[1]))
    [[ $line != *\"adjustment\"* ]] || dead_adjusted=$((dead_adjusted + BASH_REMATCH[1]))
  else
    unreadable=$((unreadable + 1))
  fi
done <<<"$letters"

row() {
  printf '  %-10s %12s  %s\n' "$@"
}

echo "audit of $counter"
tr '{' '\n' <<<"$answer" | sed -n 's/.*"shard":"\([^"]*\)","holds":\([-0-9]*\),"writes":\([0-9]*\),"writtenAt":"\([^"]*\)".*/\1 \2 \3 \4/p' |
  while read -r shard holds writes at; do
    row shard "$holds" "$shard, $writes writes, the last at $at"
  done
row counted "$counted" "the sum of the shards${reset:+, since the reset at $reset}"
for voters in up down voters; do
  number=$(number "$voters")
  [[ -z $number ]] || row "$voters" "$number" "voters, in the shards"
done
adjusted=$((${adjusted:-0} + dead_adjusted))
row adjusted "$adjusted" "in counted and dead, by adjustments${reset:+ since the reset}"
[[ -n $votes ]] || row dead "$dead" "in $letters_here dead letters that the queue returned$( ((unreadable == 0)) || echo ", $unreadable of them without a delta")"
[[ -z $votes ]] || row dead "$letters_here" "dead letters that the queue returned"
row "in flight" "?" "about $in_flight messages of all counters are in the queue"
clicks=$((counted + dead - adjusted))
[[ -n $votes ]] || row accepted "$clicks" "counted and dead without adjusted, plus this counter's clicks in flight; the sum of the 202 answers is not stored"
row published "$(number published)" "the total, as of $(field asOf)"

[[ $answer != *'"disagrees":"'* ]] || {
  echo "disagrees: $(field disagrees)"
  exit 1
}
if [[ -n $accepted ]] && ((accepted != clicks)); then
  ((in_flight == 0)) || {
    echo "undecided: $accepted accepted, $((accepted - clicks)) more than counted and dead; try again when no message is in flight"
    exit 1
  }
  echo "disagrees: $accepted accepted, but $clicks counted and dead"
  exit 1
fi
echo "agrees"
