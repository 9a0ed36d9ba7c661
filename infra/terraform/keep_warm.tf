# A daily invocation of each function that starts from a snapshot, because Lambda deletes the snapshot of a Java version after 14 days
# without one. https://docs.aws.amazon.com/lambda/latest/dg/snapstart-activate.html
locals {
  kept_warm = var.keep_warm && local.snap_start ? local.function_names : {}

  # Events that change nothing: a read of /health, batches without records, and the end of a connection that does not exist.
  keep_warm_events = merge(
    { for name in keys(local.stack.functions) : name => { Records = [] } },
    {
      press = {
        version        = "2.0"
        routeKey       = "$default"
        rawPath        = "/health"
        rawQueryString = ""
        headers        = {}
        requestContext = {
          http     = { method = "GET", path = "/health", sourceIp = "127.0.0.1" }
          routeKey = "$default"
        }
        isBase64Encoded = false
      }
      connections = { requestContext = { routeKey = "$disconnect", eventType = "DISCONNECT", connectionId = "keep-warm" } }
    }
  )
}

resource "aws_scheduler_schedule" "keep_warm" {
  for_each = local.kept_warm

  name                = "${each.value}-keep-warm"
  description         = "Keeps the snapshot of ${each.value}"
  schedule_expression = "rate(1 day)"

  flexible_time_window {
    mode                      = "FLEXIBLE"
    maximum_window_in_minutes = 60
  }

  target {
    arn      = aws_lambda_alias.live[each.key].arn
    role_arn = one(values(aws_iam_role.keep_warm)[*].arn)
    input    = jsonencode(local.keep_warm_events[each.key])

    # A missing snapshot takes minutes.
    retry_policy {
      maximum_event_age_in_seconds = 3600
      maximum_retry_attempts       = 10
    }
  }

  depends_on = [aws_iam_role_policy.keep_warm]
}

resource "aws_iam_role" "keep_warm" {
  for_each = toset(length(local.kept_warm) > 0 ? ["keep-warm"] : [])

  name                 = "${var.name}-${each.key}-${var.region}"
  description          = "Lets the schedules of ${var.name} invoke its functions"
  permissions_boundary = var.permissions_boundary

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "scheduler.amazonaws.com" }
      Condition = { StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.this.account_id } }
    }]
  })
}

resource "aws_iam_role_policy" "keep_warm" {
  for_each = aws_iam_role.keep_warm

  name = "exactly-what-it-uses"
  role = each.value.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["lambda:InvokeFunction"]
      Resource = values(local.function_arns)
    }]
  })
}
