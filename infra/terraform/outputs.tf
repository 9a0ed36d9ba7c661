output "http_url" {
  description = "The URL of the HTTP API, null with an external gateway."
  value       = one(module.gateway[*].http_url)
}

output "websocket_url" {
  description = "The URL of the WebSocket API, null with an external gateway."
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
  description = "The ARN of the SNS topic for alarms."
  value       = aws_sns_topic.alarms.arn
}

output "domain_targets" {
  description = "The target of the DNS record of each domain, by domain name; empty without domains."
  value       = coalesce(one(module.gateway[*].domain_targets), {})
}

output "domain_zones" {
  description = "The id of the hosted zone of each target, by domain name, which an alias record in Route 53 needs; empty without domains."
  value       = coalesce(one(module.gateway[*].domain_zones), {})
}

output "name" {
  description = "The name of the deployment."
  value       = var.name
}

output "risks" {
  description = "The facts that the settings leave open, one on each line. `make plan` and `make deploy` print them."
  value       = join("\n", local.risks)
}

output "function_alias" {
  description = "The alias for invocations of the functions, on the latest deployed version."
  value       = local.alias
}

output "region" {
  description = "The region of the deployment."
  value       = var.region
}

output "minimum_concurrency" {
  description = "The quota of concurrent executions of Lambda that the deployment needs."
  value       = local.concurrency_minimum
}
