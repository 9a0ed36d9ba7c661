#!/usr/bin/env bash
# Asks a stack that Terraform has deployed. Usage:
#   aws.sh invoke <function> <event file>   prints what the function returned, and its log on standard error
#   aws.sh tail [function]                  follows what functions log, but for their metrics
#   aws.sh in-flight                        prints how many messages the queue of clicks has
#   aws.sh redrive [yes]                    lists dead letters; with yes, sends them back to their queue
# Names and the region come from the outputs of TALLY_TERRAFORM, infra/terraform by default, in the state file TALLY_STATE where that is set.
# AWS_ENDPOINT_URL, where set, is an emulator to ask in the place of AWS.
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

# Version 1 of the command does not know AWS_ENDPOINT_URL.
call() {
  aws ${AWS_ENDPOINT_URL:+--endpoint-url "$AWS_ENDPOINT_URL"} ${region:+--region "$region"} --output text "$@"
}

output() {
  terraform -chdir="$terraform_directory" output ${TALLY_STATE:+-state="$TALLY_STATE"} "$@" 2>/dev/null
}

# The value of one key of an output that is a map of texts.
entry() {
  local map value
  map=$(output -json "$1") || fail "nothing is deployed: $terraform_directory has no output $1; deploy first: make deploy"
  value=$(tr -d ' \n' <<<"$map" | sed -n "s/.*\"$2\":\"\([^\"]*\)\".*/\1/p")
  [[ -n $value ]] || fail "no '$2' in the output $1; there are: $(tr -d '{}" \n' <<<"$map" | sed 's/:[^,]*//g; s/,/, /g')"
  echo "$value"
}

invoke() {
  local function=$1 event=$2 name alias result error log
  [[ -f $event ]] || fail "invoke: no such event file: $event; there are: $(echo functions/*/events/*.json)"
  name=$(entry function_names "$function")
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

# What a log group has had since a time in milliseconds: time, id and message of each event.
events() {
  call logs filter-log-events --log-group-name "/aws/lambda/$1" --start-time "$2" \
    --query 'events[].[timestamp, eventId, message]'
}

# Late events are found since each look goes back further than the one before ended.
follow() {
  local function=$1 name=$2 since=$(($(date +%s) * 1000 - 10000)) at id message
  local -A seen=()
  while true; do
    while IFS=$'\t' read -r at id message; do
      [[ -n $id && -z ${seen[$id]:-} ]] || continue
      seen[$id]=1
      [[ $message != '{"_aws":'* ]] || continue
      echo "$function $message"
    done < <(events "$name" "$since")
    sleep 2
    since=$(($(date +%s) * 1000 - 30000))
  done
}

tail_logs() {
  local functions=(press aggregator connections rollup fanout) function name
  [[ -z ${1:-} ]] || functions=("$1")
  trap 'kill $(jobs -p) 2>/dev/null || true' EXIT
  for function in "${functions[@]}"; do
    name=$(entry function_names "$function")
    follow "$function" "$name" &
  done
  wait
}

attribute() {
  call sqs get-queue-attributes --queue-url "$1" --attribute-names "$2" --query "Attributes.$2"
}

LOOKED_AT=200

# Ten of each shard at the most, since SQS hides the rest of a message group while some of it is being looked at. The command takes
# half a second each time: all are received and released in tens well within the two minutes for which they are hidden.
list_letters() {
  local queue=$1 batch handle shard reason body at
  local -a seen=()
  while ((${#seen[@]} < LOOKED_AT)) && batch=$(call sqs receive-message --queue-url "$queue" --max-number-of-messages 10 --visibility-timeout 120 \
    --attribute-names All --message-attribute-names All \
    --query 'Messages[].[ReceiptHandle, Attributes.MessageGroupId, MessageAttributes.reason.StringValue, Body]') &&
    [[ -n $batch && $batch != None ]]; do
    while IFS=$'\t' read -r handle shard reason body; do
      # The rest of a body with several lines.
      [[ -n $shard ]] || continue
      seen+=("{\"Id\":\"${#seen[@]}\",\"ReceiptHandle\":\"$handle\",\"VisibilityTimeout\":0}")
      [[ $reason != None ]] || reason="received too often"
      echo "  $shard  $reason  $body"
    done <<<"$batch"
  done
  for ((at = 0; at < ${#seen[@]}; at += 10)); do
    batch=$(IFS=, && echo "${seen[*]:at:10}")
    call sqs change-message-visibility-batch --queue-url "$queue" --entries "[$batch]" >/dev/null
  done
}

# A destination is named, as SQS knows no source of the letters that the aggregator itself has parked.
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
  [[ $status == COMPLETED* ]] || fail "redrive: the task did not complete; what it did not move is still in $1"
}

# Those that wait, those that a batch under way holds, and those that are delayed.
in_flight() {
  local clicks numbers
  clicks=$(entry queue_urls clicks)
  numbers=$(call sqs get-queue-attributes --queue-url "$clicks" --attribute-names \
    ApproximateNumberOfMessages ApproximateNumberOfMessagesNotVisible ApproximateNumberOfMessagesDelayed \
    --query 'values(Attributes)')
  echo $((${numbers//[[:space:]]/+}))
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

# What an older version has deployed tells no region, and is looked for in that of the environment. An empty state tells a warning.
region=$(output -raw region || true)
[[ $region =~ ^[a-z]{2}(-[a-z]+)+-[1-9]$ ]] || region=

case ${1:-} in
invoke) invoke "${2:?invoke: no function}" "${3:?invoke: no event file}" ;;
tail) tail_logs "${2:-}" ;;
in-flight) in_flight ;;
redrive) redrive "${2:-}" ;;
*) fail "usage: aws.sh invoke <function> <event file> | tail [function] | in-flight | redrive [yes]" ;;
esac
