# Protects only the pages, because HTTP and WebSocket APIs accept no web ACL.
resource "aws_wafv2_web_acl" "web" {
  for_each = { for waf in var.waf[*] : "pages" => waf }
  provider = aws.us_east_1

  name        = "${var.name}-${each.key}-${var.region}"
  description = "Blocks addresses that send too many requests, and requests that look like attacks"
  scope       = "CLOUDFRONT"

  default_action {
    allow {}
  }

  rule {
    name     = "rate"
    priority = 0

    action {
      block {}
    }

    statement {
      rate_based_statement {
        limit                 = each.value.requests_per_5_minutes
        evaluation_window_sec = 300
        aggregate_key_type    = "IP"
      }
    }

    visibility_config {
      metric_name                = "${var.name}-rate-${var.region}"
      cloudwatch_metrics_enabled = true
      sampled_requests_enabled   = true
    }
  }

  rule {
    name     = "common"
    priority = 1

    override_action {
      none {}
    }

    statement {
      managed_rule_group_statement {
        vendor_name = "AWS"
        name        = "AWSManagedRulesCommonRuleSet"
      }
    }

    visibility_config {
      metric_name                = "${var.name}-common-${var.region}"
      cloudwatch_metrics_enabled = true
      sampled_requests_enabled   = true
    }
  }

  visibility_config {
    metric_name                = "${var.name}-pages-${var.region}"
    cloudwatch_metrics_enabled = true
    sampled_requests_enabled   = true
  }

  # AWS rejects the deletion of a web ACL in use, so its replacement is created first.
  lifecycle {
    create_before_destroy = true
  }
}
