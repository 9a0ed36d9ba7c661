#!/usr/bin/env bash
# Plans, deploys or destroys the stack. Usage: run.sh plan|deploy|destroy [file.tfvars]. make calls it after the build.
#
# deploy and destroy make a plan, print it, ask, and apply exactly that plan. They do the same for the page in web/, unless PAGE=no.
# After that, deploy waits until the new versions can be invoked, presses the counter deploy-check once and reads its count, unless
# CHECK=no. TALLY_URL replaces the URL for that. PAGE_DIRECTORY is the directory of the built page.
#
# These variables replace the answers:
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
[[ -z ${PAGE_DIRECTORY:-} ]] || PAGE_DIRECTORY=$(absolute "$PAGE_DIRECTORY" PAGE_DIRECTORY)
cd "$(dirname "$0")"
page_directory=${PAGE_DIRECTORY:-$(cd ../.. && pwd)/web/app/dist}

command=${1:-}
vars=${2:-}
options=(-input=false)

[[ $command =~ ^(plan|deploy|destroy)$ ]] || fail "The command must be plan, deploy or destroy, not '$command': run make plan, make deploy or make destroy."

if [[ -n $vars ]]; then
  [[ -f $vars ]] || fail "infra/terraform has no file '$vars': VARS must name a file there, such as localstack.tfvars."
  options+=("-var-file=$vars")
fi

for name in PAGE CHECK; do
  [[ ${!name:-yes} =~ ^(yes|no)$ ]] || fail "$name must be yes or no, not '${!name}'."
