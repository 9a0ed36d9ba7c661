variable "name" {
  description = "What the names of all resources begin with."
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
  description = "What infra/stack.yaml says of the HTTP API; times in milliseconds and seconds as their names say."
  type = object({
    integrationTimeoutMilliseconds = number
    cors = object({
      allowMethods  = list(string)
      allowHeaders  = list(string)
      exposeHeaders = list(string)
      maxAgeSeconds = number
    })
  })
}

variable "websocket" {
  description = "What infra/stack.yaml says of the WebSocket API."
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
  description = "HTTP requests per second that are let through, 1 to 10000."
  type        = number
}

variable "messages_per_second" {
  description = "Connects and messages of WebSocket clients per second that are let through, 1 to 10000."
  type        = number
}

variable "writes_per_second" {
  description = "POSTs per second that are let through, and PUTs, 1 to requests_per_second."
  type        = number
}

variable "connects_per_second" {
  description = "Connects of WebSocket clients per second that are let through, 1 to messages_per_second."
  type        = number
}

variable "jwt" {
  description = "Issuer and audiences of tokens that may write, and the scopes of which one must be granted if there are some; null for everyone."
  type = object({
    issuer   = string
    audience = list(string)
    scopes   = list(string)
  })
}

variable "websocket_authorizer_arn" {
  description = "The ARN of the function that decides on $connect, null for everyone."
  type        = string
}

variable "domains" {
  description = "Domain names of both APIs and the ARN of their certificate, null for API Gateway's own."
  type = object({
    http        = string
    websocket   = string
    certificate = string
  })
}

variable "log_retention_days" {
  description = "For how many days access logs are kept."
  type        = number
}

variable "logs_role" {
  description = "Whether to set the role by which API Gateway writes WebSocket access logs in this account and region."
  type        = bool
}
