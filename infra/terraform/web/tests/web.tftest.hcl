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

run "no_cloudfront_for_the_api" {
  assert {
    condition     = length(aws_cloudfront_distribution.api) == 0 && output.http_url == "https://api.example.com/v"
    error_message = "CloudFront in front of the HTTP API must be opt-in"
  }
}

# The ids of the policies tell the behaviors apart.
run "api" {
  variables {
    origin_secret = "0123456789abcdef0123456789abcdef"
    http_url      = "https://abc.execute-api.eu-central-1.amazonaws.com"
  }
  override_resource {
    target = aws_cloudfront_distribution.api["api"]
    values = { domain_name = "api.cloudfront.net" }
  }
  override_resource {
    target = aws_cloudfront_cache_policy.api["api"]
    values = { id = "a-second" }
  }
  override_resource {
    target = aws_cloudfront_origin_request_policy.api["cached"]
    values = { id = "cached" }
  }
  override_resource {
    target = aws_cloudfront_origin_request_policy.api["passed"]
    values = { id = "passed" }
  }
  override_resource {
    target = aws_cloudfront_function.api["api"]
    values = { arn = "arn:aws:cloudfront::123456789012:function/viewer-address" }
  }

  # The order is that of CloudFront's matching.
  assert {
    condition = concat(
      [for one in aws_cloudfront_distribution.api["api"].ordered_cache_behavior : "${one.path_pattern} ${one.cache_policy_id} ${one.origin_request_policy_id} ${length(one.function_association)}"],
      [for one in aws_cloudfront_distribution.api["api"].default_cache_behavior : "${one.cache_policy_id} ${one.origin_request_policy_id} ${length(one.function_association)}"]
      ) == [
      "/v1/counters/*/badge.svg a-second cached 0", "/v1/counters/*/* ${local.caching_disabled} passed 1", "/v1/counters/* a-second cached 0", "${local.caching_disabled} passed 1"
    ]
    error_message = "only one counter and its badge may be cached"
  }
  assert {
    condition = (
      [aws_cloudfront_cache_policy.api["api"].min_ttl, aws_cloudfront_cache_policy.api["api"].default_ttl, aws_cloudfront_cache_policy.api["api"].max_ttl] == [0, 0, 1] &&
      one(one(aws_cloudfront_cache_policy.api["api"].parameters_in_cache_key_and_forwarded_to_origin).query_strings_config).query_string_behavior == "all" &&
      one(one(one(aws_cloudfront_cache_policy.api["api"].parameters_in_cache_key_and_forwarded_to_origin).headers_config).headers).items == toset(["Authorization", "Prefer", "Tally-Voter"])
    )
    error_message = "an answer must be kept for a second at most, and every query, preference, voter and token have its own"
  }
  # Press reads the address only to count requests. Anything else here could be in the answer to another client.
  assert {
    condition = (
      one(aws_cloudfront_origin_request_policy.api["cached"].headers_config).header_behavior == "whitelist" &&
      one(one(aws_cloudfront_origin_request_policy.api["cached"].headers_config).headers).items == toset(["CloudFront-Viewer-Address"]) &&
      one(aws_cloudfront_origin_request_policy.api["cached"].query_strings_config).query_string_behavior == "none" &&
      one(aws_cloudfront_origin_request_policy.api["cached"].cookies_config).cookie_behavior == "none"
    )
    error_message = "the origin must receive nothing beside the cache key but the client's address"
  }
  assert {
    condition = (
      one(aws_cloudfront_origin_request_policy.api["passed"].headers_config).header_behavior == "allExcept" &&
      one(one(aws_cloudfront_origin_request_policy.api["passed"].headers_config).headers).items == toset(["CloudFront-Viewer-Address", "Host"]) &&
      strcontains(aws_cloudfront_function.api["api"].code, "headers['tally-viewer-address'] = { value: event.viewer.ip }")
    )
    error_message = "a client must not be able to name its own address"
  }
  assert {
    condition = { for error in aws_cloudfront_distribution.api["api"].custom_error_response : error.error_code => error.error_caching_min_ttl } == {
      "400" = 0, "403" = 0, "404" = 0, "405" = 0, "414" = 0, "416" = 0, "500" = 1, "501" = 1, "502" = 1, "503" = 1, "504" = 1
    }
    error_message = "a rejection must not be kept, and a failure for a second at most"
  }
  assert {
    condition = (
      one(one(aws_cloudfront_response_headers_policy.api["api"].cors_config).access_control_allow_origins).items == toset(["*"]) &&
      one(aws_cloudfront_response_headers_policy.api["api"].cors_config).origin_override &&
      toset([for item in one(aws_cloudfront_response_headers_policy.api["api"].remove_headers_config).items : item.header]) == toset(["RateLimit", "RateLimit-Policy", "Set-Cookie"])
    )
    error_message = "a kept answer must be for pages of every origin and say nothing about one client"
  }
  assert {
    condition = alltrue([
      for origin in aws_cloudfront_distribution.api["api"].origin :
      origin.domain_name == "abc.execute-api.eu-central-1.amazonaws.com" && one(origin.origin_shield).enabled &&
      one(origin.origin_shield).origin_shield_region == "eu-central-1" &&
      [for header in origin.custom_header : "${header.name}: ${header.value}"] == ["Tally-Origin-Secret: 0123456789abcdef0123456789abcdef"]
    ])
    error_message = "the origin must be the HTTP API, behind Origin Shield, with the secret"
  }
  assert {
    condition = (
      jsondecode(aws_s3_object.config.content).httpUrl == "https://api.cloudfront.net" && output.http_url == "https://api.cloudfront.net" &&
      strcontains(aws_cloudfront_response_headers_policy.web["web"].security_headers_config[0].content_security_policy[0].content_security_policy, "https://api.cloudfront.net")
    )
    error_message = "the page must call the API through CloudFront"
  }
}

run "api_short_secret" {
  command = plan
  variables {
    origin_secret = "short"
  }

  expect_failures = [var.origin_secret]
}
