locals {
  connections_arn = var.gateway_endpoint == null ? "${module.gateway[0].websocket_execution_arn}/${local.stack.webSocketApi.stage}" : null

  # The resources for each `on` of a permission in infra/stack.yaml. A policy can name connections only by *, because API Gateway
  # creates an id when a connection opens.
  permission_resources = merge(
    { for name, queue in local.queues : "queue:${name}" => [queue.arn] },
    { for name, table in local.tables : "table:${name}" => [table.arn] },
    { for name, arn in local.function_arns : "function:${name}" => [arn] },
    {
      connections = [
        for method in ["POST", "GET", "DELETE"] : "${local.connections_arn}/${method}/@connections/*"
        if var.gateway_endpoint == null
      ]
    }
  )

  # The calls of each function's code.
  called = {
    for name, function in local.stack.functions : name => [
      for permission in function.permissions : {
        Effect   = "Allow"
        Action   = permission.actions
        Resource = local.permission_resources[permission.on]
      } if length(local.permission_resources[permission.on]) > 0
    ]
  }

  # The logs that Lambda writes for each function.
  logged = {
    for name, group in aws_cloudwatch_log_group.function : name => [
      {
        Effect = "Allow"
        Action = ["logs:CreateLogStream", "logs:PutLogEvents"]
        # Lambda creates a log stream for each environment.
        Resource = ["${group.arn}:*"]
      }
    ]
  }

  # The traces that Lambda and the functions send. Without these permissions no invocation is recorded, even if its
  # caller's header requests it.
  traced = var.tracing ? [
    {
      Effect = "Allow"
      Action = ["xray:PutTraceSegments", "xray:PutTelemetryRecords"]
      # X-Ray has no resources for these actions.
      Resource = ["*"]
    }
  ] : []

  polled_queues = {
    for name in keys(local.stack.functions) : name => [
      for source in local.stack.queueSources : {
        Effect   = "Allow"
        Action   = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]
        Resource = [local.queues[source.queue].arn]
      } if source.function == name
    ]
  }

  polled_streams = {
    for name in keys(local.stack.functions) : name => flatten([
      for source in local.stack.streamSources : [
        {
          Effect   = "Allow"
          Action   = ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"]
          Resource = [local.tables[source.table].stream_arn]
        },
        {
          Effect = "Allow"
          Action = ["dynamodb:ListStreams"]
          # DynamoDB has no resource for this action. Lambda requires it from every function that reads a stream.
          Resource = ["*"]
        },
        {
          Effect   = "Allow"
          Action   = ["sqs:SendMessage"]
          Resource = [local.queues[source.onFailure].arn]
        }
      ] if source.function == name
    ])
  }
}

resource "aws_iam_role" "function" {
  for_each = local.function_names

  name                 = "${each.value}-${var.region}"
  description          = "Permissions of ${each.value}"
  permissions_boundary = var.permissions_boundary

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "lambda.amazonaws.com" }
    }]
  })
}

locals {
  policies = {
    for name in keys(local.stack.functions) : name => jsonencode({
      Version = "2012-10-17"
      Statement = concat(
        local.called[name], local.logged[name], local.traced, local.polled_queues[name], local.polled_streams[name]
      )
    })
  }
}

# The name changes with the content, so a change creates the new policy first and deletes the old one last. Between the two, function
# and alias change. The code that still runs therefore has its permissions, and the new code has those that it adds.
resource "aws_iam_role_policy" "function" {
  for_each = aws_iam_role.function

  name   = "exactly-what-it-uses-${substr(sha256(local.policies[each.key]), 0, 8)}"
  role   = each.value.id
  policy = local.policies[each.key]

  lifecycle {
    create_before_destroy = true
  }
}
