#!/usr/bin/env bash
# Prints the end of a Maven log that explains a failure: the lines of the last module, without information.
# Usage: errors.sh <log>
awk '
  /^\[INFO\] Building .*\]$/ {kept = 0}
  !/^\[INFO\]/ && NF {line[kept++] = $0}
  END {for (i = 0; i < kept; i++) print line[i]}' "$1"
