#!/usr/bin/env bash
# Plans, deploys or destroys the stack. Usage: run.sh plan|deploy|destroy [file.tfvars]. make calls it after the build.
#
# deploy and destroy make a plan, print it, ask, and apply exactly that plan. These variables replace the answers:
#   CONFIRM=yes                apply the plan
#   DESTROY="clicks ..."       the tables, queues and replicas that the plan may destroy
#   LOSE_MESSAGES="clicks ..." the queues that may be destroyed while they have messages
# INIT_FLAGS="..." are further flags of `terraform init`, such as -migrate-state, -reconfigure or -backend-config=FILE.
set -euo pipefail
# These variables would change the effect of cd and grep.
unset CDPATH GREP_OPTIONS

fail() {
  echo "$1" >&2
  exit 1
}

# Prints the absolute path of a directory, which a variable names.
absolute() {
  (cd "$1" 2>/dev/null && pwd) || fail "$2 names no directory: '$1'."
}

# A relative path would name another directory after each cd.
TMPDIR=$(absolute "${TMPDIR:-/tmp}" TMPDIR)
export TMPDIR
[[ -z ${TF_PLUGIN_DIR:-} ]] || TF_PLUGIN_DIR=$(absolute "$TF_PLUGIN_DIR" TF_PLUGIN_DIR)
cd "$(dirname "$0")"

command=${1:-}
vars=${2:-}
options=(-input=false)

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
    [[ -s ${AWS_SHARED_CREDENTIALS_FILE:-${HOME:-}/.aws/credentials} || -s ${AWS_CONFIG_FILE:-${HOME:-}/.aws/config} ]]
}

# On EC2 the credentials come from the machine's role, so missing ones are a hint and no error.
hint() {
  has_credentials || echo " If AWS credentials are missing: run \`aws configure\`, set AWS_PROFILE, or use an emulator with VARS=localstack.tfvars."
}

# Only this user can read the directory, because a plan and a state can contain secrets.
work=$(mktemp -d "$TMPDIR/tally.XXXXXX")
trap 'rm -rf "$work"' EXIT
options+=("-var=plan_id=${work##*.}")

# Prints the make command with the variables that were given. The arguments, such as CONFIRM=yes, replace or add variables.
repeated() {
  local VARS=$vars name value
  local "$@"
  local line="make $command"
  for name in VARS INIT_FLAGS CONFIRM DESTROY LOSE_MESSAGES; do
    value=${!name:-}
    [[ -n $value ]] || continue
    [[ $value != *[![:alnum:]_./=:@,+-]* ]] || value="\"$value\""
    line+=" $name=$value"
  done
  echo "$line"
}

# Names the cause of a failed `terraform init`, by Terraform's own words in a file.
explain_init() {
  if grep -Eq 'Backend configuration changed|approval for state migration|Backend initialization required' "$1"; then
    echo "The backend is not the one that this directory was initialized with, see above. To copy the state to the new backend, run $(repeated INIT_FLAGS=-migrate-state). To use the new backend's own state, run $(repeated INIT_FLAGS=-reconfigure)."
  elif grep -Eq 'available provider packages|install provider|registry\.terraform\.io' "$1"; then
    echo "Terraform could not install its AWS provider, see above. Check the network, or set TF_PLUGIN_DIR to a directory that holds the provider."
  elif grep -Eq 'valid credential|credentials|ExpiredToken|InvalidClientTokenId|SignatureDoesNotMatch|InvalidAccessKeyId|AccessDenied|Forbidden|StatusCode: 403' "$1"; then
    echo "The backend did not accept the AWS credentials, see above. Sign in again or set AWS_PROFILE, and try again."
  else
    echo "Terraform could not initialize its backend or its modules, see above. If the backend needs further settings, run $(repeated INIT_FLAGS=-backend-config=FILE)."
  fi
}

initialize() {
  local init=(init) flags
  [[ -z ${TF_PLUGIN_DIR:-} ]] || init+=("-plugin-dir=$TF_PLUGIN_DIR")
  if [[ -n ${INIT_FLAGS:-} ]]; then
    # Terraform asks here before it copies a state. The flags are words without quotes.
    read -ra flags <<<"$INIT_FLAGS"
    terraform "${init[@]}" "${flags[@]}" || fail "terraform init $INIT_FLAGS failed, see above."
  else
    terraform "${init[@]}" -input=false -no-color >"$work/init.log" 2>&1 || {
      cat "$work/init.log" >&2
      fail "$(explain_init "$work/init.log")"
    }
  fi
}

# Writes the findings of guard/ about state and plan. The copy of guard/ keeps its own state away from the directory, the workspace
# and the backend of the deployment.
judge() {
  terraform show -json "$work/plan" >"$work/plan.json"
  cp -R guard "$work/guard"
  (
    unset TF_WORKSPACE TF_DATA_DIR TF_CLI_ARGS TF_CLI_ARGS_apply TF_CLI_ARGS_output
    cd "$work/guard"
    terraform apply -auto-approve -input=false -var "state=$work/state.json" -var "plan=$work/plan.json" >guard.log 2>&1 || {
      cat guard.log >&2
      exit 1
    }
    terraform output -raw findings
  ) >"$work/findings" || fail "The plan could not be judged, see above. Nothing was changed."
  grep -q '^end' "$work/findings" || fail "The plan could not be judged: guard/ printed no end. Nothing was changed."
}

