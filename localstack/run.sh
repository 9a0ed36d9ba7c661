#!/usr/bin/env bash
# Runs the local stack on a cloud. Usage: run.sh <local|localstack|localstack-token|floci> <command that starts the stack>
#
# On local, the stack itself has the queues, tables and functions. Otherwise Docker starts an emulator, Terraform deploys to it, and
# the stack is the gateway in front of it. With FUNCTIONS=local, or without Terraform, the stack runs the functions.
set -euo pipefail
cd "$(dirname "$0")/.."
cloud=$1
shift

fail() {
  echo "run: $1" >&2
  exit 1
}

case $cloud in
local) exec "$@" ;;
localstack | floci) ;;
localstack-token)
  [[ -n ${LOCALSTACK_AUTH_TOKEN:-} ]] ||
    fail "CLOUD=localstack-token needs LOCALSTACK_AUTH_TOKEN: get one at https://app.localstack.cloud, or use CLOUD=localstack"
  ;;
*) fail "CLOUD must be local, localstack, localstack-token or floci, not '$cloud'" ;;
esac

# Returns whether a command succeeds within 10 seconds. macOS has no command `timeout`.
answers() {
  local end=$((SECONDS + 10))
  "$@" >/dev/null 2>&1 &
  while kill -0 $! 2>/dev/null; do
    ((SECONDS < end)) || { kill $! && return 1; }
    sleep 0.1
  done
  wait $!
}

functions=${FUNCTIONS:-emulator}
[[ $functions == local || $functions == emulator ]] || fail "FUNCTIONS must be local or emulator, not '$functions'"

command -v docker >/dev/null ||
  fail "CLOUD=$cloud needs Docker: install it (https://docs.docker.com/get-docker), or use \`make run\`, which needs no Docker"
answers docker info ||
  fail "Docker does not answer: start it (Docker Desktop, or sudo systemctl start docker), or use \`make run\`, which needs no Docker"
docker compose version >/dev/null 2>&1 ||
  fail "Docker has no compose plugin: install it (https://docs.docker.com/compose/install), or use \`make run\`"

port=${TALLY_EMULATOR_PORT:-4566}
endpoint=http://localhost:$port
work=$PWD/localstack/target/emulator
compose=(docker compose --file localstack/compose.yaml --profile "$cloud")

if [[ -z $("${compose[@]}" ps --quiet) ]] && (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
  fail "port $port is in use: stop the process that uses it, or choose another port with TALLY_EMULATOR_PORT"
fi

stop() {
  "${compose[@]}" down --volumes >/dev/null 2>&1 || echo "run: Docker could not stop $cloud; try: ${compose[*]} down" >&2
}
trap stop EXIT
trap 'exit 130' INT TERM

# The emulator starts without resources, so Terraform's state of an earlier run is wrong.
rm -rf "$work"
mkdir -p "$work"
"${compose[@]}" up --detach --wait --wait-timeout 180 ||
  fail "$cloud did not become healthy: see ${compose[*]} logs"

export AWS_ENDPOINT_URL=$endpoint AWS_REGION=${AWS_REGION:-eu-central-1}
export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test

# Prints the address of this machine for containers: on Linux that of Docker's bridge, elsewhere a name of Docker Desktop.
reach_host() {
  local bridge
  bridge=$(docker network inspect bridge --format '{{(index .IPAM.Config 0).Gateway}}' 2>/dev/null || true)
  if [[ -n $bridge && $(uname) == Linux ]] && hostname -I | tr ' ' '\n' | grep -qx "$bridge"; then
    export TALLY_CONNECTIONS_HOST=$bridge
    echo "$bridge"
  else
    echo host.docker.internal
  fi
}

deploy() {
  local connections=${TALLY_CONNECTIONS_PORT:-9002} architecture=x86_64 host stage
  [[ $(uname -m) != a* ]] || architecture=arm64
  reach_host >"$work/host"
  host=$(<"$work/host")
  stage=$(awk '/^webSocketApi:/ {found = 1} found && $1 == "stage:" {print $2; exit}' infra/stack.yaml)
  export TF_DATA_DIR=$work/terraform
  terraform -chdir=infra/terraform init -input=false -no-color ${TF_PLUGIN_DIR:+-plugin-dir="$TF_PLUGIN_DIR"} >"$work/init.log" ||
    fail "terraform init failed: $(tail -n 3 "$work/init.log")"
  terraform -chdir=infra/terraform apply -input=false -auto-approve -state="$work/terraform.tfstate" \
    -var-file=localstack.tfvars -var "emulator_endpoint=$endpoint" -var "region=$AWS_REGION" \
    -var "architecture=$architecture" -var "gateway_endpoint=http://$host:$connections/$stage"
  terraform -chdir=infra/terraform output -state="$work/terraform.tfstate" -json >"$work/outputs.json"
  export TALLY_DEPLOYMENT=$work/outputs.json
}

if [[ $functions == local ]]; then
  echo "run: the functions run in this stack, on the queues and tables of $cloud"
elif ! command -v terraform >/dev/null; then
  echo "run: SKIPPED the deployment to $cloud: no Terraform on the PATH (https://developer.hashicorp.com/terraform/install);" \
    "the functions run in this stack, on the queues and tables of $cloud" >&2
else
  deploy
fi
"$@" &
stack=$!
trap 'kill "$stack" 2>/dev/null || true' INT TERM
status=0
wait "$stack" || status=$?
# A signal interrupts the wait while the stack is still stopping.
while kill -0 "$stack" 2>/dev/null; do
  wait "$stack" || status=$?
done
exit "$status"
