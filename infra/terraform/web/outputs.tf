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
