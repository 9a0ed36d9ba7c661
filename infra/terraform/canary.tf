# A press each minute through the HTTP API, as a client sends it. An alarm watches that it is counted, so it also fires if API Gateway
# does not answer. A scheduler cannot call an API, so a rule of EventBridge does.
resource "aws_cloudwatch_event_rule" "canary" {
  for_each = toset(var.canary && var.gateway_endpoint == null ? ["canary"] : [])

  name                = "${var.name}-${each.key}"
  description         = "Presses the counter canary once a minute"
  schedule_expression = "rate(1 minute)"
}

resource "aws_cloudwatch_event_connection" "canary" {
  for_each = aws_cloudwatch_event_rule.canary

  name               = each.value.name
  description        = "The API needs no key, but EventBridge requires one"
  authorization_type = "API_KEY"

  auth_parameters {
    api_key {
      key   = "x-canary"
      value = "none"
    }
  }
}

resource "aws_cloudwatch_event_api_destination" "canary" {
  for_each = aws_cloudwatch_event_connection.canary

  name                             = each.value.name
  invocation_endpoint              = "${one(module.gateway[*].http_url)}/v1/counters/canary/clicks"
  http_method                      = "POST"
  invocation_rate_limit_per_second = 1
  connection_arn                   = each.value.arn
}

resource "aws_cloudwatch_event_target" "canary" {
  for_each = aws_cloudwatch_event_rule.canary

  rule     = each.value.name
  arn      = aws_cloudwatch_event_api_destination.canary[each.key].arn
  role_arn = aws_iam_role.canary[each.key].arn
  input    = jsonencode({ delta = 1 })

  # The next press replaces a late one.
  retry_policy {
    maximum_event_age_in_seconds = 60
    maximum_retry_attempts       = 1
  }
}

resource "aws_iam_role" "canary" {
  for_each = aws_cloudwatch_event_rule.canary

  name                 = "${each.value.name}-${var.region}"
  description          = "Lets EventBridge press"
  permissions_boundary = var.permissions_boundary

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "events.amazonaws.com" }
      Condition = { StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.this.account_id } }
    }]
  })
}

resource "aws_iam_role_policy" "canary" {
  for_each = aws_iam_role.canary

  name = "exactly-what-it-uses"
  role = each.value.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["events:InvokeApiDestination"]
      Resource = [aws_cloudwatch_event_api_destination.canary[each.key].arn]
    }]
  })
}
