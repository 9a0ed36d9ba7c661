output "url" {
  description = "The URL of the web app. Add it to cors_allow_origins of the main root."
  value       = local.origin
}

output "domain_target" {
  description = "The target of the DNS record of your domain."
  value       = aws_cloudfront_distribution.web.domain_name
}

output "distribution_id" {
  description = "The id of the distribution, to invalidate its cache after an upload."
  value       = aws_cloudfront_distribution.web.id
}

output "http_url" {
  description = "The URL of the HTTP API for pages: that of CloudFront with origin_secret, else http_url."
  value       = local.http_url
}

output "api_domain_target" {
  description = "The target of the DNS record of api_domain, null without CloudFront in front of the HTTP API."
  value       = one(values(aws_cloudfront_distribution.api)[*].domain_name)
}
