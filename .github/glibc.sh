#!/usr/bin/env bash
# Exits unless a binary starts with the C library of Amazon Linux 2023, glibc 2.34. Usage: glibc.sh <binary>
set -euo pipefail
newest=$(objdump -T "$1" | sed -n 's/.*GLIBC_\([0-9][0-9.]*\).*/\1/p' |
  awk -F . '$1 > major || $1 == major && $2 > minor {major = $1; minor = $2} END {print major + 0, minor + 0}')
read -r major minor <<<"$newest"
if ((major > 2 || major == 2 && minor > 34)); then
  echo "$1 needs glibc $major.$minor, but Amazon Linux 2023 has 2.34: build it in the container, see docs/packaging.md" >&2
  exit 1
fi
echo "$1 needs glibc $major.$minor at most"
