# Two regions that share the counters. The first creates the table, and the second uses its replica. The replica must exist before
# the second can be planned, so the first apply needs -target=module.eu.
terraform {
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }
}

provider "aws" {
  region = "eu-central-1"
}

provider "aws" {
  alias  = "us"
  region = "us-east-1"
}

module "eu" {
  # From another repository: git::https://HOST/OWNER/tally.git//infra/terraform/module?ref=v1.0.0
  source = "../../module"

  name            = "tally"
  region          = "eu-central-1"
  packages        = "s3://your-releases/tally/v1.0.0"
  replica_regions = ["us-east-1"]
  alarm_email     = "you@example.com"
}

module "us" {
  source    = "../../module"
  providers = { aws = aws.us }

  name             = "tally"
  region           = "us-east-1"
  packages         = "s3://your-releases-in-us-east-1/tally/v1.0.0"
  counters_replica = "tally-counters"
  alarm_email      = "you@example.com"
  # A budget counts the whole account, so one is enough.
  monthly_budget_dollars = null
}

output "http_urls" {
  description = "The URLs of the HTTP APIs, by region."
  value       = { eu-central-1 = module.eu.http_url, us-east-1 = module.us.http_url }
}
