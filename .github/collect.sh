#!/usr/bin/env bash
# Copies the built packages into a folder, under the names of a release. Usage: collect.sh jvm|native-x86_64|native-arm64 <folder>
set -euo pipefail
cd "$(dirname "$0")/.."
kind=${1:?name the kind of packages: jvm, native-x86_64 or native-arm64}
folder=${2:?name the folder to copy to}
version=${GITHUB_REF_NAME:-$(git describe --tags --always)}

mkdir -p "$folder"
for function in press aggregator broadcaster; do
  cp "functions/$function/target/$([[ $kind == jvm ]] || echo native/)function.zip" "$folder/tally-$function-$version-$kind.zip"
done
# The files that are equal for every kind go with one of them, because the release puts all kinds into one folder.
if [[ $kind == jvm ]]; then
  if [[ -f target/bom.json ]]; then
    cp target/bom.json "$folder/tally-$version.cdx.json"
  fi
  tar -czf "$folder/tally-infra-$version.tar.gz" infra
  npm pack --silent --ignore-scripts --pack-destination "$folder" ./web/client ./web/button
  cp web/button/dist/site/* "$folder"
fi
