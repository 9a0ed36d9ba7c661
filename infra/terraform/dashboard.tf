# CloudWatch bills no dashboard with up to 50 metrics, three in an account.
locals {
  # Graphs of the functions' own metrics: title, then statistic, function and names of dev.tally.runtime.metrics.Metric.
  function_graphs = {
    "Clicks: accepted, counted, dropped" = [["Sum", "press", ["ClicksAccepted", "ResetsAccepted", "WritesRejected", "ReadsRejected"]], ["Sum", "aggregator", ["ClicksCounted", "DuplicatesDropped", "DeadLetters", "MessagesFailed"]]]
    "Clicks: messages in a batch"        = [["Average", "aggregator", ["BatchSize"]], ["Maximum", "aggregator", ["BatchSize"]]]
    "From click to counted: p50, ms"     = [["p50", "aggregator", ["QueueDelay", "ClickToCounted"]]]
    "From click to counted: p99, ms"     = [["p99", "aggregator", ["QueueDelay", "ClickToCounted"]]]
    "From counted to pushed, ms"         = [for statistic in ["p50", "p95", "p99"] : [statistic, "fanout", ["CountedToPushed"]]]
    "Pushes"                             = [for function in local.pushing_functions : ["Sum", function, ["Pushes", "PushesGone", "PushesThrottled", "PushesFailed"]]]
    "Pushes deferred"                    = [["Sum", "fanout", ["PushesDeferred"]]]
    "Push governor: wait, ms"            = [["Maximum", "fanout", ["GovernorWait"]]]
    "Viewers of a counter"               = [["Maximum", "fanout", ["Viewers"]]]
  }

  # All graphs: title, then metrics in the format of CloudWatch.
  graphs = concat(
    [
      for id in module.gateway[*].http_api_id : {
        title = "HTTP API: requests and errors"
        metrics = [
          for metric in ["Count", "4xx", "5xx"] : ["AWS/ApiGateway", metric, "ApiId", id, { stat = "Sum" }]
        ]
      }
    ],
    [
      for id in module.gateway[*].http_api_id : {
        title   = "HTTP API: latency, ms"
        metrics = [for stat in ["p50", "p95", "p99"] : ["AWS/ApiGateway", "Latency", "ApiId", id, { stat = stat }]]
      }
    ],
    [
      for id in module.gateway[*].websocket_api_id : {
        title   = "WebSocket API: connects and messages"
        metrics = [for metric in ["ConnectCount", "MessageCount"] : ["AWS/ApiGateway", metric, "ApiId", id, { stat = "Sum" }]]
      }
    ],
    [
      for title, lines in local.function_graphs : {
        title = title
        metrics = flatten([
          for line in lines : [
            for name in line[2] : { metric = ["Tally", name, "FunctionName", local.function_names[line[1]], { stat = line[0] }] }
          ]
        ])[*].metric
      }
    ],
    [
      {
        title   = "Queues: messages"
        metrics = [for queue in local.queues : ["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", queue.name, { stat = "Maximum" }]]
      },
      {
        title   = "Clicks: age of the oldest, s"
        metrics = [["AWS/SQS", "ApproximateAgeOfOldestMessage", "QueueName", local.queues["clicks"].name, { stat = "Maximum" }]]
      },
      {
        title   = "Streams: age of the last record, ms"
        metrics = [for source in local.stack.streamSources : ["AWS/Lambda", "IteratorAge", "FunctionName", local.function_names[source.function], { stat = "Maximum" }]]
      },
      {
        title   = "Functions: duration p95, ms"
        metrics = [for full in local.function_names : ["AWS/Lambda", "Duration", "FunctionName", full, { stat = "p95" }]]
      },
      {
        title = "Functions: errors and throttles"
        metrics = flatten([
          [for full in local.function_names : { metric = ["AWS/Lambda", "Errors", "FunctionName", full, { stat = "Sum" }] }],
          [{ metric = ["AWS/Lambda", "Throttles", { stat = "Sum" }] }]
        ])[*].metric
      },
      {
        title   = "All functions of the account: concurrent invocations"
        metrics = [["AWS/Lambda", "ConcurrentExecutions", { stat = "Maximum" }]]
      },
      {
        title = "Table of counters: write units, throttled writes"
        metrics = [
          for metric in ["ConsumedWriteCapacityUnits", "WriteThrottleEvents"] :
          ["AWS/DynamoDB", metric, "TableName", local.tables["counters"].name, { stat = "Sum" }]
        ]
      }
    ]
  )
}

resource "aws_cloudwatch_dashboard" "this" {
  # Names of dashboards are unique in an account: one of another region with the same name would replace this one.
  dashboard_name = "${var.name}-${var.region}"

  dashboard_body = jsonencode({
    widgets = [
      for index, graph in local.graphs : {
        type   = "metric"
        x      = 8 * (index % 3)
        y      = 6 * floor(index / 3)
        width  = 8
        height = 6
        properties = {
          title   = graph.title
          region  = var.region
          period  = 60
          view    = "timeSeries"
          metrics = graph.metrics
        }
      }
    ]
  })
}
