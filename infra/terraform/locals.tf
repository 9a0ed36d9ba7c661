locals {
  root     = "${path.module}/../.."
  stack    = yamldecode(file("${local.root}/infra/stack.yaml"))
  emulated = var.emulator_endpoint != null

  # What one client may do, by function.
  client_limits = {
    for name, function in local.stack.functions : name => [for variable in keys(function.environment) : variable if endswith(variable, "_BURST") || (endswith(variable, "_PER_SECOND") && contains(keys(function.environment), replace(variable, "_PER_SECOND", "_BURST")))]
  }

  queues = merge(aws_sqs_queue.sink, aws_sqs_queue.fed)
  tables = merge(aws_dynamodb_table.this, data.aws_dynamodb_table.replica)

  function_names = { for name in keys(local.stack.functions) : name => "${var.name}-${name}" }
  # The alias by which all invoke a function; by name, since its role is there before it.
  alias = "live"
  function_arns = {
    for name, full in local.function_names : name => join(":", [
      "arn", data.aws_partition.this.partition, "lambda", var.region, data.aws_caller_identity.this.account_id, "function", full, local.alias
    ])
  }

  # By index, not by [*], which would make functions wait for the routes that lead to them.
  connections_endpoint = var.gateway_endpoint == null ? module.gateway[0].connections_endpoint : var.gateway_endpoint
}
