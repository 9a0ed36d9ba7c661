#!/usr/bin/env bash
# Operates a stack that Terraform has deployed. Usage:
#   aws.sh invoke <function> <event file>   prints the result of the function, and its log on standard error
#   aws.sh tail [function]                  follows the logs of the functions, without their metrics
#   aws.sh in-flight                        prints the number of messages in the queue of clicks
#   aws.sh rollback [yes] [share]           lists the versions of the previous deployment; with yes, moves the alias live to them, or
#                                           with a share such as 0.1, sends this share of the invocations to them
#   aws.sh redrive [yes]                    lists the dead letters; with yes, sends them back to their queue
#
# Names and the region are outputs of the Terraform directory TALLY_TERRAFORM, infra/terraform by default.
# TALLY_STATE, if set, is the state file that holds these outputs.
# AWS_ENDPOINT_URL, if set, is the emulator that takes the place of AWS.
set -euo pipefail
cd "$(dirname "$0")/.."
terraform_directory=${TALLY_TERRAFORM:-infra/terraform}

fail() {
  echo "$1" >&2
  exit 1
}

need() {
  command -v "$1" >/dev/null || fail "$1 is not on the PATH: install it, see $2"
}

need aws https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html
need terraform https://developer.hashicorp.com/terraform/install

# Version 1 of the AWS CLI ignores AWS_ENDPOINT_URL.
call() {
  aws ${AWS_ENDPOINT_URL:+--endpoint-url "$AWS_ENDPOINT_URL"} ${region:+--region "$region"} --output text "$@"
}

output() {
  terraform -chdir="$terraform_directory" output ${TALLY_STATE:+-state="$TALLY_STATE"} "$@" 2>/dev/null
}

# Exits unless the state has outputs. If Terraform cannot read them, it prints the error of the state, the backend or the credentials.
require_outputs() {
  local outputs
  outputs=$(output -json) || {
    terraform -chdir="$terraform_directory" output -no-color ${TALLY_STATE:+-state="$TALLY_STATE"} -json >/dev/null || true
    fail "Terraform could not read the state of $terraform_directory, see above. Repair that, and do not deploy meanwhile: docs/runbook.md#no-state"
  }
  [[ $(tr -d ' \n' <<<"$outputs") == '{}' ]] || return 0
  [[ -z ${TALLY_STATE:-} ]] || fail "$TALLY_STATE has no deployment: start the emulator and its deployment first, with make run CLOUD=..."
  fail "$terraform_directory has no state of a deployment in the workspace $(terraform -chdir="$terraform_directory" workspace show). If Tally is deployed, its state is elsewhere, and make deploy here is wrong: docs/runbook.md#no-state"
}

# Prints the value of one key of an output that is a map of strings.
entry() {
  local map value
  map=$(output -json "$1") || fail "the state of $terraform_directory has no output $1, so another version or an incomplete deploy wrote it; make plan lists the missing changes"
  value=$(tr -d ' \n' <<<"$map" | sed -n "s/.*\"$2\":\"\([^\"]*\)\".*/\1/p")
  [[ -n $value ]] || fail "the output $1 has no '$2'; it has: $(tr -d '{}" \n' <<<"$map" | sed 's/:[^,]*//g; s/,/, /g')"
  echo "$value"
}

# Prints the key of each function.
functions() {
  output -json function_names | tr ',{}' '\n\n\n' | sed -n 's/.*"\([a-z]*\)" *:.*/\1/p'
}

invoke() {
  local function=$1 event=$2 name alias result error log
  name=$(entry function_names "$function")
  [[ -f $event ]] || fail "invoke: there is no event file '$event'; the samples are: $(echo functions/*/events/*.json)"
  alias=$(output -raw function_alias || true)
  answer=$(mktemp)
  trap 'rm -f "$answer"' EXIT
  result=$(call lambda invoke --function-name "$name" ${alias:+--qualifier "$alias"} --log-type Tail \
    --payload "fileb://$event" --query '[FunctionError, LogResult]' "$answer")
  read -r error log <<<"$result"
  cat "$answer"
  echo
  [[ $log == None ]] || base64 --decode <<<"$log" >&2
  [[ $error == None ]] || fail "invoke: the function failed: $error"
}

