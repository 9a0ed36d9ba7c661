#!/usr/bin/env bash
# Plans, deploys or destroys the stack: run.sh plan|deploy|destroy [file.tfvars]. Called by make, which builds first.
set -euo pipefail
cd "$(dirname "$0")"

command=${1:-}
vars=${2:-}
options=(-input=false)

fail() {
  echo "$1" >&2
  exit 1
}

[[ $command =~ ^(plan|deploy|destroy)$ ]] || fail "Say what to do: make plan, make deploy or make destroy."

if [[ -n $vars ]]; then
  [[ -f $vars ]] || fail "There is no $vars in infra/terraform: VARS names a file there, such as localstack.tfvars."
  options+=("-var-file=$vars")
fi

command -v terraform >/dev/null ||
  fail "Terraform is not installed. Get 1.11 or newer from https://developer.hashicorp.com/terraform/install and try again."

has_credentials() {
  [[ -n ${AWS_ACCESS_KEY_ID:-}${AWS_PROFILE:-}${AWS_WEB_IDENTITY_TOKEN_FILE:-} ]] ||
    [[ -n ${AWS_CONTAINER_CREDENTIALS_RELATIVE_URI:-}${AWS_CONTAINER_CREDENTIALS_FULL_URI:-} ]] ||
    [[ -s ${AWS_SHARED_CREDENTIALS_FILE:-$HOME/.aws/credentials} || -s ${AWS_CONFIG_FILE:-$HOME/.aws/config} ]]
}

if ! grep -qs '^ *emulator_endpoint' ${vars:+"$vars"} terraform.tfvars && ! has_credentials; then
  fail "There are no AWS credentials. Run \`aws configure\`, set AWS_PROFILE, or use an emulator with VARS=localstack.tfvars."
fi

# A table that the deployment uses and has not made (counters_replica) is not destroyed with it.
protects_its_own() {
  awk '/"mode":/ {own = /"managed"/} own && /"deletion_protection_enabled": true/ {found = 1} END {exit !found}' terraform.tfstate 2>/dev/null
}

init=(init -input=false)
if [[ -n ${TF_PLUGIN_DIR:-} ]]; then
  init+=("-plugin-dir=$TF_PLUGIN_DIR")
fi
terraform "${init[@]}" >init.log 2>&1 || { cat init.log >&2; fail "Terraform could not fetch its AWS provider: see above."; }
rm -f init.log

case $command in
  plan) exec terraform plan "${options[@]}" ;;
  deploy)
    terraform apply -auto-approve "${options[@]}"
    echo
    echo "HTTP API:      $(terraform output -raw http_url 2>/dev/null || echo "none: a gateway outside is used")"
    echo "WebSocket API: $(terraform output -raw websocket_url 2>/dev/null || echo "none: a gateway outside is used")"
    echo "Dashboard:     $(terraform output -raw dashboard) in CloudWatch"
    ;;
  destroy)
    if protects_its_own; then
      fail "The tables are protected, and every count would be lost. Set deletion_protection = false in infra/terraform/terraform.tfvars, run make deploy, then make destroy."
    fi
    exec terraform destroy "${options[@]}" ${AUTO_APPROVE:+-auto-approve}
    ;;
esac
