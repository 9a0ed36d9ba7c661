# The module of both APIs: its authorizers, and its limits for all clients together.

mock_provider "aws" {
  mock_resource "aws_apigatewayv2_api" {
    defaults = { id = "api", execution_arn = "arn:aws:execute-api:eu-central-1:123456789012:mock" }
  }
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/mock" }
  }
  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:eu-central-1:123456789012:log-group:mock" }
  }
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
}

variables {
  name   = "tally"
  region = "eu-central-1"
  functions = {
    http      = { arn = "arn", invoke_arn = "arn:http", function_name = "tally-press", name = "live" }
    websocket = { arn = "arn", invoke_arn = "arn:ws", function_name = "tally-connections", name = "live" }
  }
  http = {
    integrationTimeoutMilliseconds = 30000
    ownReads                       = ["GET /v1/votes"]
    cors                           = { allowMethods = ["GET"], allowHeaders = ["content-type"], exposeHeaders = ["etag"], maxAgeSeconds = 600 }
  }
  websocket                = { stage = "live", routeSelectionExpression = "$request.body.action", routes = ["ping"] }
  allow_origins            = ["https://example.com"]
  requests_per_second      = 9000
  writes_per_second        = 6000
  messages_per_second      = 1000
  connects_per_second      = 100
  jwt                      = null
  websocket_authorizer_arn = null
  domains                  = null
  execute_api_endpoints    = true
  permissions_boundary     = null
  log_retention_days       = 14
  logs_role                = false
}

run "open" {
  module { source = "./gateway" }

  assert {
    condition = [for route in aws_apigatewayv2_route.write : "${route.route_key} ${route.authorization_type}"] == [
      "DELETE /{proxy+} NONE", "POST /{proxy+} NONE", "PUT /{proxy+} NONE"
    ]
    error_message = "writes must have separate routes, open to all clients"
  }
  assert {
    condition     = [for route in aws_apigatewayv2_route.own : "${route.route_key} ${route.authorization_type}"] == ["GET /v1/votes NONE"]
    error_message = "the reads of own values must be open to all clients"
  }
  assert {
    condition = {
      for one in aws_apigatewayv2_stage.http.route_settings : one.route_key => [one.throttling_rate_limit, one.throttling_burst_limit]
      } == {
      "DELETE /{proxy+}" = [6000, 5000], "POST /{proxy+}" = [6000, 5000], "PUT /{proxy+}" = [6000, 5000]
    } && aws_apigatewayv2_stage.http.default_route_settings[0].throttling_rate_limit == 9000
    error_message = "writes must leave room for reads"
  }
  assert {
    condition = {
      for one in aws_apigatewayv2_stage.websocket.route_settings : one.route_key => [one.throttling_rate_limit, one.throttling_burst_limit]
    } == { "$connect" = [100, 100] } && aws_apigatewayv2_stage.websocket.default_route_settings[0].throttling_rate_limit == 1000
    error_message = "connecting must have a separate limit"
  }
  assert {
    condition     = aws_apigatewayv2_api.http.cors_configuration[0].allow_origins == toset(["https://example.com"]) && aws_apigatewayv2_api.http.cors_configuration[0].allow_headers == toset(["content-type"])
    error_message = "only pages of the named origins may call"
  }
  # API Gateway puts quotes around messageString.
  assert {
    condition = alltrue([
      for stage in [aws_apigatewayv2_stage.http, aws_apigatewayv2_stage.websocket] :
      try(jsondecode(
        replace(replace(stage.access_log_settings[0].format, "$context.error.messageString", "\"Forbidden\""), "$context.error.message", "Forbidden")
      ).error, "") == "Forbidden"
    ])
    error_message = "a line of an access log must be JSON, with its error"
  }
}

run "tokens" {
  module { source = "./gateway" }

  variables {
    jwt           = { issuer = "https://issuer.example.com", audience = ["tally"], scopes = ["press"], admin_scope = "tally.admin" }
    allow_origins = []
  }

  assert {
    condition = alltrue([
      for route in aws_apigatewayv2_route.write : route.authorization_type == "JWT" && route.authorizer_id == aws_apigatewayv2_authorizer.jwt["writes"].id && route.authorization_scopes == toset(["press", "tally.admin"])
    ])
    error_message = "every write must require a token with the scope"
  }
  assert {
    condition = alltrue([
      for route in aws_apigatewayv2_route.own : route.authorization_type == "JWT" && route.authorizer_id == aws_apigatewayv2_authorizer.jwt["writes"].id && route.authorization_scopes == toset(["press", "tally.admin"])
    ])
    error_message = "every read of own values must require a token with the scope"
  }
  assert {
    condition     = aws_apigatewayv2_authorizer.jwt["writes"].jwt_configuration[0].issuer == "https://issuer.example.com" && aws_apigatewayv2_authorizer.jwt["writes"].jwt_configuration[0].audience == toset(["tally"])
    error_message = "the issuer and the audience must be those of the variable"
  }
  assert {
    condition     = aws_apigatewayv2_route.http.authorization_type == null
    error_message = "reads must stay open"
  }
  assert {
    condition     = length(aws_apigatewayv2_api.http.cors_configuration) == 0
    error_message = "without origins there must be no CORS rules"
  }
}

run "tokens_and_pages" {
  module { source = "./gateway" }

  variables {
    jwt = { issuer = "https://issuer.example.com", audience = ["tally"], scopes = [] }
  }

  assert {
    condition     = contains(aws_apigatewayv2_api.http.cors_configuration[0].allow_headers, "authorization")
    error_message = "pages must be allowed to send their tokens"
  }
}

# Lambda returns name and qualifier separately, so one argument for both would be a replacement in each plan.
run "authorizer_by_alias" {
  module { source = "./gateway" }

  variables {
    websocket_authorizer_arn = "arn:aws:lambda:eu-central-1:123456789012:function:who:prod"
  }

  assert {
    condition = (
      aws_lambda_permission.authorizer["connect"].function_name == "arn:aws:lambda:eu-central-1:123456789012:function:who"
      && aws_lambda_permission.authorizer["connect"].qualifier == "prod"
      && endswith(aws_apigatewayv2_authorizer.websocket["connect"].authorizer_uri, "function:who:prod/invocations")
    )
    error_message = "the permission must have the name and the alias apart"
  }
}

run "authorizer_by_name" {
  module { source = "./gateway" }

  variables {
    websocket_authorizer_arn = "arn:aws:lambda:eu-central-1:123456789012:function:who"
    execute_api_endpoints    = false
  }

  assert {
    condition     = aws_lambda_permission.authorizer["connect"].qualifier == null && aws_apigatewayv2_api.http.disable_execute_api_endpoint
    error_message = "a function without an alias has no qualifier, and the names of API Gateway can be turned off"
  }
}
