locals {
  queue_alarms = merge(
    {
      for name in ["dead-letters", "live-failures"] : name => {
        fault      = name == "dead-letters" ? "Clicks or posts could not be counted" : "A stream source discarded records"
        runbook    = name
        namespace  = "AWS/SQS", metric = "ApproximateNumberOfMessagesVisible", statistic = "Maximum"
        dimensions = { QueueName = local.queues[name].name }
        threshold  = 0, period = 60, periods = 1
      }
    },
    {
      clicks-waiting = {
        fault      = "The oldest click has waited for over a minute"
        runbook    = "clicks-waiting"
        namespace  = "AWS/SQS", metric = "ApproximateAgeOfOldestMessage", statistic = "Maximum"
        dimensions = { QueueName = local.queues["clicks"].name }
        threshold  = 60, period = 60, periods = 3
      }
      # A FIFO queue examines 120,000 messages for groups to deliver. Behind them, no other counter's clicks are counted.
      clicks-piled-up = {
        fault      = "60,000 clicks wait, half of those that SQS examines for other counters"
        runbook    = "clicks-piled-up"
        namespace  = "AWS/SQS", metric = "ApproximateNumberOfMessagesVisible", statistic = "Maximum"
        dimensions = { QueueName = local.queues["clicks"].name }
        threshold  = 60000, period = 60, periods = 1
      }
    }
  )

  function_alarms = merge([
    for name, full in local.function_names : {
      "${name}-errors" = {
        fault      = "${name} failed more than 5 times in 5 minutes"
        runbook    = "function-errors"
        namespace  = "AWS/Lambda", metric = "Errors", statistic = "Sum"
        dimensions = { FunctionName = full }
        threshold  = 5, period = 300, periods = 1
      }
      "${name}-throttles" = {
        fault      = "${name} was throttled in 2 of 5 minutes"
        runbook    = "function-throttles"
        namespace  = "AWS/Lambda", metric = "Throttles", statistic = "Sum"
        dimensions = { FunctionName = full }
        threshold  = 0, period = 60, periods = 5, breaching = 2
      }
    }
  ]...)

  # Invocations without a waiting caller, which Lambda drops after two retries and six hours: a function's own, and those of schedules.
  dropped_alarms = {
    for name, function in local.stack.functions : "${name}-dropped" => {
      fault      = "Lambda dropped invocations of ${name}"
      runbook    = "dropped"
      namespace  = "AWS/Lambda", metric = "AsyncEventsDropped", statistic = "Sum"
      dimensions = { FunctionName = local.function_names[name] }
      threshold  = 0, period = 300, periods = 1
    } if can(function.functionName)
  }

  # Without a dimension the metric is of the whole account and region.
  concurrency_alarms = {
    for quota in data.aws_servicequotas_service_quota.concurrency : "concurrency" => {
      fault      = "The functions of the account use over 80 % of its ${quota.value} concurrent executions"
      runbook    = "concurrency"
      namespace  = "AWS/Lambda", metric = "ConcurrentExecutions", statistic = "Maximum"
      dimensions = {}
      threshold  = floor(0.8 * quota.value), period = 60, periods = 3
    }
  }

  table_alarms = merge([
    for name, table in local.tables : {
      for kind in ["Read", "Write"] : "${name}-${lower(kind)}-throttles" => {
        fault      = "DynamoDB throttled ${lower(kind)}s of the table ${name} in 3 minutes"
        runbook    = "table-throttles"
        namespace  = "AWS/DynamoDB", metric = "${kind}ThrottleEvents", statistic = "Sum"
        dimensions = { TableName = table.name }
        threshold  = 10, period = 60, periods = 3
      }
    }
  ]...)

  replica_alarms = {
    for region in var.replica_regions : "replication-${region}" => {
      fault      = "The replica in ${region} is over a minute behind"
      runbook    = "replication"
      namespace  = "AWS/DynamoDB", metric = "ReplicationLatency", statistic = "Maximum"
      dimensions = { TableName = local.tables["counters"].name, ReceivingRegion = region }
      threshold  = 60000, period = 60, periods = 3
    }
  }

  stream_alarms = {
    for source in local.stack.streamSources : "${source.function}-behind" => {
      fault      = "${source.function} is over a minute behind its stream"
      runbook    = "stream-behind"
      namespace  = "AWS/Lambda", metric = "IteratorAge", statistic = "Maximum"
      dimensions = { FunctionName = local.function_names[source.function] }
      threshold  = 60000, period = 60, periods = 3
    }
  }

  # The functions report the metrics of the namespace Tally. Their names are those of dev.tally.runtime.metrics.Metric.
  push_alarms = {
    for name in local.pushing_functions : "${name}-push-failures" => {
      fault      = "${name} failed to reach more than 20 viewers in 5 minutes"
      runbook    = "push-failures"
      namespace  = "Tally", metric = "PushesFailed", statistic = "Sum", unit = "Count"
      dimensions = { FunctionName = local.function_names[name] }
      threshold  = 20, period = 300, periods = 1
    }
  }

  # The other alarms miss these failures. Lambda reports no error for a batch that fails in part. SQS leaves messages that it delivers
  # repeatedly out of the age of the oldest message.
  counting_alarms = {
    counting-fails = {
      fault      = "Clicks could not be counted for 3 minutes; SQS delivers them again"
      runbook    = "counting-fails"
      namespace  = "Tally", metric = "MessagesFailed", statistic = "Sum", unit = "Count"
      dimensions = { FunctionName = local.function_names["aggregator"] }
      threshold  = 0, period = 60, periods = 3
    }
  }

  pushing_functions = [for name, function in local.stack.functions : name if contains(function.permissions[*].on, "connections")]

  api_alarms = merge(
    {
      for id in module.gateway[*].http_api_id : "http-errors" => {
        fault      = "The HTTP API answered more than 5 requests with 5xx in 5 minutes"
        runbook    = "http-errors"
        namespace  = "AWS/ApiGateway", metric = "5xx", statistic = "Sum"
        dimensions = { ApiId = id }
        threshold  = 5, period = 300, periods = 1
      }
    },
    merge([
      # Permissions and quotas fail before the function is invoked, so the function has no error.
      for name, metric in { websocket-errors = "ExecutionError", websocket-integration-errors = "IntegrationError" } : {
        for id in module.gateway[*].websocket_api_id : name => {
          fault      = "The WebSocket API failed more than 5 times in 5 minutes (${metric})"
          runbook    = "websocket-errors"
          namespace  = "AWS/ApiGateway", metric = metric, statistic = "Sum"
          dimensions = { ApiId = id }
          threshold  = 5, period = 300, periods = 1
        }
      }
    ]...)
  )

  # Requests that would use up the month's budget within a day, if they continued and were all of the most expensive kind. AWS reports
  # the cost 8 to 12 hours late, and these numbers after minutes.
  cost_alarms = merge([
    for budget in var.monthly_budget_dollars[*] : merge(
      {
        for id in module.gateway[*].http_api_id : "requests" => {
          fault      = "For 15 minutes the HTTP API received so many requests that a day of them could cost ${budget} dollars"
          runbook    = "cost-attack"
          namespace  = "AWS/ApiGateway", metric = "Count", statistic = "Sum"
          dimensions = { ApiId = id }
          threshold  = ceil(budget / local.prices.budget["cold clicks"] * 1000000 / 288), period = 300, periods = 3
        }
      },
      {
        for id in module.gateway[*].websocket_api_id : "messages" => {
          fault      = "For 15 minutes the WebSocket API sent so many messages that a day of them could cost ${budget} dollars"
          runbook    = "cost-attack"
          namespace  = "AWS/ApiGateway", metric = "MessageCount", statistic = "Sum"
          dimensions = { ApiId = id }
          threshold  = ceil(budget / local.prices.budget["pushes"] * 1000000 / 288), period = 300, periods = 3
        }
      }
    )
  ]...)

  canary_alarms = {
    for canary in values(aws_cloudwatch_event_rule.canary) : "canary" => {
      fault      = "No click was counted for 10 minutes, although the canary presses once a minute"
      runbook    = "canary"
      namespace  = "Tally", metric = "ClicksCounted", statistic = "Sum", unit = "Count"
      dimensions = { FunctionName = local.function_names["aggregator"] }
      comparison = "LessThanThreshold", missing = "breaching"
      threshold  = 1, period = 300, periods = 2
    }
  }

  alarms = merge(
    local.queue_alarms, local.function_alarms, local.dropped_alarms, local.concurrency_alarms, local.table_alarms, local.replica_alarms,
    local.stream_alarms, local.counting_alarms, local.push_alarms, local.api_alarms, local.cost_alarms, local.canary_alarms
  )
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = local.alarms

  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = "${each.value.fault}. Runbook: ${var.runbook}#${each.value.runbook}"
  namespace           = each.value.namespace
  metric_name         = each.value.metric
  dimensions          = each.value.dimensions
  statistic           = each.value.statistic
  unit                = try(each.value.unit, null)
  comparison_operator = try(each.value.comparison, "GreaterThanThreshold")
  threshold           = each.value.threshold
  period              = each.value.period
  evaluation_periods  = each.value.periods
  datapoints_to_alarm = try(each.value.breaching, each.value.periods)
  treat_missing_data  = try(each.value.missing, "notBreaching")
  alarm_actions       = [aws_sns_topic.alarms.arn]
  ok_actions          = [aws_sns_topic.alarms.arn]
}

resource "aws_sns_topic" "alarms" {
  name = "${var.name}-alarms"
}

resource "aws_sns_topic_subscription" "alarms" {
  for_each = toset(var.alarm_email[*])

  topic_arn = aws_sns_topic.alarms.arn
  protocol  = "email"
  endpoint  = each.value
}

resource "aws_sns_topic_subscription" "endpoints" {
  for_each = var.alarm_endpoints

  topic_arn = aws_sns_topic.alarms.arn
  protocol  = "https"
  endpoint  = each.value
}

resource "aws_sns_topic_policy" "alarms" {
  arn = aws_sns_topic.alarms.arn

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sns:Publish"
      Resource  = aws_sns_topic.alarms.arn
      Principal = { Service = ["cloudwatch.amazonaws.com", "budgets.amazonaws.com"] }
      Condition = { StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.this.account_id } }
    }]
  })
}
