# Both APIs under names of your own zone in Route 53.
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

variable "zone" {
  description = "The name of your hosted zone in Route 53."
  type        = string
  default     = "example.com"
}

locals {
  names = { http = "api.${var.zone}", websocket = "live.${var.zone}" }
}

data "aws_route53_zone" "this" {
  name = var.zone
}

# One certificate for both names.
resource "aws_acm_certificate" "this" {
  domain_name               = local.names.http
  subject_alternative_names = [local.names.websocket]
  validation_method         = "DNS"

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_route53_record" "validation" {
  for_each = local.names

  zone_id         = data.aws_route53_zone.this.zone_id
  name            = one([for option in aws_acm_certificate.this.domain_validation_options : option.resource_record_name if option.domain_name == each.value])
  type            = "CNAME"
  ttl             = 300
  records         = [for option in aws_acm_certificate.this.domain_validation_options : option.resource_record_value if option.domain_name == each.value]
  allow_overwrite = true
}

resource "aws_acm_certificate_validation" "this" {
  certificate_arn         = aws_acm_certificate.this.arn
  validation_record_fqdns = values(aws_route53_record.validation)[*].fqdn
}

module "tally" {
  # From another repository: git::https://HOST/OWNER/tally.git//infra/terraform/module?ref=v1.0.0
  source = "../../module"

  name     = "tally"
  region   = "eu-central-1"
  packages = "s3://your-releases/tally/v1.0.0"
  domains  = merge(local.names, { certificate = aws_acm_certificate_validation.this.certificate_arn })

  execute_api_endpoints = false
  cors_allow_origins    = ["https://${var.zone}"]
  alarm_email           = "you@example.com"
}

resource "aws_route53_record" "this" {
  for_each = local.names

  zone_id = data.aws_route53_zone.this.zone_id
  name    = each.value
  type    = "A"

  alias {
    name                   = module.tally.domain_targets[each.value]
    zone_id                = module.tally.domain_zones[each.value]
    evaluate_target_health = true
  }
}