done

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
  (($# == 0)) || local "$@"
  local line="make $command"
  for name in VARS INIT_FLAGS PAGE CHECK CONFIRM DESTROY LOSE_MESSAGES; do
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

# Calls the AWS CLI for the deployment's region, or the emulator.
call() {
  if [[ -n $endpoint ]]; then
    AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test aws --endpoint-url "$endpoint" --region "$region" --output text "$@"
  else
    aws --region "$region" --output text "$@"
  fi
}

# Prints the number of messages in a queue: waiting, in a running batch, or delayed.
count_messages() {
  local numbers
  command -v aws >/dev/null || {
    echo "unknown: the AWS CLI is not installed"
    return
  }
  numbers=$(call sqs get-queue-attributes --queue-url "$1" \
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

# Returns whether this command includes the page. An emulator has no CloudFront.
with_page() {
  [[ ${PAGE:-yes} == yes && -z $endpoint ]]
}

# Plans, asks and applies the page. It is a root with its own state, and needs the URLs of the APIs.
page() {
  local flags=(-input=false -var "name=$name" -var "region=$region" -var "directory=$page_directory")
  with_page || return 0
  if [[ $command != destroy && $http_url != https://* ]]; then
    [[ $command != plan ]] || echo "The page is planned by make deploy, once the APIs have URLs."
    return 0
  fi
  echo
  echo "The page (infra/terraform/web):"
  cd web
  # Settings of the stack's backend would give the page the state of the stack.
  [[ ${INIT_FLAGS:-} != *backend-config* ]] || INIT_FLAGS=
  initialize
  if terraform state list 2>/dev/null | grep -q '^aws_lambda_function'; then
    fail "infra/terraform/web has the state of the stack. Give it its own backend key, see infra/terraform/README.md#the-state, or leave the page out with PAGE=no."
  fi
  if [[ $command == destroy ]]; then
    flags+=(-destroy -var http_url=https://none.invalid -var ws_url=wss://none.invalid)
  else
    flags+=(-var "http_url=$http_url" -var "ws_url=$websocket_url")
  fi
  changes=0
  TF_IN_AUTOMATION=1 terraform plan "${flags[@]}" -detailed-exitcode -out="$work/page" || changes=$?
  ((changes == 0 || changes == 2)) || fail "Terraform could not plan the page, see above.$after_stack"
  if ((changes == 2)) && [[ $command != plan ]]; then
    if [[ ${CONFIRM:-} != yes ]]; then
      ask "To apply this plan of the page, type yes."
      [[ $answer == yes ]] || fail "The page was not changed, because the answer was not yes.$after_stack"
    fi
    terraform apply -input=false "$work/page" || fail "The page is incomplete, see above.$after_stack"
  fi
  [[ $command != deploy ]] || page_url=$(terraform output -raw url)
  cd ..
}

# Waits until the alias of each function leads to a version that can be invoked. A new version is pending until its snapshot is made.
wait_for_versions() {
  local key state version reason seconds=${TALLY_WAIT_SECONDS:-900} end functions
  command -v aws >/dev/null || {
    echo "The versions were not checked, because the AWS CLI is not installed."
    return
  }
  functions=$(terraform state list | sed -n 's/^aws_lambda_alias\.live\["\(.*\)"\]$/\1/p')
  end=$((SECONDS + seconds))
  for key in $functions; do
    while true; do
      IFS=$'\t' read -r state version reason < <(call lambda get-function-configuration --function-name "$name-$key" \
        --qualifier "$(output function_alias)" --query '[State, Version, StateReason]' 2>&1 </dev/null | tail -n 1) || true
      case $state in
      Active | Inactive) break ;;
      Failed)
        fail "Version $version of $key cannot be invoked: $reason. The stack is deployed, but $key fails: docs/runbook.md#failed-snapshot"
        ;;
      *AccessDenied*)
        echo "The versions were not checked: $state"
        return
        ;;
      esac
      ((SECONDS < end)) ||
        fail "Version ${version:-unknown} of $key is not ready after $seconds s (${state:-no answer}): docs/runbook.md#failed-snapshot"
      sleep 2
    done
  done
  [[ -z $functions ]] || echo "The versions of all functions can be invoked."
}

# Prints the count of the counter of this check, or nothing.
read_count() {
  curl -sS -m 35 "$1/v1/counters/deploy-check" 2>"$work/curl" | tr -d ' \n' | sed -n 's/.*"count":\(-\{0,1\}[0-9][0-9]*\).*/\1/p'
}

# Presses once, and waits until the press is counted.
check_counting() {
  local url=$1 before count status end=$((SECONDS + ${TALLY_WAIT_SECONDS:-120}))
  command -v curl >/dev/null || {
    echo "Counting was not checked, because curl is not installed."
    return
  }
  while before=$(read_count "$url") && [[ -z $before ]]; do
    ((SECONDS < end)) || fail "The HTTP API $url does not answer a read of a counter. $(tail -n 1 "$work/curl") The stack is deployed, but reads fail: docs/runbook.md#http-errors"
    sleep 2
  done
  status=$(curl -sS -m 35 -o "$work/answer" -w '%{http_code}' -X POST -H 'content-type: application/json' -d '{"delta":1}' \
    "$url/v1/counters/deploy-check/clicks" 2>"$work/curl") || true
  case $status in
  200 | 202) ;;
  401 | 403)
    echo "A counter can be read. Counting was not checked, because presses need a token."
    return
    ;;
  *) fail "The HTTP API $url answered a press with $status. $(head -c 300 "$work/answer" 2>/dev/null) The stack is deployed, but presses fail: docs/runbook.md#http-errors" ;;
  esac
  while count=$(read_count "$url") && [[ -z $count || $count -le $before ]]; do
    ((SECONDS < end)) || fail "A press was accepted, but the count of deploy-check is still ${count:-unknown}. The stack is deployed, but does not count: docs/runbook.md#clicks-waiting"
    sleep 1
  done
  echo "A press of the counter deploy-check was counted: $before before, $count now."
}

check() {
  [[ ${CHECK:-yes} == yes ]] || return 0
  echo
  wait_for_versions
  if [[ -n ${TALLY_URL:-} ]]; then
    check_counting "${TALLY_URL%/}"
  elif [[ -z $endpoint && $http_url == https://* ]]; then
    check_counting "$http_url"
  else
    echo "Counting was not checked, because there is no HTTP API with a public name. TALLY_URL replaces it."
  fi
}

# Prints an output, or the reason for its absence.
output() {
  terraform output -raw "$1" 2>/dev/null || echo "none: ${2:-it is not deployed yet}"
}

read_urls() {
  local reason="an external gateway is used, or the API is not deployed yet"
  http_url=$(output http_url "$reason")
  websocket_url=$(output websocket_url "$reason")
}

print_summary() {
  local reason="PAGE=no"
  [[ -z $endpoint ]] || reason="an emulator has no CloudFront"
  echo
  echo "Page:          ${page_url:-none: $reason}"
  echo "HTTP API:      $http_url"
  echo "WebSocket API: $websocket_url"
  echo "Dashboard:     $(output dashboard) in CloudWatch"
  if [[ -n $page_url ]]; then
    echo
    echo "To embed a button in any web page:"
    echo "  <script type=\"module\" src=\"$page_url/tally.js\"></script>"
    echo "  <tally-button counter=\"like~page\" label=\"Like\"></tally-button>"
  fi
}

print_risks() {
  local risks
  risks=$(findings risk)
  [[ -n $risks ]] || return 0
  echo
  echo "Before you go live:"
  sed 's/^/- /' <<<"$risks"
}

initialize
terraform state pull >"$work/state.json" || fail "Terraform could not read the state, see above. Nothing was changed."
[[ $command != destroy ]] || options+=(-destroy)
changes=0
TF_IN_AUTOMATION=1 terraform plan "${options[@]}" -detailed-exitcode -out="$work/plan" || changes=$?
((changes == 0 || changes == 2)) || fail "Terraform could not plan, see above. Nothing was changed.$(hint)"

judge
IFS=$'\t' read -r region endpoint name < <(findings judged)
[[ $endpoint == http* ]] || endpoint=
rejections=$(findings reject)
[[ -z $rejections ]] || fail "$(echo && echo "$rejections" && echo "Nothing was changed.")"
if with_page && [[ ! -f $page_directory/index.html ]]; then
  # The plan of a removal reads any page.
  [[ $command == destroy ]] && page_directory=$PWD/web/tests/pages ||
    fail "$page_directory has no built page: run make build, or leave the page out with PAGE=no. Nothing was changed."
fi
consent_to_losses
page_url='' after_stack=''

if [[ $command == plan ]]; then
  read_urls
  page
  print_risks
  exit 0
fi

if ((changes == 2)); then
  if [[ ${CONFIRM:-} != yes ]]; then
    ask "To apply this plan, type yes."
    [[ $answer == yes ]] || fail "Nothing was changed, because the answer was not yes. Without a terminal, run: $(repeated CONFIRM=yes)"
  fi
  terraform apply -input=false "$work/plan"
fi

after_stack=" The stack itself is done. Run again: $(repeated), or leave the page out with PAGE=no."
read_urls
page
if [[ $command == deploy ]]; then
  check
  print_summary
  print_risks
fi
