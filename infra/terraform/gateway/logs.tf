# What a line of the access logs holds: nothing by which a person could be known, such as an address or a browser. JSON puts each into
# quotes, and $context.error.messageString has its own.
# https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html
locals {
  http_log = {
    requestId          = "$context.requestId"
    time               = "$context.requestTime"
    route              = "$context.routeKey"
    method             = "$context.httpMethod"
    status             = "$context.status"
    latency            = "$context.responseLatency"
    integrationLatency = "$context.integrationLatency"
    responseBytes      = "$context.responseLength"
    error              = "$context.error.message"
  }
  websocket_log = {
    requestId          = "$context.requestId"
    time               = "$context.requestTime"
    route              = "$context.routeKey"
    event              = "$context.eventType"
    status             = "$context.status"
    connectionId       = "$context.connectionId"
    integrationLatency = "$context.integrationLatency"
    error              = "$context.error.message"
  }
}

resource "aws_cloudwatch_log_group" "http" {
  name              = "/aws/apigateway/${var.name}-http"
  retention_in_days = var.log_retention_days
}

resource "aws_cloudwatch_log_group" "websocket" {
  name              = "/aws/apigateway/${var.name}-live"
  retention_in_days = var.log_retention_days
}

# A WebSocket API logs by a role that is one setting for all APIs of an account's region.
resource "aws_iam_role" "logs" {
  for_each = toset(var.logs_role ? ["api-gateway"] : [])

  name        = "${var.name}-${each.key}-logs-${var.region}"
  description = "Lets API Gateway write access logs"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "apigateway.amazonaws.com" }
    }]
  })
}

data "aws_partition" "this" {}

# API Gateway takes no role with less than AWS's own policy for it, since the setting is for all of its APIs.
resource "aws_iam_role_policy_attachment" "logs" {
  for_each = aws_iam_role.logs

  role       = each.value.name
  policy_arn = "arn:${data.aws_partition.this.partition}:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"
}

resource "aws_api_gateway_account" "this" {
  for_each = aws_iam_role.logs

  cloudwatch_role_arn = each.value.arn

  depends_on = [aws_iam_role_policy_attachment.logs]
}
