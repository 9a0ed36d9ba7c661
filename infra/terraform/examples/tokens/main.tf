# Writes, and connecting for live totals, need a token of your issuer. Only one scope may administer.
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

  name     = "tally"
  region   = "eu-central-1"
  packages = "s3://your-releases/tally/v1.0.0"

  jwt = {
    issuer      = "https://issuer.example.com"
    audience    = ["tally"]
    scopes      = ["press"]
    connects    = true
    admin_scope = "tally.admin"
  }
  cors_allow_origins = ["https://example.com"]
  alarm_email        = "you@example.com"
}
