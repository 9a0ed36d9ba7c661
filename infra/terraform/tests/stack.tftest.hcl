# The whole stack with a mock provider: the calls to AWS must follow from infra/stack.yaml and the variables.

mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
  mock_data "aws_servicequotas_service_quota" {
    defaults = { value = 1000 }
  }
  mock_resource "aws_lambda_alias" {
    defaults = { arn = "arn:aws:lambda:eu-central-1:123456789012:function:mock:live" }
  }
  mock_resource "aws_cloudwatch_event_connection" {
    defaults = { arn = "arn:aws:events:eu-central-1:123456789012:connection/mock" }
  }
  mock_resource "aws_cloudwatch_event_api_destination" {
    defaults = { arn = "arn:aws:events:eu-central-1:123456789012:api-destination/mock" }
  }
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/mock" }
  }
  mock_resource "aws_lambda_function" {
    defaults = { arn = "arn:aws:lambda:eu-central-1:123456789012:function:mock", version = "7" }
  }
  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:eu-central-1:123456789012:log-group:mock" }
  }
  mock_resource "aws_sns_topic" {
    defaults = { arn = "arn:aws:sns:eu-central-1:123456789012:mock" }
  }
  mock_resource "aws_apigatewayv2_api" {
    defaults = { execution_arn = "arn:aws:execute-api:eu-central-1:123456789012:mock", api_endpoint = "wss://mock.execute-api.eu-central-1.amazonaws.com" }
  }

  override_resource {
    target = aws_sqs_queue.fed["clicks"]
    values = { arn = "arn:aws:sqs:eu-central-1:123456789012:clicks.fifo", url = "https://sqs/clicks.fifo", name = "tally-clicks-20261129202103123400000001.fifo" }
  }
  override_resource {
    target = aws_sqs_queue.sink["dead-letters"]
    values = { arn = "arn:aws:sqs:eu-central-1:123456789012:dead-letters.fifo", url = "https://sqs/dead-letters.fifo", name = "dead-letters.fifo" }
  }
  override_resource {
    target = aws_sqs_queue.sink["live-failures"]
    values = { arn = "arn:aws:sqs:eu-central-1:123456789012:live-failures", url = "https://sqs/live-failures", name = "live-failures" }
  }
  override_resource {
    target = aws_sqs_queue.sink["touches"]
    values = { arn = "arn:aws:sqs:eu-central-1:123456789012:touches", url = "https://sqs/touches", name = "touches" }
  }
  override_resource {
    target = aws_dynamodb_table.this["counters"]
    values = {
      arn          = "arn:aws:dynamodb:eu-central-1:123456789012:table/tally-counters"
      stream_arn   = "arn:aws:dynamodb:eu-central-1:123456789012:table/tally-counters/stream/2026"
      stream_label = "2026-11-29T20:15:03.120"
    }
  }
  override_resource {
    target = aws_dynamodb_table.this["connections"]
    values = { arn = "arn:aws:dynamodb:eu-central-1:123456789012:table/tally-connections" }
  }
  override_resource {
    target = aws_lambda_alias.live["press"]
    values = { arn = "arn:aws:lambda:eu-central-1:123456789012:function:tally-press:live", invoke_arn = "arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-central-1:123456789012:function:tally-press:live/invocations" }
  }
  override_resource {
    target = aws_lambda_alias.live["aggregator"]
    values = { arn = "arn:aws:lambda:eu-central-1:123456789012:function:tally-aggregator:live", invoke_arn = "arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-central-1:123456789012:function:tally-aggregator:live/invocations" }
  }
  override_resource {
    target = aws_lambda_alias.live["connections"]
    values = { arn = "arn:aws:lambda:eu-central-1:123456789012:function:tally-connections:live", invoke_arn = "arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-central-1:123456789012:function:tally-connections:live/invocations" }
  }
  override_resource {
    target = aws_lambda_alias.live["rollup"]
    values = { arn = "arn:aws:lambda:eu-central-1:123456789012:function:tally-rollup:live", invoke_arn = "arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-central-1:123456789012:function:tally-rollup:live/invocations" }
  }
  override_resource {
    target = aws_lambda_alias.live["fanout"]
    values = { arn = "arn:aws:lambda:eu-central-1:123456789012:function:tally-fanout:live", invoke_arn = "arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-central-1:123456789012:function:tally-fanout:live/invocations" }
  }
}

