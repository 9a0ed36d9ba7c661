output "http_url" {
  description = "The URL of the HTTP API, without a slash at its end."
  value       = var.domains == null ? aws_apigatewayv2_api.http.api_endpoint : "https://${var.domains.http}"
}

output "websocket_url" {
  description = "The URL of the WebSocket API."
  value       = var.domains == null ? aws_apigatewayv2_stage.websocket.invoke_url : "wss://${var.domains.websocket}"
}

output "connections_endpoint" {
  description = "The base URL of /@connections, with API Gateway's domain name, because callers sign requests for that name."
  value       = "${replace(aws_apigatewayv2_api.websocket.api_endpoint, "wss://", "https://")}/${var.websocket.stage}"
}

output "websocket_execution_arn" {
  description = "The base ARN of the WebSocket API's stages, for permissions."
  value       = aws_apigatewayv2_api.websocket.execution_arn
}

output "http_api_id" {
  description = "The id of the HTTP API, a dimension of its metrics."
  value       = aws_apigatewayv2_api.http.id
}

output "websocket_api_id" {
  description = "The id of the WebSocket API, a dimension of its metrics."
  value       = aws_apigatewayv2_api.websocket.id
}

output "domain_targets" {
  description = "The target of the DNS record (alias or CNAME) of each domain, by domain name."
  value       = { for one in aws_apigatewayv2_domain_name.this : one.domain_name => one.domain_name_configuration[0].target_domain_name }
}

output "domain_zones" {
  description = "The id of the hosted zone of each target, by domain name, which an alias record in Route 53 needs."
  value       = { for one in aws_apigatewayv2_domain_name.this : one.domain_name => one.domain_name_configuration[0].hosted_zone_id }
}
