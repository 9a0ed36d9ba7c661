output "http_url" {
  description = "The URL of the HTTP API, null if a gateway outside is used."
  value       = one(module.gateway[*].http_url)
}

output "websocket_url" {
  description = "The URL of the WebSocket API, null if a gateway outside is used."
  value       = one(module.gateway[*].websocket_url)
}

output "queue_urls" {
  description = "The URLs of the queues by their names in infra/stack.yaml."
  value       = { for name, queue in local.queues : name => queue.url }
}

output "table_names" {
  description = "The names of the tables by their names in infra/stack.yaml."
  value       = { for name, table in local.tables : name => table.name }
}

output "function_names" {
  description = "The names of the functions by their names in infra/stack.yaml."
  value       = local.function_names
}

output "dashboard" {
  description = "The name of the dashboard in CloudWatch."
  value       = aws_cloudwatch_dashboard.this.dashboard_name
}

output "alarm_topic" {
  description = "The ARN of the topic that alarms are sent to."
  value       = aws_sns_topic.alarms.arn
}

output "domain_targets" {
  description = "Where the DNS of each own domain must point to, by domain name; empty without own domains."
  value       = coalesce(one(module.gateway[*].domain_targets), {})
}

output "function_alias" {
  description = "The alias by which the functions are invoked: the version deployed last."
  value       = local.alias
}

output "region" {
  description = "The region that all of it is in."
  value       = var.region
}
