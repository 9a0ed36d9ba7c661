variable "name" {
  description = "What the names of all resources begin with: 2 to 20 lower-case letters, digits and hyphens, a letter first. Two deployments in one account and region need two names."
  type        = string
  default     = "tally"

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,18}[a-z0-9]$", var.name))
    error_message = "name must be 2 to 20 lower-case letters, digits and hyphens, begin with a letter and not end with a hyphen, such as \"tally\"."
  }
}

variable "region" {
  description = "The AWS region, such as eu-central-1."
  type        = string
  default     = "eu-central-1"

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[1-9]$", var.region))
    error_message = "region must be the name of an AWS region, such as \"eu-central-1\"."
  }
}

variable "runtime" {
  description = "What the packages hold: jvm, as `make build` builds them, run with SnapStart; or native, as -Dnative builds them."
  type        = string
  default     = "jvm"

  validation {
    condition     = contains(["jvm", "native"], var.runtime)
    error_message = "runtime must be \"jvm\" or \"native\"."
  }
}

variable "java_runtime" {
  description = "The managed runtime of jvm packages: java21 or java17. It is not used by native packages."
  type        = string
  default     = "java21"

  validation {
    condition     = contains(["java17", "java21"], var.java_runtime)
    error_message = "java_runtime must be \"java21\" or \"java17\": the pinned AWS provider knows no newer one."
  }
}

variable "architecture" {
  description = "The processor of all functions: arm64 or x86_64. Native packages must have been built for it."
  type        = string
  default     = "arm64"

  validation {
    condition     = contains(["arm64", "x86_64"], var.architecture)
    error_message = "architecture must be \"arm64\" or \"x86_64\"."
  }
}

variable "shards" {
  description = "Into how many shards new clicks of a counter go, 1 to 1000; null for what infra/stack.yaml says. Some 250 clicks/s each."
  type        = number
  default     = null

  validation {
    condition     = var.shards == null ? true : var.shards >= 1 && var.shards <= 1000 && floor(var.shards) == var.shards
    error_message = "shards must be a whole number from 1 to 1000, or null for what infra/stack.yaml says."
  }
}

variable "pushes_per_second" {
  description = "How many pushes per second all viewers together get, at least 1; null for what infra/stack.yaml says. They share API Gateway's quota with presses."
  type        = number
  default     = null

  validation {
    condition     = var.pushes_per_second == null ? true : var.pushes_per_second >= 1 && floor(var.pushes_per_second) == var.pushes_per_second
    error_message = "pushes_per_second must be a whole number of at least 1, or null for what infra/stack.yaml says."
  }
}

variable "requests_per_second" {
  description = "How many HTTP requests per second API Gateway lets through, 1 to 10000; more are answered 429."
  type        = number
  default     = 5000

  validation {
    condition     = var.requests_per_second >= 1 && var.requests_per_second <= 10000
    error_message = "requests_per_second must be from 1 to 10000, which is API Gateway's quota for an account and region."
  }
}

variable "messages_per_second" {
  description = "How many connects and messages of WebSocket clients per second API Gateway lets through, 1 to 10000."
  type        = number
  default     = 1000

  validation {
    condition     = var.messages_per_second >= 1 && var.messages_per_second <= 10000
    error_message = "messages_per_second must be from 1 to 10000, which is API Gateway's quota for an account and region."
  }
}

variable "writes_per_second" {
  description = "How many POSTs, and how many PUTs, API Gateway lets through per second, 1 to requests_per_second; more are answered 429. Null for as many as there may be requests, so that presses alone may use them up."
  type        = number
  default     = null

  validation {
    condition     = var.writes_per_second == null ? true : var.writes_per_second >= 1
    error_message = "writes_per_second must be from 1 to requests_per_second, or null for as many as that."
  }

  validation {
    condition     = var.writes_per_second == null ? true : var.writes_per_second <= var.requests_per_second
    error_message = "writes_per_second must be from 1 to requests_per_second, or null for as many as that."
  }
}