run "stack" {
  variables {
    alarm_email = "you@example.com"
  }

  assert {
    condition     = alltrue([for queue in [aws_sqs_queue.fed["clicks"], aws_sqs_queue.sink["dead-letters"]] : queue.fifo_queue && queue.deduplication_scope == "messageGroup" && queue.fifo_throughput_limit == "perMessageGroupId"])
    error_message = "clicks and dead-letters must be FIFO queues of high throughput"
  }
  assert {
    condition     = alltrue([for queue in local.queues : queue.sqs_managed_sse_enabled && queue.name_prefix != null])
    error_message = "every queue must be encrypted and get a fresh name"
  }
  assert {
    condition = jsondecode(aws_sqs_queue.fed["clicks"].redrive_policy) == {
      deadLetterTargetArn = aws_sqs_queue.sink["dead-letters"].arn
      maxReceiveCount     = local.stack.queues.clicks.deadLetters.maxReceiveCount
    }
    error_message = "clicks must be redriven to dead-letters"
  }
  assert {
    condition     = alltrue([for name in ["press", "connections", "rollup", "fanout"] : aws_lambda_function.this[name].environment[0].variables["TALLY_EPOCH"] == "eu-central-1.20261129201503120-20261129202103123400000001"])
    error_message = "the epoch must be the region with the times of the table's stream and of the queue of clicks"
  }
  assert {
    condition     = !aws_sqs_queue.sink["live-failures"].fifo_queue
    error_message = "Lambda accepts no FIFO queue for discarded records"
  }
  assert {
    condition = alltrue([
      for table in aws_dynamodb_table.this : table.billing_mode == "PAY_PER_REQUEST" && table.deletion_protection_enabled && table.ttl[0].enabled
    ])
    error_message = "tables must be on demand, protected, and expire items"
  }
  assert {
    condition     = alltrue([for function in aws_lambda_function.this : function.publish && function.snap_start[0].apply_on == "PublishedVersions"])
    error_message = "jvm functions must have SnapStart and a published version"
  }
  # `make rollback` finds the versions of one deployment by it.
  assert {
    condition     = length(distinct([for function in aws_lambda_function.this : function.description])) == 1 && can(regex("^Deployment [0-9a-f]{12}$", aws_lambda_function.this["press"].description))
    error_message = "all functions of a deployment must have the same id"
  }
  # START, END and REPORT cost about as much as a hot click's other logs.
  assert {
    condition     = alltrue([for function in aws_lambda_function.this : [function.logging_config[0].log_format, function.logging_config[0].application_log_level, function.logging_config[0].system_log_level] == ["JSON", "TRACE", "WARN"]])
    error_message = "Lambda must write lines of failures only, and must not filter the lines of the functions"
  }
  # Lambda deletes a snapshot after 14 days without an invocation.
  assert {
    condition     = keys(aws_scheduler_schedule.keep_warm) == keys(local.stack.functions) && alltrue([for name, schedule in aws_scheduler_schedule.keep_warm : schedule.target[0].arn == aws_lambda_alias.live[name].arn && schedule.schedule_expression == "rate(1 day)"])
    error_message = "each function with a snapshot must be invoked once a day, by its alias"
  }
  assert {
    condition     = jsondecode(aws_iam_role_policy.keep_warm["keep-warm"].policy).Statement[0].Resource == values(local.function_arns)
    error_message = "schedules must be allowed to invoke the aliases alone"
  }
  # The name changes with the content, so the new policy exists before the old one is deleted.
  assert {
    condition     = length(distinct([for policy in aws_iam_role_policy.function : policy.name])) == 5
    error_message = "the name of a policy must change with its content"
  }
  assert {
    condition     = alltrue([for table in aws_dynamodb_table.this : length(table.on_demand_throughput) == 0])
    error_message = "by default tables must have no ceiling"
  }
  # CloudWatch bills no dashboard with up to 50 metrics.
  assert {
    condition = length(distinct(flatten([
      for widget in jsondecode(aws_cloudwatch_dashboard.this.dashboard_body).widgets : [
        for metric in widget.properties.metrics : jsonencode([for part in metric : part if !can(part.stat)])
      ]
    ]))) <= 50
    error_message = "the dashboard must have at most 50 metrics"
  }
  assert {
    condition     = aws_cloudwatch_metric_alarm.this["requests"].threshold == 26710 && aws_cloudwatch_metric_alarm.this["messages"].threshold == 144676
    error_message = "a day of requests or pushes above the threshold must cost the budget of 50 dollars"
  }
  assert {
    condition     = aws_cloudwatch_metric_alarm.this["concurrency"].threshold == 800
    error_message = "concurrency must have an alarm at 80 % of the quota"
  }
  assert {
    condition     = length(aws_cloudwatch_event_rule.canary) == 0 && !contains(keys(aws_cloudwatch_metric_alarm.this), "canary")
    error_message = "the canary must be opt-in, because it presses"
  }
  assert {
    condition     = strcontains(output.risks, "Alarms reach you@example.com only after") && strcontains(output.risks, "Everyone may press and post, up to 4000 times a second") && strcontains(output.risks, "Pages of every origin")
    error_message = output.risks
  }
  # X-Ray bills each recorded trace.
  assert {
    condition     = alltrue([for function in aws_lambda_function.this : function.tracing_config[0].mode == "PassThrough"])
    error_message = "by default no function may record traces"
  }
  assert {
    condition     = !anytrue([for policy in aws_iam_role_policy.function : strcontains(policy.policy, "xray:")])
    error_message = "without tracing no function may have permissions for X-Ray"
  }
  assert {
    condition     = alltrue([for source in aws_lambda_event_source_mapping.stream : length(one(source.filter_criteria).filter) == 1 && source.bisect_batch_on_function_error && source.function_response_types == toset(["ReportBatchItemFailures"])])
    error_message = "stream sources must filter, bisect failed batches, and report item failures"
  }
  # Lambda supports no other key for records of DynamoDB.
  assert {
    condition     = alltrue(flatten([for source in local.stack.streamSources : [for filter in source.filters : keys(filter) == ["dynamodb"]]]))
    error_message = "filters of DynamoDB streams must be on the key dynamodb alone"
  }
  assert {
    condition = alltrue(flatten([
      for policy in aws_iam_role_policy.function : [
        for statement in jsondecode(policy.policy).Statement : !anytrue([for action in statement.Action : strcontains(action, "*")])
      ]
    ]))
    error_message = "no policy may have a wildcard in an action"
  }
  # AWS has no resource for ListStreams. The names of connections and log streams are created later, below an exact ARN.
  assert {
    condition = alltrue(flatten([
      for policy in aws_iam_role_policy.function : [
        for statement in jsondecode(policy.policy).Statement : [
          for resource in statement.Resource :
          !strcontains(resource, "*")
          || resource == "*" && alltrue([for action in statement.Action : action == "dynamodb:ListStreams"])
          || can(regex("^arn:aws:execute-api:[^*]+/live/(POST|GET|DELETE)/@connections/[*]$", resource))
          || can(regex("^arn:aws:logs:[^*]+:[*]$", resource))
        ]
      ]
    ]))
    error_message = "a resource of a policy may have a wildcard only where AWS leaves no other way"
  }
  assert {
    condition     = alltrue([for alarm in aws_cloudwatch_metric_alarm.this : can(regex("docs/runbook\\.md#[a-z-]+$", alarm.alarm_description)) && length(alarm.alarm_actions) == 1])
    error_message = "every alarm must link its runbook and notify the topic"
  }
  assert {
    condition = length(setsubtract(
      ["dead-letters", "live-failures", "clicks-waiting", "clicks-piled-up", "aggregator-errors", "press-throttles", "rollup-behind", "fanout-behind", "fanout-push-failures", "http-errors",
      "websocket-errors", "websocket-integration-errors", "counters-write-throttles", "connections-read-throttles", "connections-dropped", "rollup-dropped", "fanout-dropped"],
      keys(aws_cloudwatch_metric_alarm.this)
    )) == 0
    error_message = "an alarm is missing"
  }
  assert {
    condition     = aws_budgets_budget.monthly["monthly-cost"].limit_amount == "50" && length(aws_budgets_budget.monthly["monthly-cost"].notification) == 2
    error_message = "the monthly budget must send alarms at 80% spent and 100% forecast"
  }
  # The regions of an account share these names.
  assert {
    condition = alltrue([
      for name in concat([aws_budgets_budget.monthly["monthly-cost"].name, aws_cloudwatch_dashboard.this.dashboard_name], values(aws_iam_role.function)[*].name) :
      endswith(name, "-eu-central-1")
    ])
    error_message = "names that all regions of an account share must contain the region"
  }
}

