# Lambda's quota of concurrent executions: too small for a reservation stops the deployment, too small for Tally warns.

mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
  mock_data "aws_servicequotas_service_quota" {
    defaults = { value = 10 }
  }
}

run "new_account_is_warned" {
  command = plan

  assert {
    condition     = aws_lambda_event_source_mapping.queue["clicks-to-aggregator"].scaling_config[0].maximum_concurrency == 2
    error_message = "counting must leave a small quota to the functions that accept clicks"
  }
  assert {
    condition     = alltrue([for function in aws_lambda_function.this : function.reserved_concurrent_executions == -1])
    error_message = "by default no concurrency must be reserved, because a new account accepts no reservation"
  }
  expect_failures = [check.concurrency]
}

run "new_account_rejects_a_reservation" {
  command = plan

  variables {
    reserved_concurrency = { press = 1 }
  }

  expect_failures = [data.aws_servicequotas_service_quota.concurrency]
}

run "quota_just_too_small_for_a_reservation" {
  command = plan

  variables {
    reserved_concurrency = { press = 200, fanout = 50 }
  }
  override_data {
    target = data.aws_servicequotas_service_quota.concurrency
    values = { value = 349 }
  }

  expect_failures = [data.aws_servicequotas_service_quota.concurrency]
}

run "quota_just_enough_for_a_reservation" {
  command = plan

  variables {
    reserved_concurrency = { press = 200, fanout = 50 }
  }
  override_data {
    target = data.aws_servicequotas_service_quota.concurrency
    values = { value = 350 }
  }

  assert {
    condition     = aws_lambda_function.this["press"].reserved_concurrent_executions == 200 && aws_lambda_function.this["rollup"].reserved_concurrent_executions == -1
    error_message = "only the named functions must have reserved concurrency"
  }
}

run "quota_just_enough" {
  command = plan

  override_data {
    target = data.aws_servicequotas_service_quota.concurrency
    values = { value = 198 }
  }

  assert {
    condition     = output.minimum_concurrency == 198
    error_message = "the needed quota must be the sum of the needs of all functions"
  }
  assert {
    condition     = local.aggregator_concurrency == 16
    error_message = "counting must get what the quota leaves to the other functions"
  }
  assert {
    condition     = local.overrides.rollup.TALLY_SHARDS_MAX == "8"
    error_message = "one counter must leave half of the batches to others"
  }
}

run "slices_follow_the_pushes" {
  command = plan

  variables {
    pushes_per_second = 1500
  }
  override_data {
    target = data.aws_servicequotas_service_quota.concurrency
    values = { value = 1000 }
  }

  assert {
    condition     = local.concurrency_needs.fanout == 48
    error_message = "each of the 16 fan-outs must have its own execution and one for each of its 2 slices"
  }
}

run "usual_quota_fits_the_most_shards_and_other_counters" {
  command = plan

  override_data {
    target = data.aws_servicequotas_service_quota.concurrency
    values = { value = 1000 }
  }

  assert {
    condition     = aws_lambda_event_source_mapping.queue["clicks-to-aggregator"].scaling_config[0].maximum_concurrency == 512 && local.overrides.rollup.TALLY_SHARDS_MAX == "256" && output.minimum_concurrency == 198
    error_message = "each shard of a counter with the most shards must be counted at the same time, and as many of others"
  }
}

run "reserved_share_limits_the_source" {
  command = plan

  variables {
    reserved_concurrency = { aggregator = 40 }
  }
  override_data {
    target = data.aws_servicequotas_service_quota.concurrency
    values = { value = 1000 }
  }

  assert {
    condition     = local.aggregator_concurrency == 40 && local.overrides.rollup.TALLY_SHARDS_MAX == "20" && aws_lambda_function.this["aggregator"].reserved_concurrent_executions == 40
    error_message = "the source must not exceed the reserved share"
  }
}

run "more_batches_than_the_reserved_share_are_warned" {
  command = plan

  variables {
    aggregator_concurrency = 41
    reserved_concurrency   = { aggregator = 40 }
  }
  override_data {
    target = data.aws_servicequotas_service_quota.concurrency
    values = { value = 1000 }
  }

  expect_failures = [check.aggregator_share]
}

run "quota_just_too_small" {
  command = plan

  override_data {
    target = data.aws_servicequotas_service_quota.concurrency
    values = { value = 197 }
  }

  expect_failures = [check.concurrency]
}

run "reservation_adds_to_the_need" {
  command = plan

  variables {
    reserved_concurrency = { rollup = 100 }
  }
  override_data {
    target = data.aws_servicequotas_service_quota.concurrency
    values = { value = 281 }
  }

  expect_failures = [check.concurrency]
}

run "unread_quota_stops_nothing" {
  command = plan

  variables {
    reserved_concurrency = { press = 200 }
    check_quota          = false
  }

  assert {
    condition     = length(data.aws_servicequotas_service_quota.concurrency) == 0
    error_message = "a deployment without permission to read the quota must not read it"
  }
}

run "emulator_is_not_asked" {
  command = plan

  variables {
    emulator_endpoint = "http://localhost:4566"
  }

  assert {
    condition     = length(data.aws_servicequotas_service_quota.concurrency) == 0
    error_message = "emulators have no Service Quotas, or none for Lambda"
  }
}

run "small_region_is_warned" {
  command = plan

  variables {
    region = "eu-south-1"
  }

  expect_failures = [check.api_requests, check.concurrency]
}
