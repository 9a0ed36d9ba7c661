#!/usr/bin/env bash
# Builds the packages of the functions, the page and the local stack, without tests. Prints one line for each module; the output of
# Maven goes to target/build.log. Usage: build.sh <command of Maven>
set -euo pipefail
cd "$(dirname "$0")/.."
log=target/build.log
jar=localstack/target/quarkus-app/quarkus-run.jar

localstack/check.sh build "$1"
mkdir -p target
if [[ -f $jar ]]; then
  echo "Building Tally again, because sources changed"
else
  echo "Building Tally, once, about 3 minutes"
fi

# Prints the line of the current module. On a terminal the line is written again each second.
line() {
  printf '%s  %-22s %d:%02d' "$1" "$module" $(((SECONDS - began) / 60)) $(((SECONDS - began) % 60))
  ((downloads == 0)) || printf '  %d downloads' "$downloads"
}

# Reads the log of Maven, and prints the line of each module when the module ends.
report() {
  local module="Maven and its plugins" began=0 drawn=0 downloads=0 text start='^\[INFO\] Building Tally(: )?(.*) [0-9][^ ]* +\[([0-9]+)/([0-9]+)\]$'
  while IFS= read -r text; do
    if [[ $text =~ $start ]]; then
      finish
      module="${BASH_REMATCH[3]} of ${BASH_REMATCH[4]}  ${BASH_REMATCH[2]:-project}" began=$SECONDS downloads=0
    elif [[ $text == "[INFO] Reactor Summary"* ]]; then
      break
    elif [[ $text == "[INFO] Downloaded "* ]]; then
      downloads=$((downloads + 1))
    fi
    if [[ -t 1 ]] && ((SECONDS > drawn)); then
      drawn=$SECONDS
      line $'\r'
    fi
  done
  finish
  cat >/dev/null
}

finish() {
  if [[ -t 1 ]]; then line $'\r' && printf '\033[K\n'; else line '' && echo; fi
}

SECONDS=0
status=0
"$@" package -DskipTests -pl '!system' 2>&1 | tee "$log" | report || status=${PIPESTATUS[0]}
if ((status == 0)); then
  touch "$jar"
  echo "built in $SECONDS s"
elif ((status < 128)); then
  # Without Maven's general advice.
  tools/errors.sh "$log" | sed -E '/^\[ERROR\] *($|->|\[Help|To see |Re-run |For more |After correcting|  mvn )/d; s/ -> \[Help [0-9]+\]$//' |
    tail -n 20 >&2
  if grep -qE 'Could not transfer|Failed to fetch|Unknown host' "$log"; then
    echo "build: a download failed: check the network and the proxy (https://maven.apache.org/guides/mini/guide-proxies.html), then run make again; it goes on from there" >&2
  fi
  echo "build: failed after $SECONDS s; the whole output is in $log" >&2
fi
exit "$status"
