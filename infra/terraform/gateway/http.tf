resource "aws_apigatewayv2_api" "http" {
  name          = "${var.name}-http"
  description   = "Accepts presses and answers reads"
  protocol_type = "HTTP"

  disable_execute_api_endpoint = !var.execute_api_endpoints

  dynamic "cors_configuration" {
    for_each = length(var.allow_origins) > 0 ? [var.http.cors] : []

    content {
      allow_origins  = var.allow_origins
      allow_methods  = cors_configuration.value.allowMethods
      allow_headers  = concat(cors_configuration.value.allowHeaders, var.jwt == null ? [] : ["authorization"])
      expose_headers = cors_configuration.value.exposeHeaders
      max_age        = cors_configuration.value.maxAgeSeconds
    }
  }
}

resource "aws_apigatewayv2_integration" "http" {
  api_id                 = aws_apigatewayv2_api.http.id
  integration_type       = "AWS_PROXY"
  integration_uri        = var.functions.http.invoke_arn
  payload_format_version = "2.0"
  timeout_milliseconds   = var.http.integrationTimeoutMilliseconds
}

resource "aws_apigatewayv2_route" "http" {
  api_id    = aws_apigatewayv2_api.http.id
  route_key = "$default"
  target    = "integrations/${aws_apigatewayv2_integration.http.id}"
}

# Writes have separate routes, for tokens and for limits. These routes match any path, so no spelling of a path bypasses the
# authorizer. The function rejects writes to any but the plain spelling of its paths.
locals {
  write_routes = ["DELETE /{proxy+}", "POST /{proxy+}", "PUT /{proxy+}"]
  # A token with the scope for administration may write, if writes need a scope. The function requires that scope for administration.
  write_scopes = length(try(var.jwt.scopes, [])) == 0 ? [] : concat(var.jwt.scopes, var.jwt.admin_scope[*])
}

resource "aws_apigatewayv2_authorizer" "jwt" {
  for_each = { for jwt in var.jwt[*] : "writes" => jwt }

  api_id           = aws_apigatewayv2_api.http.id
  name             = "${var.name}-${each.key}"
  authorizer_type  = "JWT"
  identity_sources = ["$request.header.Authorization"]

  jwt_configuration {
    issuer   = each.value.issuer
    audience = each.value.audience
  }
}

resource "aws_apigatewayv2_route" "write" {
  for_each = toset(local.write_routes)

  api_id               = aws_apigatewayv2_api.http.id
  route_key            = each.value
  target               = "integrations/${aws_apigatewayv2_integration.http.id}"
  authorization_type   = var.jwt == null ? "NONE" : "JWT"
  authorizer_id        = one(values(aws_apigatewayv2_authorizer.jwt)[*].id)
  authorization_scopes = local.write_scopes
}

# A voter's own values belong to the subject of a token, like a vote. The function reads no token without an authorizer.
resource "aws_apigatewayv2_route" "own" {
  for_each = toset(var.http.ownReads)

  api_id               = aws_apigatewayv2_api.http.id
  route_key            = each.value
  target               = "integrations/${aws_apigatewayv2_integration.http.id}"
  authorization_type   = var.jwt == null ? "NONE" : "JWT"
  authorizer_id        = one(values(aws_apigatewayv2_authorizer.jwt)[*].id)
  authorization_scopes = local.write_scopes
}

resource "aws_apigatewayv2_stage" "http" {
  api_id      = aws_apigatewayv2_api.http.id
  name        = "$default"
  auto_deploy = true

  default_route_settings {
    detailed_metrics_enabled = false
    throttling_rate_limit    = var.requests_per_second
    throttling_burst_limit   = min(var.requests_per_second, 5000)
  }

  dynamic "route_settings" {
    for_each = aws_apigatewayv2_route.write

    content {
      route_key                = route_settings.value.route_key
      detailed_metrics_enabled = false
      throttling_rate_limit    = var.writes_per_second
      throttling_burst_limit   = min(var.writes_per_second, 5000)
    }
  }

  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.http.arn
    format          = jsonencode(local.http_log)
  }
}

resource "aws_lambda_permission" "http" {
  statement_id  = "http-api"
  action        = "lambda:InvokeFunction"
  function_name = var.functions.http.function_name
  qualifier     = var.functions.http.name
  principal     = "apigateway.amazonaws.com"
  # All routes of this API.
  source_arn = "${aws_apigatewayv2_api.http.execution_arn}/*"
}
