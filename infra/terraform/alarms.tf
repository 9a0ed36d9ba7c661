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
        fault      = "${name} was throttled for 5 minutes"
        runbook    = "function-throttles"
        namespace  = "AWS/Lambda", metric = "Throttles", statistic = "Sum"
        dimensions = { FunctionName = full }
        threshold  = 0, period = 60, periods = 5
      }
    }
  ]...)

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

  api_alarms = {
    for id in module.gateway[*].http_api_id : "http-errors" => {
      fault      = "The HTTP API answered more than 5 requests with 5xx in 5 minutes"
      runbook    = "http-errors"
      namespace  = "AWS/ApiGateway", metric = "5xx", statistic = "Sum"
      dimensions = { ApiId = id }
      threshold  = 5, period = 300, periods = 1
    }
  }

  alarms = merge(local.queue_alarms, local.function_alarms, local.stream_alarms, local.counting_alarms, local.push_alarms, local.api_alarms)
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
  comparison_operator = "GreaterThanThreshold"
  threshold           = each.value.threshold
  period              = each.value.period
  evaluation_periods  = each.value.periods
  treat_missing_data  = "notBreaching"
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
