output "url" {
  description = "Where the web app is; give it to the main root as an origin of cors_allow_origins."
  value       = "https://${var.domain == null ? aws_cloudfront_distribution.web.domain_name : var.domain.name}"
}

output "domain_target" {
  description = "Where the DNS of an own domain must point to."
  value       = aws_cloudfront_distribution.web.domain_name
}

output "distribution_id" {
  description = "The id of the distribution, to invalidate what it caches after an upload."
  value       = aws_cloudfront_distribution.web.id
}
