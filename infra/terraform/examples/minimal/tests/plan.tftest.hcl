# The example, planned without AWS.

mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
  mock_data "aws_servicequotas_service_quota" {
    defaults = { value = 1000 }
  }
}

run "plan" {
  command = plan

  assert {
    condition     = strcontains(module.tally.risks, "you@example.com") && module.tally.function_names.press == "tally-press"
    error_message = module.tally.risks
  }
}
