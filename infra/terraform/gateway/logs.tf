# The fields of an access log line. None identifies a person, as an address or a browser would. JSON puts quotes around each value, so
# the lines use $context.error.message: $context.error.messageString already has quotes.
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

# WebSocket APIs log with this role. An account has one such setting for all APIs of a region.
resource "aws_iam_role" "logs" {
  for_each = toset(var.logs_role ? ["api-gateway"] : [])

  name                 = "${var.name}-${each.key}-logs-${var.region}"
  description          = "Lets API Gateway write access logs"
  permissions_boundary = var.permissions_boundary

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

# API Gateway accepts only a role with AWS's managed policy, because the setting is for all APIs.
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
