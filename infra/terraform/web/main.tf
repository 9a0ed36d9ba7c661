provider "aws" {
  region = var.region

  default_tags {
    tags = { Project = var.name }
  }
}

# CloudFront accepts web ACLs of this region only.
provider "aws" {
  alias  = "us_east_1"
  region = "us-east-1"

  default_tags {
    tags = { Project = var.name }
  }
}

locals {
  # The settings of the served files, which the local stack shares.
  spec = yamldecode(file("${path.module}/../../web.yaml"))

  # The files with the hash of their content in their name: the button's with the parts that it loads on demand, and the assets of the page.
  versioned = setunion(fileset(var.directory, "tally-*.js"), fileset(var.directory, "assets/**"))

  # Without config.json: the built one is for APIs on the page's origin, so Terraform writes its own.
  files = setsubtract(fileset(var.directory, "**"), setunion(["config.json"], local.versioned))

  cache_control = {
    for file in setunion(local.files, local.versioned, ["config.json"]) :
    file => [for rule in local.spec.cacheControl : rule.value if can(regex("^${replace(rule.files, "*", ".*")}$", file))][0]
  }

  content_type = {
    for file in setunion(local.files, local.versioned) :
    file => lookup(local.spec.contentTypes, element(split(".", file), -1), "application/octet-stream")
  }

  # The further headers by cache behaviour.
  header_policies = { web = {}, cross-origin = local.spec.crossOrigin.headers }

  origin = "https://${var.domain == null ? aws_cloudfront_distribution.web.domain_name : var.domain.name}"

  # The origins that the page may call, without paths, because sources in the policy have no paths.
  apis = join(" ", [for url in [local.http_url, var.ws_url] : regex("^[a-z]+://[^/]+", url)])
}

resource "aws_s3_bucket" "web" {
  bucket_prefix = "${var.name}-web-"
  force_destroy = true
}

resource "aws_s3_bucket_public_access_block" "web" {
  bucket = aws_s3_bucket.web.id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_policy" "web" {
  bucket = aws_s3_bucket.web.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      # Without the right to list, S3 answers 403 for a file that does not exist, and not 404. CloudFront never lists, because a request
      # for / gets index.html.
      for action, resource in { "s3:GetObject" = "${aws_s3_bucket.web.arn}/*", "s3:ListBucket" = aws_s3_bucket.web.arn } : {
        Effect                                 = "Allow"
        Action                                 = action
        Resource                               = resource
        Principal                              = { Service = "cloudfront.amazonaws.com" }
        Condition                              = { StringEquals = { "aws:SourceArn" = aws_cloudfront_distribution.web.arn } }
      }
    ]
  })
}

resource "aws_s3_object" "web" {
  for_each = local.files

  bucket = aws_s3_bucket.web.id
  key    = each.value

  # Link previews require the full address of their picture.
  content = endswith(each.value, ".html") ? replace(file("${var.directory}/${each.value}"), "\"./preview.png\"", "\"${local.origin}/preview.png\"") : null

  source        = endswith(each.value, ".html") ? null : "${var.directory}/${each.value}"
  etag          = endswith(each.value, ".html") ? null : filemd5("${var.directory}/${each.value}")
  content_type  = local.content_type[each.value]
  cache_control = local.cache_control[each.value]

  # The new index.html must not be served before the assets that it names, and a new tally.js not before its parts.
  depends_on = [terraform_data.versioned]
}

# Pages name these files: pages of other sites the button's, which names its parts, and a page that is open during a deploy its lazy assets.
# So a file must stay after the next release, when Terraform would delete an aws_s3_object. The file is deleted with the bucket. A lifecycle
# rule of S3 could not delete it earlier, because S3 knows its age but not its use.
resource "terraform_data" "versioned" {
  for_each = local.versioned

  triggers_replace = aws_s3_bucket.web.id

  provisioner "local-exec" {
    command = "aws s3api put-object --region \"$REGION\" --bucket \"$BUCKET\" --key \"$KEY\" --body \"$BODY\" --content-type \"$TYPE\" --cache-control \"$CACHING\""
    environment = {
      REGION  = var.region
      BUCKET  = aws_s3_bucket.web.id
      KEY     = each.value
      BODY    = "${var.directory}/${each.value}"
      TYPE    = local.content_type[each.value]
      CACHING = local.cache_control[each.value]
    }
  }
}

