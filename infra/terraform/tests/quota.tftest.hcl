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
    values = { value = 134 }
  }

  assert {
    condition     = output.minimum_concurrency == 134
    error_message = "the needed quota must be the sum of the needs of all functions"
  }
}

run "quota_just_too_small" {
  command = plan

  override_data {
    target = data.aws_servicequotas_service_quota.concurrency
    values = { value = 133 }
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
    values = { value = 217 }
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
