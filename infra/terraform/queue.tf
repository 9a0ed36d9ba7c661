# Shards remember how far they counted under their queue's name, and a queue created anew numbers its messages anew: so
# every queue gets a name of its own (name_prefix), never one that was used before.

# Queues without dead letters, which others send theirs to.
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
