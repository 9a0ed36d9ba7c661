# Every queue gets a new name (name_prefix), never a used one. A shard stores its watermark under the queue's name, and a queue that
# is created again numbers its messages from the start.

# Queues without dead letters. They are a separate resource, because the other queues send them their dead letters and a resource
# cannot refer to itself.
resource "aws_sqs_queue" "sink" {
  for_each = { for name, queue in local.stack.queues : name => queue if !can(queue.deadLetters) }

  name_prefix                = "${var.name}-${each.key}-"
  fifo_queue                 = each.value.fifo
  deduplication_scope        = try(each.value.deduplicationScope, null)
  fifo_throughput_limit      = try(each.value.throughputLimit, null)
  visibility_timeout_seconds = each.value.visibilityTimeoutSeconds
  message_retention_seconds  = each.value.retentionSeconds
  sqs_managed_sse_enabled    = true
}

resource "aws_sqs_queue" "fed" {
  for_each = { for name, queue in local.stack.queues : name => queue if can(queue.deadLetters) }

  name_prefix                = "${var.name}-${each.key}-"
  fifo_queue                 = each.value.fifo
  deduplication_scope        = try(each.value.deduplicationScope, null)
  fifo_throughput_limit      = try(each.value.throughputLimit, null)
  visibility_timeout_seconds = each.value.visibilityTimeoutSeconds
  message_retention_seconds  = each.value.retentionSeconds
  sqs_managed_sse_enabled    = true

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.sink[each.value.deadLetters.queue].arn
    maxReceiveCount     = each.value.deadLetters.maxReceiveCount
  })
}