resource "aws_s3_object" "config" {
  bucket        = aws_s3_bucket.web.id
  key           = "config.json"
  content       = jsonencode({ httpUrl = local.http_url, wsUrl = var.ws_url })
  content_type  = local.spec.contentTypes.json
  cache_control = local.cache_control["config.json"]
}

resource "aws_cloudfront_origin_access_control" "web" {
  name                              = aws_s3_bucket.web.id
  description                       = "Lets only CloudFront read the bucket"
  origin_access_control_origin_type = "s3"
  signing_behavior                  = "always"
  signing_protocol                  = "sigv4"
}

data "aws_cloudfront_cache_policy" "optimized" {
  name = "Managed-CachingOptimized"
}

resource "aws_cloudfront_response_headers_policy" "web" {
  for_each = local.header_policies

  name    = "${var.name}-${each.key}-${var.region}"
  comment = "The headers of infra/web.yaml, and HTTPS only"

  dynamic "cors_config" {
    for_each = lookup(each.value, "Access-Control-Allow-Origin", null)[*]

    content {
      access_control_allow_credentials = false
      origin_override                  = true

      access_control_allow_headers {
        items = ["*"]
      }
      access_control_allow_methods {
        items = ["GET", "HEAD"]
      }
      access_control_allow_origins {
        items = [cors_config.value]
      }
    }
  }

  dynamic "custom_headers_config" {
    for_each = lookup(each.value, "Cross-Origin-Resource-Policy", null)[*]

    content {
      items {
        header   = "Cross-Origin-Resource-Policy"
        value    = custom_headers_config.value
        override = true
      }
    }
  }

  security_headers_config {
    content_security_policy {
      content_security_policy = replace(local.spec.headers["Content-Security-Policy"], "{apis}", local.apis)
      override                = true
    }
    content_type_options {
      override = true
    }
    frame_options {
      frame_option = local.spec.headers["X-Frame-Options"]
      override     = true
    }
    referrer_policy {
      referrer_policy = local.spec.headers["Referrer-Policy"]
      override        = true
    }
    strict_transport_security {
      access_control_max_age_sec = 31536000
      override                   = true
    }
  }
}

moved {
  from = aws_cloudfront_response_headers_policy.web
  to   = aws_cloudfront_response_headers_policy.web["web"]
}

resource "aws_cloudfront_distribution" "web" {
  enabled             = true
  comment             = "${var.name}: the web app"
  default_root_object = "index.html"
  http_version        = "http2and3"
  is_ipv6_enabled     = true
  price_class         = "PriceClass_100"
  aliases             = var.domain[*].name
  web_acl_id          = one(values(aws_wafv2_web_acl.web)[*].arn)

  origin {
    origin_id                = "bucket"
    domain_name              = aws_s3_bucket.web.bucket_regional_domain_name
    origin_access_control_id = aws_cloudfront_origin_access_control.web.id
  }

  default_cache_behavior {
    target_origin_id           = "bucket"
    viewer_protocol_policy     = "redirect-to-https"
    allowed_methods            = ["GET", "HEAD"]
    cached_methods             = ["GET", "HEAD"]
    compress                   = true
    cache_policy_id            = data.aws_cloudfront_cache_policy.optimized.id
    response_headers_policy_id = aws_cloudfront_response_headers_policy.web["web"].id
  }

  dynamic "ordered_cache_behavior" {
    for_each = local.spec.crossOrigin.files

    content {
      path_pattern               = "/${ordered_cache_behavior.value}"
      target_origin_id           = "bucket"
      viewer_protocol_policy     = "redirect-to-https"
      allowed_methods            = ["GET", "HEAD"]
      cached_methods             = ["GET", "HEAD"]
      compress                   = true
      cache_policy_id            = data.aws_cloudfront_cache_policy.optimized.id
      response_headers_policy_id = aws_cloudfront_response_headers_policy.web["cross-origin"].id
    }
  }

  custom_error_response {
    error_code            = 404
    response_code         = 404
    response_page_path    = "/${local.spec.notFound}"
    error_caching_min_ttl = 10
  }

  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }

  viewer_certificate {
    cloudfront_default_certificate = var.domain == null
    acm_certificate_arn            = try(var.domain.certificate, null)
    ssl_support_method             = var.domain == null ? null : "sni-only"
    minimum_protocol_version       = var.domain == null ? null : "TLSv1.2_2021"
  }
}
