# The pages against a provider that makes nothing: how each file is sent, and where the page finds its APIs.

mock_provider "aws" {
  mock_resource "aws_cloudfront_distribution" {
    defaults = { arn = "arn:aws:cloudfront::123456789012:distribution/mock", domain_name = "mock.cloudfront.net" }
  }
  mock_resource "aws_s3_bucket" {
    defaults = { arn = "arn:aws:s3:::tally-web-mock" }
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
    error_message = "index.html must be asked for anew each time"
  }
  assert {
    condition     = strcontains(aws_s3_object.web["assets/index-1a2b.js"].cache_control, "immutable")
    error_message = "assets whose names hold a hash may be kept"
  }
  assert {
    condition     = jsondecode(aws_s3_object.config.content) == { httpUrl = "https://api.example.com/v", wsUrl = "wss://live.example.com/live" } && aws_s3_object.config.cache_control == "no-cache"
    error_message = "config.json must name the APIs"
  }
  assert {
    condition     = keys(aws_s3_object.web) == ["assets/index-1a2b.js", "index.html"]
    error_message = "the config.json that was built must not be uploaded"
  }
}

run "headers" {
  assert {
    condition = strcontains(
      aws_cloudfront_response_headers_policy.web.security_headers_config[0].content_security_policy[0].content_security_policy,
      "connect-src 'self' https://api.example.com wss://live.example.com;"
    )
    error_message = "the page must be allowed to talk to its APIs"
  }
}

run "urls" {
  command = plan
  variables {
    http_url = "http://api.example.com/"
    ws_url   = "https://live.example.com"
  }
  expect_failures = [var.http_url, var.ws_url]
}
