#!/usr/bin/env bash
# Runs the client of the previous release, with its own tests, against the stack of this checkout. Without a release it prints that
# it skips the client.
set -euo pipefail
cd "$(dirname "$0")/.."

release=$(git describe --tags --abbrev=0 --match 'v*' 2>/dev/null || true)
if [[ -z $release ]]; then
  echo "${GITHUB_ACTIONS:+::notice::}SKIPPED: the client of the previous release: no tag v* precedes this commit"
  exit 0
fi
echo "Testing the client of $release against this stack"
previous=$PWD/system/target/previous
rm -rf "$previous"
mkdir -p "$previous"
git archive "$release" web/client web/npm.sh | tar -x -C "$previous"
(cd "$previous/web/client" && ../npm.sh build)
./mvnw -B -q verify -Dtest=None -Dit.test=BrowserClientIT -Dsurefire.failIfNoSpecifiedTests=false \
  -Dfailsafe.failIfNoSpecifiedTests=false -Dweb.test.skip=true -Dclient.folder="$previous/web/client"
