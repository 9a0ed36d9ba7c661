locals {
  # module/ is one folder deeper.
  root     = fileexists("${path.module}/../stack.yaml") ? "${path.module}/../.." : "${path.module}/../../.."
  stack    = yamldecode(file("${local.root}/infra/stack.yaml"))
  emulated = var.emulator_endpoint != null

  # The limits per client, by function: the pairs of a _PER_SECOND and a _BURST variable.
  client_limits = {
    for name, function in local.stack.functions : name => [for variable in keys(function.environment) : variable if endswith(variable, "_BURST") || (endswith(variable, "_PER_SECOND") && contains(keys(function.environment), replace(variable, "_PER_SECOND", "_BURST")))]
  }

  queues = merge(aws_sqs_queue.sink, aws_sqs_queue.fed)
  tables = merge(aws_dynamodb_table.this, data.aws_dynamodb_table.replica)

  # The identity of the counts' history. A restored table has a stream with a later label, and a new queue a name with a
  # later time, so the epoch is renewed by itself. Both times sort as text.
  epoch = join("", [
    var.region, ".", replace(local.tables["counters"].stream_label, "/[^0-9]/", ""), "-",
    replace(local.queues["clicks"].name, "/^.*-|[.]fifo$/", "")
  ])

  function_names = { for name in keys(local.stack.functions) : name => "${var.name}-${name}" }
  # The alias for every invocation. It is a fixed name, because the role that refers to an alias is created before the alias.
  alias = "live"
  function_arns = {
    for name, full in local.function_names : name => join(":", [
      "arn", data.aws_partition.this.partition, "lambda", var.region, data.aws_caller_identity.this.account_id, "function", full, local.alias
    ])
  }

  # An index instead of [*], because [*] would make the functions depend on the routes, which depend on the functions.
  connections_endpoint = var.gateway_endpoint == null ? module.gateway[0].connections_endpoint : var.gateway_endpoint
}

data "aws_caller_identity" "this" {}

data "aws_partition" "this" {}
