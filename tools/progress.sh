#!/usr/bin/env bash
# Runs a long Maven command. On a terminal, its output goes to a log. One line shows the current step, the number of steps, the time so
# far and the time left. In a pipe, and with LOG=1, the command writes its output as usual.
# Usage: progress.sh <name> classes|steps <their number, or ''> <command>
#
# With "classes" the steps are the test classes in the log. With "steps" the command appends a line to the file TALLY_PROGRESS at the
# start of each step: the number of steps, or 0, and a name. The times of the last run that passed are in target/progress. They give the time
# left; in a first run the number of steps gives it.
set -euo pipefail
name=$1 kind=$2 expected=$3
shift 3
cd "$(dirname "$0")/.."

if [[ ! -t 1 || -n ${LOG:-} ]]; then
  echo "$*"
  exec "$@"
fi

# The terminal, also where standard output is a pipe.
exec 3>&1
log=target/$name.log
times=target/progress/$name-$(cksum <<<"$*" | cut -d ' ' -f 1)
steps=$PWD/target/progress/$name.steps
mkdir -p target/progress
: >"$log"
: >"$steps"
[[ $kind == classes ]] || export TALLY_PROGRESS=$steps
last=()
[[ ! -f $times ]] || last=($(<"$times"))

# Without -q, Maven's log names the module and the test class that run.
command=()
for word in "$@"; do
  [[ $word == -q ]] || command+=("$word")
done

# Prints the number of finished steps, the number of all steps or 0, and the name of the current step.
state() {
  awk -v steps="$steps" -v kind="$kind" -v expected="${expected:-0}" '
    FILENAME == steps {done = FNR - 1; if ($1 > 0) expected = $1; $1 = ""; step = substr($0, 2); next}
    /^\[INFO\] Building .*\]$/ {module = $0; sub(/^\[INFO\] Building (Tally: )?/, "", module); sub(/ [0-9][^ ]* +\[/, " (", module); sub(/\]$/, ")", module)}
    /^\[INFO\] Running / {class = $3; sub(/.*\./, "", class)}
    / Tests run:.* -- in / {finished++}
    END {
      if (kind == "classes") done = finished
      if (step == "") step = module == "" ? "Maven starts" : "module " module (class == "" ? "" : ", " class)
      print done + 0, expected + 0, step
    }' "$log" "$steps"
}

clock() {
  printf '%d:%02d' $(($1 / 60)) $(($1 % 60))
}

# The second at which each number of steps was finished.
now=(0)

# Prints the seconds that are left, or nothing. The first step is left out of a first run's estimate, because the build is part of it.
left() {
  local finished=$1 total=$2 seconds=
  if ((finished < ${#last[@]} - 1)); then
    seconds=$((last[${#last[@]} - 1] - last[finished] - SECONDS + now[finished]))
  elif ((${#last[@]} == 0 && finished > 1 && 10 * finished > total && finished < total)); then
    seconds=$(((total - finished) * (SECONDS - now[1]) / (finished - 1)))
  fi
  ((${seconds:-0} <= 0)) || echo ", about $(clock "$seconds") left"
}

draw() {
  local finished total step line columns
  read -r finished total step < <(state)
  ((total > 0 || ${#last[@]} < 2)) || total=$((${#last[@]} - 2))
  while ((${#now[@]} <= finished)); do
    now+=("$SECONDS")
  done
  line="make $name: $( ((total == 0 || total < finished)) || echo "$finished of $total done, ")$step, $(clock "$SECONDS")$(left "$finished" "$total")"
  columns=$(stty size <&3 2>/dev/null | cut -d ' ' -f 2) || true
  printf '\r%s\033[K' "${line:0:${columns:-80}-1}"
}

# The command has its own process group, because Bash lets other background commands ignore Ctrl-C. Signals go to the whole group.
SECONDS=0
set -m
"${command[@]}" >"$log" 2>&1 </dev/null &
child=$!
set +m
trap 'kill -TERM -$child 2>/dev/null || true' EXIT
stopped=
for signal in HUP INT TERM; do
  trap "stopped=yes; kill -$signal -$child 2>/dev/null || true" $signal
done
while kill -0 "$child" 2>/dev/null; do
  draw
  sleep 1 || true
done
status=0
wait "$child" 2>/dev/null || status=$?
printf '\r\033[K'

if ((status == 0)); then
  echo "${now[@]}" "$SECONDS" >"$times"
  grep '^SKIPPED: ' "$log" | sort -u || true
  # The totals of modules, without those of classes; and those of Vitest.
  awk -v name="$name" -v time="$(clock "$SECONDS")" -v log_file="$log" '
    /Tests run:/ && !/ -- in / {gsub(/,/, ""); for (i = 1; i < NF; i++) {if ($i == "run:") tests += $(i + 1); if ($i == "Skipped:") skipped += $(i + 1)}}
    $1 == "Tests" && $3 == "passed" {tests += $2}
    END {print "make " name ": " (tests - skipped) " tests passed" (skipped ? ", " skipped " were skipped" : "") ", in " time ". The output is in " log_file}' "$log"
elif [[ -n $stopped ]]; then
  echo "make $name: stopped after $(clock "$SECONDS"). The output is in $log" >&2
else
  tools/errors.sh "$log" >&2
  echo "make $name: failed after $(clock "$SECONDS"). The whole output is in $log" >&2
fi
exit "$status"
