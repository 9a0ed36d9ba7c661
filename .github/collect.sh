#!/usr/bin/env bash
# Copies what was built into a folder under the names of a release: collect.sh jvm|native-x86_64|native-arm64 <folder>
set -euo pipefail
cd "$(dirname "$0")/.."
kind=${1:?which kind of packages: jvm, native-x86_64 or native-arm64}
folder=${2:?the folder to copy to}
version=${GITHUB_REF_NAME:-$(git describe --tags --always)}

mkdir -p "$folder"
for function in press aggregator broadcaster; do
  cp "functions/$function/target/$([[ $kind == jvm ]] || echo native/)function.zip" "$folder/tally-$function-$version-$kind.zip"
done
# What is the same for every kind is collected with one of them, since all are put into one folder in the end.
if [[ $kind == jvm ]]; then
  if [[ -f target/bom.json ]]; then
    cp target/bom.json "$folder/tally-$version.cdx.json"
  fi
  tar -czf "$folder/tally-infra-$version.tar.gz" infra
fi