run "nothing_watched_and_everything_closed" {
  command = plan

  variables {
    monthly_budget_dollars = null
    cors_allow_origins     = ["https://example.com"]
    jwt                    = { issuer = "https://issuer.example.com", audience = ["tally"] }
    snap_start             = false
  }

  assert {
    condition = (
      strcontains(output.risks, "Alarms reach no one. Set alarm_email or alarm_endpoints.") && strcontains(output.risks, "No budget")
      && !strcontains(output.risks, "Everyone") && !strcontains(output.risks, "every origin")
    )
    error_message = output.risks
  }
  assert {
    condition     = length(setintersection(keys(local.alarms), ["requests", "messages"])) == 0
    error_message = "without a budget no number of requests is too expensive"
  }
  assert {
    condition     = alltrue([for function in aws_lambda_function.this : length(function.snap_start) == 0]) && length(aws_scheduler_schedule.keep_warm) == 0
    error_message = "without snapshots no function must be kept warm"
  }
}

run "canary" {
  variables {
    canary                  = true
    keep_warm               = false
    alarm_endpoints         = ["https://on-call.example.com/sns"]
    aggregator_concurrency  = 64
    table_writes_per_second = 3000
    platform_logs           = true
    permissions_boundary    = "arn:aws:iam::123456789012:policy/boundary"
    replica_regions         = ["us-east-1"]
  }

  assert {
    condition     = endswith(aws_cloudwatch_event_api_destination.canary["canary"].invocation_endpoint, "/v1/counters/canary/clicks") && aws_cloudwatch_event_target.canary["canary"].input == "{\"delta\":1}"
    error_message = "the canary must press a counter of its own through the HTTP API"
  }
  assert {
    condition     = aws_cloudwatch_metric_alarm.this["canary"].treat_missing_data == "breaching" && aws_cloudwatch_metric_alarm.this["canary"].comparison_operator == "LessThanThreshold"
    error_message = "silence must be an alarm"
  }
  assert {
    condition     = length(aws_scheduler_schedule.keep_warm) == 0 && length(aws_iam_role.keep_warm) == 0
    error_message = "keep_warm must be possible to turn off"
  }
  assert {
    condition     = aws_sns_topic_subscription.endpoints["https://on-call.example.com/sns"].protocol == "https"
    error_message = "alarms must reach an on-call service"
  }
  assert {
    condition     = aws_lambda_event_source_mapping.queue["clicks-to-aggregator"].scaling_config[0].maximum_concurrency == 64 && local.concurrency_needs.aggregator == 64
    error_message = "aggregator_concurrency must raise the limit of counting, and the need of executions with it"
  }
  assert {
    condition     = alltrue([for table in aws_dynamodb_table.this : table.on_demand_throughput[0].max_write_request_units == 3000])
    error_message = "tables must have the ceiling"
  }
  assert {
    condition     = alltrue([for function in aws_lambda_function.this : function.logging_config[0].system_log_level == "INFO"])
    error_message = "platform_logs must bring back the lines of Lambda"
  }
  assert {
    condition     = alltrue([for role in concat(values(aws_iam_role.function), values(aws_iam_role.canary)) : role.permissions_boundary == "arn:aws:iam::123456789012:policy/boundary"])
    error_message = "every role must have the boundary"
  }
  assert {
    condition     = aws_cloudwatch_metric_alarm.this["replication-us-east-1"].dimensions.ReceivingRegion == "us-east-1"
    error_message = "a replica that is late must be an alarm"
  }
}

