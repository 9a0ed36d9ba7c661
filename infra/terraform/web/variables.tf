variable "name" {
  description = "The prefix of the names of all resources: 2 to 20 lower-case letters, digits and hyphens, a letter first."
  type        = string
  default     = "tally"

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,18}[a-z0-9]$", var.name))
    error_message = "name must be 2 to 20 lower-case letters, digits and hyphens, begin with a letter and not end with a hyphen, such as \"tally\"."
  }
}

variable "region" {
  description = "The AWS region of the bucket, such as eu-central-1. The names of CloudFront's global resources contain this region."
  type        = string
  default     = "eu-central-1"

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[1-9]$", var.region))
    error_message = "region must be the name of an AWS region, such as \"eu-central-1\"."
  }
}

variable "directory" {
  description = "The directory of the built pages, with index.html. All files below it are uploaded."
  type        = string

  validation {
    condition     = fileexists("${var.directory}/index.html")
    error_message = "directory must contain the built pages, but has no index.html: build the web app first."
  }
}

variable "http_url" {
  description = "The URL of the HTTP API, the output http_url of the main root, without a slash at the end."
  type        = string

  validation {
    condition     = can(regex("^https://[^/\\s]+(/[^\\s]*[^/\\s])?$", var.http_url))
    error_message = "http_url must be an https URL without a slash at the end, such as \"https://api.example.com\"."
  }
}

variable "ws_url" {
  description = "The URL of the WebSocket API, the output websocket_url of the main root."
  type        = string

  validation {
    condition     = can(regex("^wss://[^/\\s]+(/[^\\s]*)?$", var.ws_url))
    error_message = "ws_url must be a wss URL, such as \"wss://live.example.com\"."
  }
}

variable "domain" {
  description = "Your domain name and the ARN of its certificate, which must be in us-east-1; null for the name of CloudFront."
  type = object({
    name        = string
    certificate = string
  })
  default = null

  validation {
    condition     = var.domain == null ? true : can(regex("^arn:[a-z-]+:acm:us-east-1:", var.domain.certificate))
    error_message = "domain must have a name and the ARN of a certificate in us-east-1, the only region that CloudFront supports, or be null."
  }
}

variable "waf" {
  description = "AWS WAF in front of the pages: the maximum number of requests of one address in 5 minutes, 10 to 2000000000, and AWS's common rules. WAF costs about 7 dollars a month and 0.60 for a million requests; null for none."
  type = object({
    requests_per_5_minutes = number
  })
  default = null

  validation {
    condition     = var.waf == null ? true : var.waf.requests_per_5_minutes >= 10 && var.waf.requests_per_5_minutes <= 2000000000 && floor(var.waf.requests_per_5_minutes) == var.waf.requests_per_5_minutes
    error_message = "waf must have requests_per_5_minutes, a whole number from 10 to 2000000000, or be null for none."
  }
}

variable "origin_secret" {
  description = "The secret by which the function press knows CloudFront, at least 32 characters: the same as in the main root. It puts CloudFront in front of the HTTP API; null for none."
  type        = string
  default     = null
  sensitive   = true

  validation {
    condition     = var.origin_secret == null ? true : can(regex("^[!-~]{32,}$", var.origin_secret))
    error_message = "origin_secret must have at least 32 printable characters without blanks, such as the output of `openssl rand -hex 32`, or be null."
  }
}

variable "api_domain" {
  description = "Your domain name for the HTTP API behind CloudFront and the ARN of its certificate, which must be in us-east-1; null for the name of CloudFront."
  type = object({
    name        = string
    certificate = string
  })
  default = null

  validation {
    condition     = var.api_domain == null ? true : can(regex("^arn:[a-z-]+:acm:us-east-1:", var.api_domain.certificate))
    error_message = "api_domain must have a name and the ARN of a certificate in us-east-1, the only region that CloudFront supports, or be null."
  }
}

variable "origin_shield_region" {
  description = "The region of Origin Shield, which not every region has: the nearest one to region that has it. Null for region itself."
  type        = string
  default     = null

  validation {
    condition     = var.origin_shield_region == null ? true : can(regex("^[a-z]{2}(-[a-z]+)+-[1-9]$", var.origin_shield_region))
    error_message = "origin_shield_region must be the name of an AWS region, such as \"eu-central-1\", or null for region."
  }
}