# Prints the time, id and message of each event in a log group since a time in milliseconds.
events() {
  call logs filter-log-events --log-group-name "/aws/lambda/$1" --start-time "$2" \
    --query 'events[].[timestamp, eventId, message]'
}

# Each query starts before the end of the previous one, because events can arrive late. An event in both has the same id.
follow() {
  local function=$1 name=$2 since=$(($(date +%s) * 1000 - 10000)) seen=' ' found at id message
  while true; do
    found=' '
    while IFS=$'\t' read -r at id message; do
      [[ -n $id ]] || continue
      found+="$id "
      [[ $seen != *" $id "* && $message != '{"_aws":'* ]] || continue
      echo "$function $message"
    done < <(events "$name" "$since")
    seen=$found
    sleep 2
    since=$(($(date +%s) * 1000 - 30000))
  done
}

tail_logs() {
  local functions=$1 function name
  [[ -n $functions ]] || functions=$(functions)
  trap 'kill $(jobs -p) 2>/dev/null || true' EXIT
  for function in $functions; do
    name=$(entry function_names "$function")
    follow "$function" "$name" &
  done
  wait
}

attribute() {
  call sqs get-queue-attributes --queue-url "$1" --attribute-names "$2" --query "Attributes.$2"
}

MOST_LETTERS=200

