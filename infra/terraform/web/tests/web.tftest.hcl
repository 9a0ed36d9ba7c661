# The pages with a mock provider: the headers of each file, and the URLs of the APIs.

mock_provider "aws" {
  mock_resource "aws_cloudfront_distribution" {
    defaults = { arn = "arn:aws:cloudfront::123456789012:distribution/mock", domain_name = "mock.cloudfront.net" }
  }
  mock_resource "aws_s3_bucket" {
    defaults = { arn = "arn:aws:s3:::tally-web-mock" }
  }
}

mock_provider "aws" {
  alias = "us_east_1"

  mock_resource "aws_wafv2_web_acl" {
    defaults = { arn = "arn:aws:wafv2:us-east-1:123456789012:global/webacl/tally-pages/mock" }
  }
}

variables {
  directory = "./tests/pages"
  http_url  = "https://api.example.com/v"
  ws_url    = "wss://live.example.com/live"
}

run "files" {
  assert {
    condition     = aws_s3_object.web["index.html"].cache_control == "no-cache" && aws_s3_object.web["index.html"].content_type == "text/html; charset=utf-8"
    error_message = "browsers must revalidate index.html each time"
  }
  assert {
    condition     = jsondecode(aws_s3_object.config.content) == { httpUrl = "https://api.example.com/v", wsUrl = "wss://live.example.com/live" } && aws_s3_object.config.cache_control == "no-cache"
    error_message = "config.json must name the APIs"
  }
  assert {
    condition     = keys(aws_s3_object.web) == ["index.html", "tally.js", "tally.json"]
    error_message = "the built config.json must not be uploaded"
  }
}

run "link_preview" {
  assert {
    condition     = strcontains(aws_s3_object.web["index.html"].content, "\"https://mock.cloudfront.net/preview.png\"")
    error_message = "link previews require the full address of their picture"
  }
}

run "unknown_path" {
  assert {
    condition = toset([
      for error in aws_cloudfront_distribution.web.custom_error_response :
      "${error.error_code} ${error.response_code} ${error.response_page_path}"
    ]) == toset(["404 404 /404.html"])
    error_message = "an unknown path must be answered with the page for it"
  }
}

run "button" {
  assert {
    condition     = aws_s3_object.web["tally.js"].cache_control == "public, max-age=300" && aws_s3_object.web["tally.json"].cache_control == "no-cache"
    error_message = "a new button must reach the pages within minutes"
  }
  assert {
    condition = [for behavior in aws_cloudfront_distribution.web.ordered_cache_behavior : behavior.path_pattern] == ["/tally*.js*", "/config.json"] && alltrue([
      for behavior in aws_cloudfront_distribution.web.ordered_cache_behavior : behavior.response_headers_policy_id == aws_cloudfront_response_headers_policy.web["cross-origin"].id
    ])
    error_message = "the button and the URLs of its APIs must have the headers for other origins"
  }
  assert {
    condition = (
      one(one(aws_cloudfront_response_headers_policy.web["cross-origin"].cors_config).access_control_allow_origins).items == toset(["*"]) &&
      [for item in one(aws_cloudfront_response_headers_policy.web["cross-origin"].custom_headers_config).items : "${item.header}: ${item.value}"] == ["Cross-Origin-Resource-Policy: cross-origin"]
    )
    error_message = "pages of every origin must be able to load the button"
  }
  assert {
    condition     = length(aws_cloudfront_response_headers_policy.web["web"].cors_config) == 0
    error_message = "other origins must not read the page"
  }
}

# Only a plan, because the upload runs the AWS CLI.
run "versioned_files" {
  command = plan
  variables {
    directory = "./tests/versioned"
  }

  assert {
    condition     = keys(terraform_data.versioned) == ["assets/index-1a2b.css", "assets/index-1a2b.js", "tally-0.1.0-1a2b.js"] && keys(aws_s3_object.web) == ["index.html"]
    error_message = "a file with a hash in its name must not be an object that Terraform deletes with the next release"
  }
  assert {
    condition     = toset([for file in keys(terraform_data.versioned) : local.cache_control[file]]) == toset(["public, max-age=31536000, immutable"])
    error_message = "a file with a hash in its name must be cacheable"
  }
  assert {
    condition     = [for file in keys(terraform_data.versioned) : split(";", local.content_type[file])[0]] == ["text/css", "text/javascript", "text/javascript"]
    error_message = "browsers run and apply a file only with its own content type"
  }
}

run "missing_file" {
  assert {
    condition = { for statement in jsondecode(aws_s3_bucket_policy.web.policy).Statement : statement.Action => statement.Resource } == {
      "s3:GetObject" = "arn:aws:s3:::tally-web-mock/*", "s3:ListBucket" = "arn:aws:s3:::tally-web-mock"
    }
    error_message = "CloudFront must be allowed to read files, and to learn that one does not exist"
  }
}

run "headers" {
  assert {
    condition = strcontains(
      aws_cloudfront_response_headers_policy.web["web"].security_headers_config[0].content_security_policy[0].content_security_policy,
      "connect-src 'self' https://api.example.com wss://live.example.com;"
    )
    error_message = "the page must be allowed to call its APIs"
  }
  # Names in CloudFront are unique in an account, for all regions of buckets.
  assert {
    condition     = [for policy in aws_cloudfront_response_headers_policy.web : policy.name] == ["tally-cross-origin-eu-central-1", "tally-web-eu-central-1"]
    error_message = "the names of the headers must contain the region"
  }
}

run "no_waf" {
  assert {
    condition     = length(aws_wafv2_web_acl.web) == 0 && aws_cloudfront_distribution.web.web_acl_id == null
    error_message = "a monthly cost must be opt-in"
  }
}

run "waf" {
  variables {
    waf = { requests_per_5_minutes = 2000 }
  }

  assert {
    condition     = aws_wafv2_web_acl.web["pages"].scope == "CLOUDFRONT" && aws_cloudfront_distribution.web.web_acl_id == aws_wafv2_web_acl.web["pages"].arn
    error_message = "the web ACL must protect the pages"
  }
  assert {
    condition = alltrue([
      for name in concat(
        [aws_wafv2_web_acl.web["pages"].name, aws_wafv2_web_acl.web["pages"].visibility_config[0].metric_name],
        [for rule in aws_wafv2_web_acl.web["pages"].rule : rule.visibility_config[0].metric_name]
      ) : endswith(name, "-eu-central-1")
    ])
    error_message = "the names of the web ACL and its metrics must contain the region of the bucket"
  }
  assert {
    condition     = [for rule in aws_wafv2_web_acl.web["pages"].rule : rule.statement[0].rate_based_statement[0].limit if rule.name == "rate"] == [2000]
    error_message = "the requests of one address must have a limit"
  }
  assert {
    condition = [for rule in aws_wafv2_web_acl.web["pages"].rule : rule.statement[0].managed_rule_group_statement[0].name if rule.name == "common"] == [
      "AWSManagedRulesCommonRuleSet"
    ]
    error_message = "AWS's common rules must be applied"
  }
}

run "waf_without_bounds" {
  command = plan
  variables {
    waf = { requests_per_5_minutes = 9 }
  }
  expect_failures = [var.waf]
}

run "urls" {
  command = plan
  variables {
    http_url = "http://api.example.com/"
    ws_url   = "https://live.example.com"
  }
  expect_failures = [var.http_url, var.ws_url]
}
