# Left out if an external gateway is in front of the functions.
module "gateway" {
  source = "./gateway"
  count  = var.gateway_endpoint == null ? 1 : 0

  name   = var.name
  region = var.region
  functions = {
    http      = aws_lambda_alias.live[local.stack.httpApi.function]
    websocket = aws_lambda_alias.live[local.stack.webSocketApi.function]
  }
  http                     = local.stack.httpApi
  websocket                = local.stack.webSocketApi
  allow_origins            = var.cors_allow_origins
  requests_per_second      = var.requests_per_second
  messages_per_second      = var.messages_per_second
  writes_per_second        = coalesce(var.writes_per_second, var.requests_per_second)
  connects_per_second      = coalesce(var.connects_per_second, var.messages_per_second)
  jwt                      = var.jwt
  websocket_authorizer_arn = var.websocket_authorizer_arn
  domains                  = var.domains
  execute_api_endpoints    = var.execute_api_endpoints
  permissions_boundary     = var.permissions_boundary
  log_retention_days       = var.log_retention_days
  logs_role                = var.api_gateway_logs_role
}