variable "connects_per_second" {
  description = "How many WebSocket clients API Gateway lets connect per second, 1 to messages_per_second; more are refused. Null for as many as there may be messages."
  type        = number
  default     = null

  validation {
    condition     = var.connects_per_second == null ? true : var.connects_per_second >= 1
    error_message = "connects_per_second must be from 1 to messages_per_second, or null for as many as that."
  }

  validation {
    condition     = var.connects_per_second == null ? true : var.connects_per_second <= var.messages_per_second
    error_message = "connects_per_second must be from 1 to messages_per_second, or null for as many as that."
  }
}

variable "limits" {
  description = "Limits per client in the place of those of infra/stack.yaml, by function and environment variable, such as { press = { TALLY_WRITES_PER_SECOND = 20 } }; whole numbers from 0 to 1000000, of which 0 is no limit for a rate."
  type        = map(map(number))
  default     = {}

  validation {
    condition     = alltrue([for function, limits in var.limits : alltrue([for name in keys(limits) : contains(try(local.client_limits[function], []), name)])])
    error_message = "limits must name what infra/stack.yaml has: ${join(", ", flatten([for function, names in local.client_limits : [for name in names : "${function}.${name}"]]))}."
  }

  validation {
    condition     = alltrue(flatten([for limits in values(var.limits) : [for one in values(limits) : one >= 0 && one <= 1000000 && floor(one) == one]]))
    error_message = "limits must be whole numbers from 0 to 1000000."
  }
}

variable "reserved_concurrency" {
  description = "Invocations at once that are set aside for a function, by its name, 1 to 10000; they are its upper bound as well. An account whose quota is below 300 needs {}."
  type        = map(number)
  default     = { press = 200 }

  validation {
    condition     = alltrue([for one in values(var.reserved_concurrency) : one >= 1 && one <= 10000 && floor(one) == one])
    error_message = "reserved_concurrency must give each function a whole number from 1 to 10000, such as { press = 200 }, or be {}."
  }

  validation {
    condition     = alltrue([for one in keys(var.reserved_concurrency) : contains(["press", "aggregator", "connections", "rollup", "fanout"], one)])
    error_message = "reserved_concurrency must name functions: press, aggregator, connections, rollup or fanout."
  }
}

variable "log_retention_days" {
  description = "For how many days logs are kept; one of the periods that CloudWatch Logs knows, from 1 to 3653."
  type        = number
  default     = 14

  validation {
    condition = contains(
      [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653],
      var.log_retention_days
    )
    error_message = "log_retention_days must be a period that CloudWatch Logs knows, such as 7, 14, 30, 90 or 365."
  }
}

variable "cors_allow_origins" {
  description = "Origins of web pages that may call the HTTP API, such as https://example.com; [\"*\"] for all, [] for none."
  type        = list(string)
  default     = ["*"]

  validation {
    condition     = alltrue([for one in var.cors_allow_origins : one == "*" || can(regex("^https?://[^/*]+$", one))])
    error_message = "cors_allow_origins must hold \"*\" or origins without a path, such as \"https://example.com\"."
  }
}

variable "alarm_email" {
  description = "The address that alarms are sent to, null for none. AWS asks it to confirm first."
  type        = string
  default     = null

  validation {
    condition     = var.alarm_email == null ? true : can(regex("^[^@ ]+@[^@ ]+\\.[^@ ]+$", var.alarm_email))
    error_message = "alarm_email must be an address, such as \"you@example.com\", or null for none."
  }
}

variable "monthly_budget_dollars" {
  description = "US dollars a month of the whole account above which an alarm is sent, at least 1; null for no such alarm."
  type        = number
  default     = 50

  validation {
    condition     = var.monthly_budget_dollars == null ? true : var.monthly_budget_dollars >= 1
    error_message = "monthly_budget_dollars must be at least 1, or null for no alarm on cost."
  }
}

variable "runbook" {
  description = "Where docs/operations.md is found by those who get alarms: a path or a URL without an anchor."
  type        = string
  default     = "docs/operations.md"

  validation {
    condition     = length(var.runbook) > 0 && !strcontains(var.runbook, "#")
    error_message = "runbook must be a path or a URL without #, such as \"docs/operations.md\"."
  }
}

