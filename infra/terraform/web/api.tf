# CloudFront in front of the HTTP API. It answers the reads of one counter and its badge from its cache, for at most a second, and passes
# on everything else. A distribution beside that of the pages, because custom error pages are for all paths of a distribution.
locals {
  # The presence of a secret is no secret, and for_each takes none.
  api = nonsensitive(var.origin_secret != null) ? { api = regex("^https://([^/]+)(.*)$", var.http_url) } : {}

  http_url = length(local.api) == 0 ? var.http_url : "https://${coalesce(try(var.api_domain.name, null), aws_cloudfront_distribution.api["api"].domain_name)}"

  # CachingDisabled: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html
  caching_disabled = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"

  stack = yamldecode(file("${path.module}/../../stack.yaml"))

  # The first match wins, so these are in order. A path pattern's asterisk also stands for slashes.
  api_behaviors = [
    { path = "/v1/counters/*/badge.svg", cached = true },
    { path = "/v1/counters/*/*", cached = false },
    { path = "/v1/counters/*", cached = true },
  ]
}

# An answer can depend only on what the origin receives. Everything that these calls forward is therefore a part of the key, except
# the client's address, by which press counts requests. Answers with no-store or private are neither kept nor shared, because the
# minimum is 0.
resource "aws_cloudfront_cache_policy" "api" {
  for_each = local.api

  name        = "${var.name}-${each.key}-${var.region}"
  comment     = "A second at most, by path, query, preference, voter and token"
  min_ttl     = 0
  default_ttl = 0
  max_ttl     = 1

  parameters_in_cache_key_and_forwarded_to_origin {
    enable_accept_encoding_gzip   = true
    enable_accept_encoding_brotli = false

    query_strings_config {
      query_string_behavior = "all"
    }
    headers_config {
      header_behavior = "whitelist"

      headers {
        items = ["Authorization", "Prefer", "Tally-Voter"]
      }
    }
    cookies_config {
      cookie_behavior = "none"
    }
  }
}

resource "aws_cloudfront_origin_request_policy" "api" {
  for_each = length(local.api) == 0 ? {} : {
    cached = { behavior = "whitelist", headers = ["CloudFront-Viewer-Address"], others = "none" }
    # API Gateway answers only to its own name.
    passed = { behavior = "allExcept", headers = ["Host", "CloudFront-Viewer-Address"], others = "all" }
  }

  name    = "${var.name}-api-${each.key}-${var.region}"
  comment = "What the HTTP API receives beside the cache key"

  headers_config {
    header_behavior = each.value.behavior

    headers {
      items = each.value.headers
    }
  }
  query_strings_config {
    query_string_behavior = each.value.others
  }
  cookies_config {
    cookie_behavior = each.value.others
  }
}

# A policy that forwards all headers of the client cannot add CloudFront's own. The function replaces a header that a client sent.
resource "aws_cloudfront_function" "api" {
  for_each = local.api

  name    = "${var.name}-viewer-address-${var.region}"
  comment = "Names the address of the client"
  runtime = "cloudfront-js-2.0"
  publish = true
  code    = <<-JS
    function handler(event) {
      event.request.headers['tally-viewer-address'] = { value: event.viewer.ip };
      return event.request;
    }
  JS
}

# A kept answer is for pages of every origin, and says nothing about one client.
resource "aws_cloudfront_response_headers_policy" "api" {
  for_each = local.api

  name    = "${var.name}-${each.key}-${var.region}"
  comment = "The headers of answers from the cache"

  cors_config {
    access_control_allow_credentials = false
    access_control_max_age_sec       = local.stack.httpApi.cors.maxAgeSeconds
    origin_override                  = true

    access_control_allow_headers {
      items = concat(local.stack.httpApi.cors.allowHeaders, ["authorization"])
    }
    access_control_allow_methods {
      items = ["GET", "HEAD", "OPTIONS"]
    }
    access_control_allow_origins {
      items = ["*"]
    }
    access_control_expose_headers {
      items = local.stack.httpApi.cors.exposeHeaders
    }
  }

  remove_headers_config {
    items {
      header = "RateLimit"
    }
    items {
      header = "RateLimit-Policy"
    }
    items {
      header = "Set-Cookie"
    }
  }
}

resource "aws_cloudfront_distribution" "api" {
  for_each = local.api

  enabled         = true
  comment         = "${var.name}: the HTTP API"
  http_version    = "http2and3"
  is_ipv6_enabled = true
  price_class     = "PriceClass_100"
  aliases         = var.api_domain[*].name

  origin {
    origin_id   = "api"
    domain_name = each.value[0]
    origin_path = each.value[1]

    custom_origin_config {
      http_port              = 80
      https_port             = 443
      origin_protocol_policy = "https-only"
      origin_ssl_protocols   = ["TLSv1.2"]
    }

    custom_header {
      name  = "Tally-Origin-Secret"
      value = var.origin_secret
    }

    # All regional caches fetch through one, so a counter costs the API about one request a second.
    origin_shield {
      enabled              = true
      origin_shield_region = coalesce(var.origin_shield_region, var.region)
    }
  }

  dynamic "ordered_cache_behavior" {
    for_each = local.api_behaviors

    content {
      path_pattern               = ordered_cache_behavior.value.path
      target_origin_id           = "api"
      viewer_protocol_policy     = "https-only"
      allowed_methods            = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]
      cached_methods             = ["GET", "HEAD"]
      compress                   = ordered_cache_behavior.value.cached
      cache_policy_id            = ordered_cache_behavior.value.cached ? aws_cloudfront_cache_policy.api[each.key].id : local.caching_disabled
      origin_request_policy_id   = aws_cloudfront_origin_request_policy.api[ordered_cache_behavior.value.cached ? "cached" : "passed"].id
      response_headers_policy_id = ordered_cache_behavior.value.cached ? aws_cloudfront_response_headers_policy.api[each.key].id : null

      dynamic "function_association" {
        for_each = ordered_cache_behavior.value.cached ? [] : [aws_cloudfront_function.api[each.key].arn]

        content {
          event_type   = "viewer-request"
          function_arn = function_association.value
        }
      }
    }
  }

  default_cache_behavior {
    target_origin_id         = "api"
    viewer_protocol_policy   = "https-only"
    allowed_methods          = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]
    cached_methods           = ["GET", "HEAD"]
    cache_policy_id          = local.caching_disabled
    origin_request_policy_id = aws_cloudfront_origin_request_policy.api["passed"].id

    function_association {
      event_type   = "viewer-request"
      function_arn = aws_cloudfront_function.api[each.key].arn
    }
  }

  # CloudFront keeps most errors for 10 s by default, even with no-store and even if caching is disabled. A rejection is about one request,
  # so it is not kept. A failure is about the API, and keeping it for a second protects the API.
  # https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/custom-error-pages-expiration.html
  dynamic "custom_error_response" {
    for_each = merge({ for code in [400, 403, 404, 405, 414, 416] : code => 0 }, { for code in [500, 501, 502, 503, 504] : code => 1 })

    content {
      error_code            = custom_error_response.key
      error_caching_min_ttl = custom_error_response.value
    }
  }

  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }

  viewer_certificate {
    cloudfront_default_certificate = var.api_domain == null
    acm_certificate_arn            = try(var.api_domain.certificate, null)
    ssl_support_method             = var.api_domain == null ? null : "sni-only"
    minimum_protocol_version       = var.api_domain == null ? null : "TLSv1.2_2021"
  }
}
