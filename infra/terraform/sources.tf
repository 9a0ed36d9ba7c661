resource "aws_lambda_event_source_mapping" "queue" {
  for_each = local.stack.queueSources

  event_source_arn        = local.queues[each.value.queue].arn
  function_name           = aws_lambda_alias.live[each.value.function].arn
  batch_size              = each.value.batchSize
  function_response_types = each.value.reportBatchItemFailures ? ["ReportBatchItemFailures"] : []

  scaling_config {
    maximum_concurrency = each.value.function == "aggregator" ? local.aggregator_concurrency : each.value.maximumConcurrency
  }
}

# A stream keeps a record for 24 hours. AWS does not document whether Lambda reports a record that the stream drops. One that Lambda itself
# discards after 23 hours is reported to the queue live-failures, which has an alarm.
locals {
  maximum_record_age = 82800
}

resource "aws_lambda_event_source_mapping" "stream" {
  for_each = local.stack.streamSources

  event_source_arn               = local.tables[each.value.table].stream_arn
  function_name                  = aws_lambda_alias.live[each.value.function].arn
  starting_position              = each.value.startingPosition
  batch_size                     = each.value.batchSize
  parallelization_factor         = each.value.parallelizationFactor
  maximum_retry_attempts         = each.value.maximumRetryAttempts
  maximum_record_age_in_seconds  = each.value.maximumRecordAgeSeconds == -1 ? local.maximum_record_age : each.value.maximumRecordAgeSeconds
  bisect_batch_on_function_error = each.value.bisectBatchOnFunctionError
  function_response_types        = each.value.reportBatchItemFailures ? ["ReportBatchItemFailures"] : []

  destination_config {
    on_failure {
      destination_arn = local.queues[each.value.onFailure].arn
    }
  }

  filter_criteria {
    dynamic "filter" {
      for_each = each.value.filters

      content {
        pattern = jsonencode(filter.value)
      }
    }
  }
}