run "tracing" {
  variables {
    tracing = true
  }

  assert {
    condition     = length(aws_lambda_function.this) == 5 && alltrue([for function in aws_lambda_function.this : function.tracing_config[0].mode == "Active"])
    error_message = "with tracing every function must record traces"
  }
  assert {
    condition = alltrue([
      for policy in aws_iam_role_policy.function : contains(
        [for statement in jsondecode(policy.policy).Statement : [statement.Action, statement.Resource]],
        [["xray:PutTraceSegments", "xray:PutTelemetryRecords"], ["*"]]
      )
    ])
    error_message = "with tracing every function must be allowed to send its traces"
  }
}

run "emulator_keeps_failed_clicks_hidden" {
  command = plan

  variables {
    emulator_endpoint = "http://localhost:4566"
  }

  assert {
    condition     = local.environments.aggregator.TALLY_SOON_REDELIVERY == "false" && !contains(keys(local.environments.press), "TALLY_SOON_REDELIVERY")
    error_message = "on an emulator, failed clicks must not become visible again soon"
  }
}

run "variables_override_the_stack" {
  command = plan

  variables {
    runtime           = "native"
    architecture      = "x86_64"
    shards            = 16
    shards_max        = 64
    vote_shards       = 32
    claps             = 10
    pushes_per_second = 9
    push_viewers      = 7

    poll_interval_seconds = 5

    origin_secret   = "0123456789abcdef0123456789abcdef"
    limits          = { press = { TALLY_WRITES_PER_SECOND = 20, TALLY_READS_PER_SECOND = 100 }, connections = { TALLY_CONNECTS_BURST = 7 } }
    replica_regions = ["us-east-1"]
    domains         = { http = "api.example.com", websocket = "live.example.com", certificate = "arn:aws:acm:eu-central-1:123456789012:certificate/1" }
    jwt             = { issuer = "https://issuer.example.com", audience = ["tally", "other"], scopes = ["press"], connects = true, admin_scope = "tally.admin" }

    websocket_authorizer_arn = "arn:aws:lambda:eu-central-1:123456789012:function:authorizer"
  }

  assert {
    condition     = alltrue([for function in aws_lambda_function.this : function.runtime == "provided.al2023" && length(function.snap_start) == 0 && function.architectures[0] == "x86_64"])
    error_message = "native functions must have no managed Java and no SnapStart"
  }
  assert {
    condition     = local.overrides.press.TALLY_SHARDS == "16" && local.overrides.rollup.TALLY_SHARDS == "16" && local.overrides.rollup.TALLY_SHARDS_MAX == "64" && local.environments.press.TALLY_ADMIN_SCOPE == "tally.admin" && local.overrides.fanout.TALLY_PUSHES_PER_SECOND == "9"
    error_message = "shards, shards_max and pushes_per_second must override infra/stack.yaml"
  }
  assert {
    condition     = local.environments.fanout.TALLY_PUSH_VIEWERS == "7" && local.environments.fanout.TALLY_POLL_INTERVAL == "5s"
    error_message = "push_viewers and poll_interval_seconds must override infra/stack.yaml"
  }
  assert {
    condition = { for name, function in aws_lambda_function.this : name => lookup(function.environment[0].variables, "TALLY_ORIGIN_SECRET", "none") } == {
      aggregator = "none", connections = "none", fanout = "none", press = "0123456789abcdef0123456789abcdef", rollup = "none"
    }
    error_message = "only press may have the secret of CloudFront"
  }
  assert {
    condition     = local.aggregator_concurrency == 128
    error_message = "the aggregator must count twice as many batches at once as a counter has shards at most"
  }
  assert {
    condition     = local.environments.press.TALLY_VOTE_SHARDS == "32" && local.environments.press.TALLY_CLAPS == "10"
    error_message = "vote_shards and claps must override infra/stack.yaml"
  }
  assert {
    condition = (
      local.environments.press.TALLY_WRITES_PER_SECOND == "20" && local.environments.press.TALLY_WRITES_BURST == local.stack.functions.press.environment.TALLY_WRITES_BURST
      && local.environments.press.TALLY_READS_PER_SECOND == "100" && local.environments.press.TALLY_READS_BURST == local.stack.functions.press.environment.TALLY_READS_BURST
      && local.environments.connections.TALLY_CONNECTS_BURST == "7"
    )
    error_message = "limits must override only the limits of infra/stack.yaml that they name"
  }
  assert {
    condition = {
      for name, value in aws_lambda_function.this["connections"].environment[0].variables : name => value if startswith(name, "TALLY_JWT_")
    } == { TALLY_JWT_ISSUER = "https://issuer.example.com", TALLY_JWT_AUDIENCE = "tally,other", TALLY_JWT_SCOPES = "press" }
    error_message = "connecting must require the same tokens as writing"
  }
  assert {
    condition     = length(aws_dynamodb_table.this["counters"].replica) == 1 && length(aws_dynamodb_table.this["connections"].replica) == 0
    error_message = "only counters must be replicated"
  }
  assert {
    condition     = alltrue([for replica in aws_dynamodb_table.this["counters"].replica : replica.propagate_tags])
    error_message = "replicas must have the tags of the table"
  }
}

