locals {
  overrides = {
    press = merge(
      { for shards in var.shards[*] : "TALLY_SHARDS" => tostring(shards) },
      { for shards in var.vote_shards[*] : "TALLY_VOTE_SHARDS" => tostring(shards) },
      { for claps in var.claps[*] : "TALLY_CLAPS" => tostring(claps) },
      { for scope in try(var.jwt.admin_scope, null)[*] : "TALLY_ADMIN_SCOPE" => scope },
    )
    # An emulator may deliver messages of a group while others of it are in flight. A later click would then be counted first.
    aggregator = local.emulated ? { TALLY_SOON_REDELIVERY = "false" } : {}
    # Press and rollup must have the same minimum.
    rollup = merge(
      var.shards == null ? {} : { TALLY_SHARDS = tostring(var.shards) },
      { TALLY_SHARDS_MAX = tostring(local.shards_max) },
    )
    fanout = merge(
      { for pushes in var.pushes_per_second[*] : "TALLY_PUSHES_PER_SECOND" => tostring(pushes) },
      { for viewers in var.push_viewers[*] : "TALLY_PUSH_VIEWERS" => tostring(viewers) },
      { for seconds in var.poll_interval_seconds[*] : "TALLY_POLL_INTERVAL" => "${seconds}s" },
    )
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

  # The names of packages, as in functions/NAME/target/function.zip.
  package_names = { for name, function in local.stack.functions : name => split("/", function.package)[1] }
  kind          = var.runtime == "native" ? "native-${var.architecture}" : "jvm"

  # A native package that was built here is in the folder native/ beside the package for the JVM. Packages of a release have the name of
  # the release and their kind in their names.
  in_s3 = startswith(coalesce(var.packages, "-"), "s3://")
  packages = local.in_s3 ? {} : {
    for name, function in local.stack.functions : name => (
      var.packages == null
      ? "${local.root}/${var.runtime == "native" ? replace(function.package, "/function.zip", "/native/function.zip") : function.package}"
      : "${var.packages}/${coalesce(
        try(one(fileset(var.packages, "tally-${local.package_names[name]}-*-${local.kind}.zip")), null),
        "tally-${local.package_names[name]}-VERSION-${local.kind}.zip"
      )}"
    )
  }
  # s3://BUCKET/PREFIX/VERSION
  bucket = local.in_s3 ? split("/", var.packages)[2] : null
  keys = local.in_s3 ? {
    for name in keys(local.stack.functions) : name => join("/", concat(
      slice(split("/", var.packages), 3, length(split("/", var.packages))),
      ["tally-${local.package_names[name]}-${element(split("/", var.packages), -1)}-${local.kind}.zip"]
    ))
  } : {}

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

# Kept apart from the other variables, because the id below must not become a secret.
locals {
  secrets = {
    for name in keys(local.stack.functions) : name => name == "press" && var.origin_secret != null ? { TALLY_ORIGIN_SECRET = var.origin_secret } : {}
  }
}

# The id of everything that makes a version. It is in each version's description, so each change publishes a version of every
# function, and the versions that belong together have one id. `make rollback` finds them by it.
locals {
  deployment = substr(sha256(jsonencode([
    var.runtime, var.java_runtime, var.architecture, local.snap_start, var.tracing, var.revision,
    [for name, function in local.stack.functions : [
      local.package_hashes[name], local.environments[name], function.handler, function.memoryMegabytes, function.timeoutSeconds
    ]]
  ])), 0, 12)
  package_hashes = { for name in keys(local.stack.functions) : name => local.in_s3 ? local.keys[name] : try(filebase64sha256(local.packages[name]), null) }

  # Emulators ignore SnapStart, so each plan would contain a change.
  snap_start = var.snap_start && var.runtime == "jvm" && !local.emulated
}

resource "aws_lambda_function" "this" {
  for_each = local.stack.functions

  function_name                  = local.function_names[each.key]
  description                    = "Deployment ${local.deployment}"
  role                           = aws_iam_role.function[each.key].arn
  filename                       = local.in_s3 ? null : local.packages[each.key]
  source_code_hash               = local.in_s3 ? null : local.package_hashes[each.key]
  s3_bucket                      = local.bucket
  s3_key                         = local.in_s3 ? local.keys[each.key] : null
  runtime                        = var.runtime == "native" ? "provided.al2023" : var.java_runtime
  handler                        = var.runtime == "native" ? "bootstrap" : each.value.handler
  architectures                  = [var.architecture]
  memory_size                    = each.value.memoryMegabytes
  timeout                        = each.value.timeoutSeconds
  reserved_concurrent_executions = lookup(var.reserved_concurrency, each.key, -1)
  publish                        = true

  environment {
    variables = merge(local.environments[each.key], local.secrets[each.key])
  }

  # The functions choose their levels themselves. The lines of a successful invocation are INFO, those of a failure WARN.
  # https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
  dynamic "logging_config" {
    for_each = local.emulated ? [] : [true]

    content {
      log_format            = "JSON"
      application_log_level = "TRACE"
      system_log_level      = var.platform_logs ? "INFO" : "WARN"
    }
  }

  tracing_config {
    mode = var.tracing ? "Active" : "PassThrough"
  }

  dynamic "snap_start" {
    for_each = local.snap_start ? [true] : []

    content {
      apply_on = "PublishedVersions"
    }
  }

  depends_on = [aws_cloudwatch_log_group.function, aws_iam_role_policy.function]

  lifecycle {
    precondition {
      condition     = local.in_s3 ? true : fileexists(local.packages[each.key])
      error_message = "${try(local.packages[each.key], "")} is missing: ${var.packages == null ? "build it first, with `make ${var.runtime == "native" ? "build-native" : "build"}`" : "packages must be a directory with one package of each function, as a release has it"}."
    }
  }
}

resource "aws_lambda_alias" "live" {
  for_each = aws_lambda_function.this

  name             = local.alias
  description      = "The latest deployed version, which sources and APIs invoke"
  function_name    = each.value.function_name
  function_version = each.value.version

  # An old policy is deleted after every resource that depends on it.
  depends_on = [aws_iam_role_policy.function]
}

resource "aws_cloudwatch_log_group" "function" {
  for_each = local.function_names

  name              = "/aws/lambda/${each.value}"
  retention_in_days = var.log_retention_days
}
