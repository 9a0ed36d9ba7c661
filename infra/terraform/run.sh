#!/usr/bin/env bash
# Plans, deploys or destroys the stack. Usage: run.sh plan|deploy|destroy [file.tfvars]. make calls it after the build.
set -euo pipefail
cd "$(dirname "$0")"

command=${1:-}
vars=${2:-}
options=(-input=false)

fail() {
  echo "$1" >&2
  exit 1
}

[[ $command =~ ^(plan|deploy|destroy)$ ]] || fail "The command must be plan, deploy or destroy, not '$command': run make plan, make deploy or make destroy."

if [[ -n $vars ]]; then
  [[ -f $vars ]] || fail "infra/terraform has no file '$vars': VARS must name a file there, such as localstack.tfvars."
  options+=("-var-file=$vars")
fi

command -v terraform >/dev/null ||
  fail "Terraform is not installed. Install 1.11 or newer (https://developer.hashicorp.com/terraform/install), and try again."

has_credentials() {
  [[ -n ${AWS_ACCESS_KEY_ID:-}${AWS_PROFILE:-}${AWS_WEB_IDENTITY_TOKEN_FILE:-} ]] ||
    [[ -n ${AWS_CONTAINER_CREDENTIALS_RELATIVE_URI:-}${AWS_CONTAINER_CREDENTIALS_FULL_URI:-} ]] ||
    [[ -s ${AWS_SHARED_CREDENTIALS_FILE:-$HOME/.aws/credentials} || -s ${AWS_CONFIG_FILE:-$HOME/.aws/config} ]]
}

if ! grep -qs '^ *emulator_endpoint' ${vars:+"$vars"} terraform.tfvars && ! has_credentials; then
  fail "There are no AWS credentials. Run \`aws configure\`, set AWS_PROFILE, or use an emulator with VARS=localstack.tfvars."
fi

# Returns whether a table that the deployment created is protected. A table of counters_replica is not destroyed with the deployment.
protects_tables() {
  awk '/"mode":/ {created = /"managed"/} created && /"deletion_protection_enabled": true/ {found = 1} END {exit !found}' terraform.tfstate 2>/dev/null
}

init=(init -input=false)
if [[ -n ${TF_PLUGIN_DIR:-} ]]; then
  init+=("-plugin-dir=$TF_PLUGIN_DIR")
fi
terraform "${init[@]}" >init.log 2>&1 || { cat init.log >&2; fail "Terraform could not install its AWS provider, see above. Check the network, or set TF_PLUGIN_DIR to a directory that holds the provider."; }
rm -f init.log

case $command in
  plan) exec terraform plan "${options[@]}" ;;
  deploy)
    terraform apply -auto-approve "${options[@]}"
    echo
    echo "HTTP API:      $(terraform output -raw http_url 2>/dev/null || echo "none: an external gateway is used")"
    echo "WebSocket API: $(terraform output -raw websocket_url 2>/dev/null || echo "none: an external gateway is used")"
    echo "Dashboard:     $(terraform output -raw dashboard) in CloudWatch"
    ;;
  destroy)
    if protects_tables; then
      fail "The tables are protected, because destroying them loses every count. Set deletion_protection = false in infra/terraform/terraform.tfvars, run make deploy, then make destroy."
    fi
    exec terraform destroy "${options[@]}" ${AUTO_APPROVE:+-auto-approve}
    ;;
esac