run "second_region_uses_the_replica" {
  command = plan

  variables {
    region           = "us-east-1"
    counters_replica = "tally-counters"
  }

  override_data {
    target = data.aws_dynamodb_table.replica["counters"]
    values = {
      arn        = "arn:aws:dynamodb:us-east-1:123456789012:table/tally-counters"
      stream_arn = "arn:aws:dynamodb:us-east-1:123456789012:table/tally-counters/stream/2026"
    }
  }

  assert {
    condition     = keys(aws_dynamodb_table.this) == ["connections"]
    error_message = "the other region creates the table of counters"
  }
  assert {
    condition     = local.tables["counters"].stream_arn == data.aws_dynamodb_table.replica["counters"].stream_arn
    error_message = "sources must read the stream of the replica"
  }
  assert {
    condition     = output.region == "us-east-1"
    error_message = "the output region must name the region for the tools"
  }
}

run "restored_table_replaces_the_created_one" {
  command = plan

  variables {
    counters_replica = "tally-counters-2"
  }

  override_data {
    target = data.aws_dynamodb_table.replica["counters"]
    values = {
      arn        = "arn:aws:dynamodb:eu-central-1:123456789012:table/tally-counters-2"
      stream_arn = "arn:aws:dynamodb:eu-central-1:123456789012:table/tally-counters-2/stream/2026"
    }
  }

  assert {
    condition = alltrue(flatten([
      for name, function in local.stack.functions : [
        for variable, table in function.tableNames : local.environments[name][variable] == "tally-counters-2" if table == "counters"
      ]
    ]))
    error_message = "every function must write to the restored table"
  }
  assert {
    condition     = local.permission_resources["table:counters"] == ["arn:aws:dynamodb:eu-central-1:123456789012:table/tally-counters-2"]
    error_message = "functions must be allowed to call the restored table"
  }
  assert {
    condition     = alltrue([for source in aws_lambda_event_source_mapping.stream : endswith(source.event_source_arn, "table/tally-counters-2/stream/2026")])
    error_message = "sources must read the stream of the restored table"
  }
  assert {
    condition     = output.table_names.counters == "tally-counters-2" && keys(aws_budgets_budget.monthly) == ["monthly-cost"]
    error_message = "the outputs must name the restored table, and the budget must stay"
  }
}