# Lists at most ten letters of each shard: while some messages of a group are in flight, SQS hides the rest of the group.
# A call takes half a second. Receiving and releasing all letters in tens takes much less than their visibility time-out of two minutes.
list_letters() {
  local queue=$1 batch handle shard reason body at
  local -a seen=()
  while ((${#seen[@]} < MOST_LETTERS)) && batch=$(call sqs receive-message --queue-url "$queue" --max-number-of-messages 10 --visibility-timeout 120 \
    --attribute-names All --message-attribute-names All \
    --query 'Messages[].[ReceiptHandle, Attributes.MessageGroupId, MessageAttributes.reason.StringValue, Body]') &&
    [[ -n $batch && $batch != None ]]; do
    while IFS=$'\t' read -r handle shard reason body; do
      # Skips the further lines of a body.
      [[ -n $shard ]] || continue
      seen+=("{\"Id\":\"${#seen[@]}\",\"ReceiptHandle\":\"$handle\",\"VisibilityTimeout\":0}")
      [[ $reason != None ]] || reason="received too often"
      # A list of letters may be kept, so it names no voter.
      while [[ $body =~ \"voter\"\ *:\ *\"[^\"]*\" ]]; do body=${body//"${BASH_REMATCH[0]}"/'"voter":hidden'}; done
      echo "  $shard  $reason  $body"
    done <<<"$batch"
  done
  for ((at = 0; at < ${#seen[@]}; at += 10)); do
    batch=$(IFS=, && echo "${seen[*]:at:10}")
    call sqs change-message-visibility-batch --queue-url "$queue" --entries "[$batch]" >/dev/null
  done
}

# The task needs a destination: SQS knows no source queue of the letters that the aggregator itself sent.
move_letters() {
  local from to status
  from=$(attribute "$1" QueueArn)
  to=$(attribute "$2" QueueArn)
  call sqs start-message-move-task --source-arn "$from" --destination-arn "$to" >/dev/null
  while status=$(call sqs list-message-move-tasks --source-arn "$from" --max-results 1 \
    --query 'Results[0].[Status, ApproximateNumberOfMessagesMoved, FailureReason]') && [[ $status == RUNNING* ]]; do
    sleep 1
  done
  echo "redrive: $status" | tr '\t' ' '
  [[ $status == COMPLETED* ]] || fail "redrive: the task did not complete; try again, the remaining letters are still in $1"
}

# Prints the number of messages that wait, are in a running batch, or are delayed.
in_flight() {
  local clicks numbers
  clicks=$(entry queue_urls clicks)
  numbers=$(call sqs get-queue-attributes --queue-url "$clicks" --attribute-names \
    ApproximateNumberOfMessages ApproximateNumberOfMessagesNotVisible ApproximateNumberOfMessagesDelayed \
    --query 'values(Attributes)')
  echo $((${numbers//[[:space:]]/+}))
}

# Prints version, deployment and resources of the alias, or of each published version, oldest first.
FIELDS="[Version, Description || '-', join(' ', [Environment.Variables.TALLY_TABLE || '-', Environment.Variables.TALLY_CONNECTIONS_TABLE || '-', Environment.Variables.TALLY_QUEUE_URL || '-'])]"
live_version() {
  call lambda get-function-configuration --function-name "$1" --qualifier "$alias" --query "$FIELDS"
}

versions() {
  call lambda list-versions-by-function --function-name "$1" --query "Versions[].$FIELDS" | sed '/^\$LATEST/d' | sort -n
}

# All functions of a deployment have its id in their descriptions, so their versions belong together.
rollback() {
  local function name alias live deployment resources published version description used state functions move previous='' moves=()
  local share=${2:-}
  [[ -z $share || $share =~ ^0?\.[0-9]+$ ]] || fail "SHARE must be a fraction between 0 and 1, such as 0.1, not '$share'"
  alias=$(output -raw function_alias)
  functions=$(functions)
  for function in $functions; do
    name=$(entry function_names "$function")
    IFS=$'\t' read -r live deployment resources <<<"$(live_version "$name")"
    published=$(versions "$name")
    if [[ -z $previous ]]; then
      while IFS=$'\t' read -r version description _; do
        [[ $version -ge $live || $description == "$deployment" ]] || previous=$description
      done <<<"$published"
      [[ -n $previous ]] || fail "rollback: $name has no version of an earlier deployment. Check out the earlier release and run make deploy."
      echo "from $deployment to $previous"
    fi
    IFS=$'\t' read -r version _ used <<<"$(awk -F '\t' -v wanted="$previous" '$2 == wanted {line = $0} END {print line}' <<<"$published")"
    [[ -n $version ]] || fail "rollback: $name has no version of '$previous', so its versions were deleted or that deployment was incomplete. Nothing was changed. Check out the earlier release and run make deploy."
    [[ $used == "$resources" ]] ||
      fail "rollback: version $version of $name uses other tables or queues than version $live. Nothing was changed: it would count into the old ones."
    state=$(call lambda get-function-configuration --function-name "$name" --qualifier "$version" --query State)
    printf '  %-12s %s -> %s%s\n' "$function" "$live" "$version" "$([[ $state == Active ]] || echo " ($state: Lambda first makes a new snapshot, which takes minutes)")"
    moves+=("$name $version")
  done
  if [[ ${1:-} != yes ]]; then
    echo "Nothing was changed. To go back: make rollback CONFIRM=yes${share:+ SHARE=$share}"
    return
  fi
  for move in "${moves[@]}"; do
    read -r name version <<<"$move"
    if [[ -n $share ]]; then
      call lambda update-alias --function-name "$name" --name "$alias" --routing-config "AdditionalVersionWeights={$version=$share}" >/dev/null
    else
      call lambda update-alias --function-name "$name" --name "$alias" --function-version "$version" --routing-config 'AdditionalVersionWeights={}' >/dev/null
    fi
  done
  if [[ -n $share ]]; then
    echo "Now $share of the invocations use the earlier versions. To use them alone: make rollback CONFIRM=yes"
  else
    echo "The earlier versions are live. The next make deploy makes its own versions live again: docs/runbook.md#roll-back"
  fi
}

redrive() {
  local letters clicks total
  letters=$(entry queue_urls dead-letters)
  clicks=$(entry queue_urls clicks)
  total=$(attribute "$letters" ApproximateNumberOfMessages)
  echo "$total dead letters in $letters"
  if [[ ${1:-} == yes ]]; then
    ((total == 0)) || move_letters "$letters" "$clicks"
  else
    list_letters "$letters"
    echo "Nothing was moved. To send them back to their queue: make redrive CLOUD=aws CONFIRM=yes"
  fi
}

require_outputs
# Without the output region, the region is that of the environment: older versions had no such output.
region=$(output -raw region || true)
[[ $region =~ ^[a-z]{2}(-[a-z]+)+-[1-9]$ ]] || region=

case ${1:-} in
invoke) invoke "${2:?invoke: no function}" "${3:?invoke: no event file}" ;;
tail) tail_logs "${2:-}" ;;
in-flight) in_flight ;;
redrive) redrive "${2:-}" ;;
rollback) rollback "${2:-}" "${3:-}" ;;
*) fail "usage: aws.sh invoke <function> <event file> | tail [function] | in-flight | redrive [yes] | rollback [yes] [share]" ;;
esac
