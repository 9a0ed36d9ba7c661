# A deployment from the packages of a release in a bucket. All other settings have defaults.
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

module "tally" {
  # From another repository: git::https://HOST/OWNER/tally.git//infra/terraform/module?ref=v1.0.0
  source = "../../module"

  name        = "tally"
  region      = "eu-central-1"
  packages    = "s3://your-releases/tally/v1.0.0"
  alarm_email = "you@example.com"
}

output "http_url" {
  description = "The URL of the HTTP API."
  value       = module.tally.http_url
}

output "websocket_url" {
  description = "The URL of the WebSocket API."
  value       = module.tally.websocket_url
}