variable "jwt" {
  description = "Who may write: the issuer's URL (https) and the audiences of tokens in the Authorization header, and the scopes of which a token must grant one, if there are some; with connects = true, WebSocket clients show such a token in the query parameter token as well. Null for everyone."
  type = object({
    issuer   = string
    audience = list(string)
    scopes   = optional(list(string), [])
    connects = optional(bool, false)
  })
  default = null

  validation {
    condition     = var.jwt == null ? true : can(regex("^https://[^/?#]+[^?#]*$", var.jwt.issuer)) && length(var.jwt.audience) > 0 && !strcontains(join("", concat(var.jwt.audience, var.jwt.scopes)), ",")
    error_message = "jwt must have an issuer that begins with https:// and at least one audience, none with a comma in it, or be null for no authorizer."
  }
}

variable "websocket_authorizer_arn" {
  description = "The ARN of a Lambda function that decides on $connect by the query parameter token; null for everyone."
  type        = string
  default     = null

  validation {
    condition     = var.websocket_authorizer_arn == null ? true : can(regex("^arn:[a-z-]+:lambda:[a-z0-9-]+:[0-9]{12}:function:[A-Za-z0-9_:-]+$", var.websocket_authorizer_arn))
    error_message = "websocket_authorizer_arn must be the ARN of a Lambda function, arn:aws:lambda:REGION:ACCOUNT:function:NAME, or null for none."
  }
}

variable "domains" {
  description = "Domain names of the HTTP and the WebSocket API, which must differ, and the ARN of a certificate of this region for both; null for API Gateway's own."
  type = object({
    http        = string
    websocket   = string
    certificate = string
  })
  default = null

  validation {
    condition     = var.domains == null ? true : var.domains.http != var.domains.websocket && startswith(var.domains.certificate, "arn:")
    error_message = "domains must have two different names, http and websocket, and the ARN of a certificate, or be null."
  }
}

variable "api_gateway_logs_role" {
  description = "Whether to set the role by which API Gateway writes WebSocket access logs. It is one setting for all of an account's region: false where it is set already."
  type        = bool
  default     = true
}

variable "deletion_protection" {
  description = "Whether the tables refuse to be deleted. `make destroy` needs it to be false, and applied, first."
  type        = bool
  default     = true
}

variable "replica_regions" {
  description = "Other regions that the table of counters is replicated to; each gets a deployment of its own with counters_replica."
  type        = set(string)
  default     = []

  validation {
    condition     = alltrue([for one in var.replica_regions : can(regex("^[a-z]{2}(-[a-z]+)+-[1-9]$", one))]) && !contains(var.replica_regions, var.region)
    error_message = "replica_regions must be names of AWS regions other than region itself, such as [\"us-east-1\"]."
  }
}

variable "counters_replica" {
  description = "The name of a table of counters that this deployment uses and does not create: one that another region's deployment replicates to this one, or that was restored (docs/operations.md#a-damaged-table); null if it creates the table."
  type        = string
  default     = null

  validation {
    condition     = var.counters_replica == null ? true : can(regex("^[a-zA-Z0-9_.-]{3,255}$", var.counters_replica)) && length(var.replica_regions) == 0
    error_message = "counters_replica must be the name of a table, such as \"tally-counters\", and replica_regions be left to the deployment that creates it."
  }
}

variable "emulator_endpoint" {
  description = "The URL of an emulator of AWS that is used in its place, with made-up credentials; null for AWS."
  type        = string
  default     = null

  validation {
    condition     = var.emulator_endpoint == null ? true : can(regex("^https?://[^/]+$", var.emulator_endpoint))
    error_message = "emulator_endpoint must be a URL without a path, such as \"http://localhost:4566\", or null for AWS."
  }
}

variable "gateway_endpoint" {
  description = "The URL below which a gateway outside has /@connections, where an emulator has no API Gateway; null to create both APIs."
  type        = string
  default     = null

  validation {
    condition     = var.gateway_endpoint == null ? true : can(regex("^https?://", var.gateway_endpoint))
    error_message = "gateway_endpoint must be a URL, such as \"http://172.17.0.1:9002\", or null for API Gateway."
  }
}