# Prints the findings of a kind without their kind.
findings() {
  sed -n "s/^$1	//p" "$work/findings"
}

# Prints the number of messages in a queue: waiting, in a running batch, or delayed.
count_messages() {
  local endpoint region numbers
  IFS=$'\t' read -r region endpoint < <(findings judged)
  command -v aws >/dev/null || {
    echo "unknown: the AWS CLI is not installed"
    return
  }
  if [[ $endpoint == http* ]]; then
    export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test
  else
    endpoint=
  fi
  numbers=$(aws ${endpoint:+--endpoint-url "$endpoint"} --region "$region" --output text sqs get-queue-attributes --queue-url "$1" \
    --attribute-names ApproximateNumberOfMessages ApproximateNumberOfMessagesNotVisible ApproximateNumberOfMessagesDelayed \
    --query 'values(Attributes)' 2>&1 </dev/null) && [[ $numbers =~ ^[0-9[:space:]]+$ ]] || {
    echo "unknown: $(tail -n 1 <<<"$numbers")"
    return
  }
  echo $((${numbers//[[:space:]]/+}))
}

answer=
ask() {
  printf '%s\n> ' "$1"
  read -r answer || answer=
  echo
}

# The variables that agree to all losses of the plan.
needed=()

# Exits unless a variable, or an answer, has each name of the rest of the arguments.
consent() {
  local variable=$1 question=$2 given=${!1:-} name
  shift 2
  if [[ -z $given && ${CONFIRM:-} != yes ]]; then
    ask "$question"
    given=$answer
  fi
  for name in "$@"; do
    [[ " ${given//,/ } " == *" $name "* ]] ||
      fail "Nothing was changed, because $variable does not name '$name'. If that is intended, run: $(repeated "${needed[@]}")"
  done
  # Later advice repeats the answer.
  printf -v "$variable" %s "$given"
}

# Exits unless the destruction of each table, queue and replica is agreed to.
consent_to_losses() {
  local kind key name detail count
  local keys=() full=()
  while IFS=$'\t' read -r kind key name detail; do
    keys+=("$key")
    case $kind in
    table) echo "This plan destroys the table $name with all its items${detail:+, also in $detail}." ;;
    replica) echo "This plan destroys the replica of the table $name in $detail with all its items." ;;
    queue)
      count=$(count_messages "$detail")
      echo "This plan destroys the queue $name (messages: $count)."
      [[ $count == 0 ]] || full+=("$key")
      ;;
    esac
  done < <(grep -E '^(table|queue|replica)	' "$work/findings")
  ((${#keys[@]})) || return 0
  needed=("DESTROY=${keys[*]}")
  ((${#full[@]} == 0)) || needed+=("LOSE_MESSAGES=${full[*]}")
  if [[ $command == plan ]]; then
    echo "make deploy asks for consent to that. Without a terminal, run: $(repeated command=deploy CONFIRM=yes "${needed[@]}")"
    return
  fi
  consent DESTROY "To destroy them, type their names: ${keys[*]}" "${keys[@]}"
  ((${#full[@]})) || return 0
  consent LOSE_MESSAGES "Messages in these queues would be lost. To lose them, type the names again: ${full[*]}" "${full[@]}"
}

initialize
terraform state pull >"$work/state.json" || fail "Terraform could not read the state, see above. Nothing was changed."
[[ $command != destroy ]] || options+=(-destroy)
changes=0
TF_IN_AUTOMATION=1 terraform plan "${options[@]}" -detailed-exitcode -out="$work/plan" || changes=$?
((changes == 0 || changes == 2)) || fail "Terraform could not plan, see above. Nothing was changed.$(hint)"

judge
rejections=$(findings reject)
[[ -z $rejections ]] || fail "$(echo && echo "$rejections" && echo "Nothing was changed.")"
consent_to_losses
[[ $command != plan ]] || exit 0

if ((changes == 2)); then
  if [[ ${CONFIRM:-} != yes ]]; then
    ask "To apply this plan, type yes."
    [[ $answer == yes ]] || fail "Nothing was changed, because the answer was not yes. Without a terminal, run: $(repeated CONFIRM=yes)"
  fi
  terraform apply -input=false "$work/plan"
fi

# Prints an output, or the reason for its absence.
output() {
  terraform output -raw "$1" 2>/dev/null || echo "none: $2"
}

if [[ $command == deploy ]]; then
  echo
  echo "HTTP API:      $(output http_url "an external gateway is used, or the API is not deployed yet")"
  echo "WebSocket API: $(output websocket_url "an external gateway is used, or the API is not deployed yet")"
  echo "Dashboard:     $(output dashboard "it is not deployed yet") in CloudWatch"
fi
