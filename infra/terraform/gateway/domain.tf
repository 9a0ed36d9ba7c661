# Two domain names, because one name cannot lead to both an HTTP and a WebSocket API.
locals {
  apis = {
    http      = { api = aws_apigatewayv2_api.http.id, stage = aws_apigatewayv2_stage.http.id }
    websocket = { api = aws_apigatewayv2_api.websocket.id, stage = aws_apigatewayv2_stage.websocket.id }
  }
  domains = var.domains == null ? {} : { http = var.domains.http, websocket = var.domains.websocket }
}

resource "aws_apigatewayv2_domain_name" "this" {
  for_each = local.domains

  domain_name = each.value

  domain_name_configuration {
    certificate_arn = var.domains.certificate
    endpoint_type   = "REGIONAL"
    security_policy = "TLS_1_2"
  }
}

resource "aws_apigatewayv2_api_mapping" "this" {
  for_each = aws_apigatewayv2_domain_name.this

  domain_name = each.value.id
  api_id      = local.apis[each.key].api
  stage       = local.apis[each.key].stage
}