run "packages_of_a_release_in_s3" {
  command = plan

  variables {
    packages     = "s3://releases/tally/v1.2.3"
    runtime      = "native"
    architecture = "x86_64"
  }

  assert {
    condition = { for name, function in aws_lambda_function.this : name => "${function.s3_bucket}/${function.s3_key}" } == {
      press       = "releases/tally/v1.2.3/tally-press-v1.2.3-native-x86_64.zip"
      aggregator  = "releases/tally/v1.2.3/tally-aggregator-v1.2.3-native-x86_64.zip"
      connections = "releases/tally/v1.2.3/tally-broadcaster-v1.2.3-native-x86_64.zip"
      rollup      = "releases/tally/v1.2.3/tally-broadcaster-v1.2.3-native-x86_64.zip"
      fanout      = "releases/tally/v1.2.3/tally-broadcaster-v1.2.3-native-x86_64.zip"
    }
    error_message = "functions must have the packages of the release"
  }
}

run "packages_of_a_release_in_a_directory" {
  command = plan

  variables {
    packages = "tests/release"
  }

  assert {
    condition     = aws_lambda_function.this["rollup"].filename == "tests/release/tally-broadcaster-v1.2.3-jvm.zip" && aws_lambda_function.this["rollup"].source_code_hash == filebase64sha256("tests/release/tally-broadcaster-v1.2.3-jvm.zip")
    error_message = "functions must have the packages of the directory"
  }
}

run "packages_without_one_of_the_functions" {
  command = plan

  variables {
    packages = "tests/release"
    runtime  = "native"
  }

  expect_failures = [aws_lambda_function.this]
}
