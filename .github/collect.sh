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
  # Everything that a deployment needs, without JDK, Maven and Node.js.
  bundle=$folder/tally-$version
  mkdir -p "$bundle/packages" "$bundle/web/app"
  cp -R infra tools docs Makefile README.md CHANGELOG.md LICENSE "$bundle"
  cp -R web/app/dist "$bundle/web/app"
  cp "$folder"/tally-*-"$version-jvm.zip" "$bundle/packages"
  echo 'packages = "../../packages"' >"$bundle/infra/terraform/release.auto.tfvars"
  for function in press aggregator broadcaster; do
    mkdir -p "$bundle/functions/$function"
    cp -R "functions/$function/events" "$bundle/functions/$function"
  done
  tar -C "$folder" -czf "$folder/tally-$version.tar.gz" "tally-$version"
  rm -r "$bundle"
  npm pack --silent --ignore-scripts --pack-destination "$folder" ./web/client ./web/button
  cp web/button/dist/site/* "$folder"
fi
