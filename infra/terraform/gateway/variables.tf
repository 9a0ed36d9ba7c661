variable "name" {
  description = "The prefix of the names of all resources."
  type        = string
}

variable "region" {
  description = "The AWS region."
  type        = string
}

variable "functions" {
  description = "The aliases of the functions that answer the HTTP and the WebSocket API."
  type = map(object({
    arn           = string
    invoke_arn    = string
    function_name = string
    name          = string
  }))
}

variable "http" {
  description = "The settings of the HTTP API in infra/stack.yaml. The names of times contain their unit."
  type = object({
    integrationTimeoutMilliseconds = number
    ownReads                       = list(string)
    cors = object({
      allowMethods  = list(string)
      allowHeaders  = list(string)
      exposeHeaders = list(string)
      maxAgeSeconds = number
    })
  })
}

variable "websocket" {
  description = "The settings of the WebSocket API in infra/stack.yaml."
  type = object({
    stage                    = string
    routeSelectionExpression = string
    routes                   = list(string)
  })
}

variable "allow_origins" {
  description = "Origins of web pages that may call the HTTP API; none if empty."
  type        = list(string)
}

variable "requests_per_second" {
  description = "The maximum number of HTTP requests per second, 1 to 10000."
  type        = number
}

variable "messages_per_second" {
  description = "The maximum number of connects and messages of WebSocket clients per second, 1 to 10000."
  type        = number
}

variable "writes_per_second" {
  description = "The maximum number of POSTs, of PUTs and of DELETEs per second, 1 to requests_per_second."
  type        = number
}

variable "connects_per_second" {
  description = "The maximum number of WebSocket connects per second, 1 to messages_per_second."
  type        = number
}

variable "jwt" {
  description = "The issuer and audiences of the tokens that writes need, and the scopes, if any, one of which a token must grant, and the scope for administration; null for writes without tokens."
  type = object({
    issuer      = string
    audience    = list(string)
    scopes      = list(string)
    admin_scope = optional(string)
  })
}

variable "websocket_authorizer_arn" {
  description = "The ARN of the function that authorizes $connect, null to accept every connect."
  type        = string
}

variable "domains" {
  description = "The domain names of both APIs and the ARN of their certificate, null for the names of API Gateway."
  type = object({
    http        = string
    websocket   = string
    certificate = string
  })
}

variable "execute_api_endpoints" {
  description = "Whether clients can also call the HTTP API by API Gateway's own name."
  type        = bool
}

variable "permissions_boundary" {
  description = "The ARN of a policy that limits the role for logs, null for none."
  type        = string
}

variable "log_retention_days" {
  description = "The number of days for which access logs are kept."
  type        = number
}

variable "logs_role" {
  description = "Whether to set the role with which API Gateway writes WebSocket access logs in this account and region."
  type        = bool
}
