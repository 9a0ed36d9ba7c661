locals {
  overrides = {
    press = merge(
      var.shards == null ? {} : { TALLY_SHARDS = tostring(var.shards) },
      { for scope in try(var.jwt.admin_scope, null)[*] : "TALLY_ADMIN_SCOPE" => scope },
    )
    # An emulator may deliver messages of a group while others of it are in flight. A later click would then be counted first.
    aggregator = local.emulated ? { TALLY_SOON_REDELIVERY = "false" } : {}
    fanout     = var.pushes_per_second == null ? {} : { TALLY_PUSHES_PER_SECOND = tostring(var.pushes_per_second) }
    # API Gateway has no JWT authorizer for WebSockets, so the function validates the token.
    connections = {
      for variable, value in {
        TALLY_JWT_ISSUER   = try(var.jwt.issuer, "")
        TALLY_JWT_AUDIENCE = join(",", try(var.jwt.audience, []))
        TALLY_JWT_SCOPES   = join(",", try(var.jwt.scopes, []))
      } : variable => value if try(var.jwt.connects, false) && value != ""
    }
  }
  # GraalVM's signal handlers conflict with those of Lambda.
  native_environment = var.runtime == "native" ? { DISABLE_SIGNAL_HANDLERS = "true" } : {}

  # From Java 24 on, each thread of JBoss Threads' pools fails at its end unless java.lang is open.
  java_environment = var.runtime == "native" || contains(["java17", "java21"], var.java_runtime) ? {} : {
    JAVA_TOOL_OPTIONS = "--add-opens=java.base/java.lang=ALL-UNNAMED"
  }

  # A native package is in the folder native/ beside the package for the JVM.
  packages = {
    for name, function in local.stack.functions :
    name => "${local.root}/${var.runtime == "native" ? replace(function.package, "/function.zip", "/native/function.zip") : function.package}"
  }

  environments = {
    for name, function in local.stack.functions : name => merge(
      function.environment,
      local.native_environment,
      local.java_environment,
      { TALLY_LOG_FORMAT = "json" },
      { for variable, queue in function.queueUrls : variable => local.queues[queue].url },
      { for variable, table in function.tableNames : variable => local.tables[table].name },
      { for variable in try(function.epoch, null)[*] : variable => local.epoch },
      { for variable in try(function.connectionsEndpoint, null)[*] : variable => local.connections_endpoint },
      { for variable in try(function.functionName, null)[*] : variable => "${local.function_names[name]}:${local.alias}" },
      lookup(local.overrides, name, {}),
      { for variable, limit in lookup(var.limits, name, {}) : variable => tostring(limit) }
    )
  }
}

resource "aws_lambda_function" "this" {
  for_each = local.stack.functions

  function_name                  = local.function_names[each.key]
  role                           = aws_iam_role.function[each.key].arn
  filename                       = local.packages[each.key]
  source_code_hash               = try(filebase64sha256(local.packages[each.key]), null)
  runtime                        = var.runtime == "native" ? "provided.al2023" : var.java_runtime
  handler                        = var.runtime == "native" ? "bootstrap" : each.value.handler
  architectures                  = [var.architecture]
  memory_size                    = each.value.memoryMegabytes
  timeout                        = each.value.timeoutSeconds
  reserved_concurrent_executions = lookup(var.reserved_concurrency, each.key, -1)
  publish                        = true

  environment {
    variables = local.environments[each.key]
  }

  tracing_config {
    mode = var.tracing ? "Active" : "PassThrough"
  }

  # Emulators ignore SnapStart, so each plan would contain a change.
  dynamic "snap_start" {
    for_each = var.runtime == "jvm" && !local.emulated ? [true] : []

    content {
      apply_on = "PublishedVersions"
    }
  }

  depends_on = [aws_cloudwatch_log_group.function, aws_iam_role_policy.function]

  lifecycle {
    precondition {
      condition     = fileexists(local.packages[each.key])
      error_message = "${local.packages[each.key]} is missing: build it first, with `make ${var.runtime == "native" ? "build-native" : "build"}`."
    }
  }
}

resource "aws_lambda_alias" "live" {
  for_each = aws_lambda_function.this

  name             = local.alias
  description      = "The latest deployed version, which sources and APIs invoke"
  function_name    = each.value.function_name
  function_version = each.value.version
}

resource "aws_cloudwatch_log_group" "function" {
  for_each = local.function_names

  name              = "/aws/lambda/${each.value}"
  retention_in_days = var.log_retention_days
}
