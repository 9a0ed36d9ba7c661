# Invokes the function rollup, for the scripts that source this file.
event=$(mktemp)
log=$(mktemp)
trap 'rm -f "$event" "$log"' EXIT

# Sets answer to that of rollup. Usage: ask <event> <command for invocations, without function and event>
ask() {
  printf '%s' "$1" >"$event"
  shift
  answer=$("$@" rollup "$event" 2>"$log") || {
    cat "$log" >&2
    exit 1
  }
  # Some emulators put blanks and line ends into the answer. The patterns of the scripts need it without them.
  answer=$(tr '\n' ' ' <<<"$answer" | awk -F '"' -v OFS='"' '{for (i = 1; i <= NF; i += 2) gsub(/[ \t\r]/, "", $i); print}')
}

# Prints a whole number of the answer, or nothing.
number() {
  sed -n "s/.*\"$1\":\(-\{0,1\}[0-9]*\).*/\1/p" <<<"$answer"
}
