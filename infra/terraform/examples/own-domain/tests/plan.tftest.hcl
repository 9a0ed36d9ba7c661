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
    condition     = keys(aws_route53_record.this) == ["http", "websocket"] && aws_route53_record.this["websocket"].name == "live.example.com"
    error_message = "both names must lead to their API"
  }
}
