resource "aws_apigatewayv2_api" "websocket" {
  name                       = "${var.name}-live"
  description                = "Sends totals to viewers"
  protocol_type              = "WEBSOCKET"
  route_selection_expression = var.websocket.routeSelectionExpression
}

resource "aws_apigatewayv2_integration" "websocket" {
  api_id           = aws_apigatewayv2_api.websocket.id
  integration_type = "AWS_PROXY"
  integration_uri  = var.functions.websocket.invoke_arn
}

resource "aws_apigatewayv2_route" "websocket" {
  for_each = toset(concat(["$connect", "$disconnect", "$default"], var.websocket.routes))

  api_id             = aws_apigatewayv2_api.websocket.id
  route_key          = each.value
  target             = "integrations/${aws_apigatewayv2_integration.websocket.id}"
  authorization_type = each.value == "$connect" && var.websocket_authorizer_arn != null ? "CUSTOM" : "NONE"
  authorizer_id      = each.value == "$connect" ? one(values(aws_apigatewayv2_authorizer.websocket)[*].id) : null
}

resource "aws_apigatewayv2_authorizer" "websocket" {
  for_each = { for arn in var.websocket_authorizer_arn[*] : "connect" => arn }

  api_id          = aws_apigatewayv2_api.websocket.id
  name            = "${var.name}-${each.key}"
  authorizer_type = "REQUEST"
  # A browser's WebSocket cannot send an Authorization header.
  identity_sources = ["route.request.querystring.token"]
  authorizer_uri   = "arn:${split(":", each.value)[1]}:apigateway:${var.region}:lambda:path/2015-03-31/functions/${each.value}/invocations"
}

resource "aws_lambda_permission" "authorizer" {
  for_each = aws_apigatewayv2_authorizer.websocket

  statement_id  = "${var.name}-websocket-authorizer"
  action        = "lambda:InvokeFunction"
  function_name = join(":", slice(split(":", var.websocket_authorizer_arn), 0, 7))
  # Lambda returns name and qualifier separately.
  qualifier  = try(split(":", var.websocket_authorizer_arn)[7], null)
  principal  = "apigateway.amazonaws.com"
  source_arn = "${aws_apigatewayv2_api.websocket.execution_arn}/authorizers/${each.value.id}"
}

resource "aws_apigatewayv2_stage" "websocket" {
  api_id      = aws_apigatewayv2_api.websocket.id
  name        = var.websocket.stage
  auto_deploy = true

  default_route_settings {
    detailed_metrics_enabled = false
    throttling_rate_limit    = var.messages_per_second
    throttling_burst_limit   = min(var.messages_per_second, 5000)
  }

  route_settings {
    route_key                = aws_apigatewayv2_route.websocket["$connect"].route_key
    detailed_metrics_enabled = false
    throttling_rate_limit    = var.connects_per_second
    throttling_burst_limit   = min(var.connects_per_second, 5000)
  }

  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.websocket.arn
    format          = jsonencode(local.websocket_log)
  }

  depends_on = [aws_api_gateway_account.this]
}

resource "aws_lambda_permission" "websocket" {
  statement_id  = "websocket-api"
  action        = "lambda:InvokeFunction"
  function_name = var.functions.websocket.function_name
  qualifier     = var.functions.websocket.name
  principal     = "apigateway.amazonaws.com"
  # All routes of this stage.
  source_arn = "${aws_apigatewayv2_api.websocket.execution_arn}/${var.websocket.stage}/*"
}
