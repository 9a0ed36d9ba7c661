#!/usr/bin/env bash
# Starts each native package on Amazon Linux 2023 in Docker, and invokes press. Usage: start-native.sh
set -euo pipefail
cd "$(dirname "$0")/.."
image=public.ecr.aws/lambda/provided:al2023
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for function in press aggregator broadcaster; do
  mkdir "$work/$function"
  unzip -q "functions/$function/target/native/function.zip" -d "$work/$function"
  .github/glibc.sh "$work/$function/bootstrap"
done

container=$(docker run -d -p 127.0.0.1::8080 -v "$work/press:/var/task:ro" -v "$work/press/bootstrap:/var/runtime/bootstrap:ro" \
  -e AWS_REGION=eu-central-1 -e TALLY_TABLE=none -e TALLY_QUEUE_URL=https://none.invalid/clicks.fifo -e TALLY_EPOCH=e \
  -e DISABLE_SIGNAL_HANDLERS=true "$image" bootstrap)
trap 'docker rm -f "$container" >/dev/null; rm -rf "$work"' EXIT
port=$(docker port "$container" 8080 | sed -n '1s/.*://p')
answer=$(curl -sS --retry 10 --retry-connrefused --retry-delay 1 -m 30 \
  "http://127.0.0.1:$port/2015-03-31/functions/function/invocations" -d @functions/press/events/health.json) || true
if [[ $answer != *'"statusCode":200'* ]]; then
  docker logs "$container" >&2
  echo "press does not answer on Amazon Linux 2023: $answer" >&2
  exit 1
fi
echo "press answers on Amazon Linux 2023"
