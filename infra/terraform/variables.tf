variable "name" {
  description = "The prefix of the names of all resources: 2 to 20 lower-case letters, digits and hyphens, a letter first. Two deployments in one account and region need different names."
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
  description = "The kind of the packages: jvm for those of `make build`, which run with SnapStart, or native for those of `make build-native`."
  type        = string
  default     = "jvm"

  validation {
    condition     = contains(["jvm", "native"], var.runtime)
    error_message = "runtime must be \"jvm\" or \"native\"."
  }
}

variable "java_runtime" {
  description = "The managed runtime of jvm packages: java21 or java17. Native packages do not use it."
  type        = string
  default     = "java21"

  validation {
    condition     = contains(["java17", "java21"], var.java_runtime)
    error_message = "java_runtime must be \"java21\" or \"java17\", because the pinned AWS provider knows no newer runtime."
  }
}

variable "architecture" {
  description = "The processor of all functions: arm64 or x86_64. Native packages must be built for the same processor."
  type        = string
  default     = "arm64"

  validation {
    condition     = contains(["arm64", "x86_64"], var.architecture)
    error_message = "architecture must be \"arm64\" or \"x86_64\"."
  }
}

variable "packages" {
  description = "The packages of a release in place of those that were built here: a directory, or s3://BUCKET/PREFIX/VERSION. Both contain the files tally-FUNCTION-VERSION-KIND.zip of the release. A bucket must be in the same region."
  type        = string
  default     = null

  validation {
    condition     = var.packages == null ? true : can(regex("^s3://[^/]+/(.+/)?[^/]+$", var.packages)) || !startswith(var.packages, "s3:")
    error_message = "packages must be a directory, or s3://BUCKET/PREFIX/VERSION without a slash at its end, or null for the packages that were built here."
  }
}

variable "snap_start" {
  description = "Whether jvm functions start from a snapshot (SnapStart). Without it a cold start takes seconds, and no snapshot can fail or expire. Native functions have none."
  type        = bool
  default     = true
}

variable "keep_warm" {
  description = "Whether a schedule invokes each function with a snapshot once a day. Lambda deletes the snapshot of a Java version after 14 days without an invocation, and answers the next invocations with errors for minutes."
  type        = bool
  default     = true
}

variable "revision" {
  description = "Any text. Another text publishes new versions of all functions although their packages are the same, such as after a snapshot that failed (docs/runbook.md#failed-snapshot)."
  type        = string
  default     = ""
}

variable "shards" {
  description = "The minimum number of shards for new clicks of a counter, 1 to 1000; null for the value of infra/stack.yaml. A shard counts about 250 clicks/s. Under load a counter gets more."
  type        = number
  default     = null

  validation {
    condition     = var.shards == null ? true : var.shards >= 1 && var.shards <= 1000 && floor(var.shards) == var.shards
    error_message = "shards must be a whole number from 1 to 1000, or null for the value of infra/stack.yaml."
  }
}

variable "shards_max" {
  description = "The maximum number of shards for new clicks of a counter, 1 to 1000; null for the value of infra/stack.yaml. A counter gets more than the minimum while it lags, and never more than half of aggregator_concurrency."
  type        = number
  default     = null

  validation {
    condition     = var.shards_max == null ? true : var.shards_max >= 1 && var.shards_max <= 1000 && floor(var.shards_max) == var.shards_max
    error_message = "shards_max must be a whole number from 1 to 1000, or null for the value of infra/stack.yaml."
  }
}

variable "vote_shards" {
  description = "The number of shards for votes of a counter, 1 to 1000; null for the value of infra/stack.yaml. Never change it once a vote was counted: a voter would get another shard, and two values of the voter would count. A shard counts about 250 votes/s."
  type        = number
  default     = null

  validation {
    condition     = var.vote_shards == null ? true : var.vote_shards >= 1 && var.vote_shards <= 1000 && floor(var.vote_shards) == var.vote_shards
    error_message = "vote_shards must be a whole number from 1 to 1000, or null for the value of infra/stack.yaml."
  }
}

variable "claps" {
  description = "The most claps of one voter for one counter, 1 to 1000; null for the value of infra/stack.yaml. A lower number lowers no vote that is counted."
  type        = number
  default     = null

  validation {
    condition     = var.claps == null ? true : var.claps >= 1 && var.claps <= 1000 && floor(var.claps) == var.claps
    error_message = "claps must be a whole number from 1 to 1000, or null for the value of infra/stack.yaml."
  }
}

variable "aggregator_concurrency" {
  description = "The maximum number of concurrent batches that count clicks, 2 to 1000. Null for twice the most shards of a counter (shards_max, 256), for less if Lambda's quota leaves less, or for the share in reserved_concurrency. It limits all counters together: 16 batches of 10 clicks in 40 ms are 4000 clicks/s."
  type        = number
  default     = null

  validation {
    condition     = var.aggregator_concurrency == null ? true : var.aggregator_concurrency >= 2 && var.aggregator_concurrency <= 1000 && floor(var.aggregator_concurrency) == var.aggregator_concurrency
    error_message = "aggregator_concurrency must be a whole number from 2 to 1000, or null for a number that fits the quota and the most shards."
  }
}

variable "table_writes_per_second" {
  description = "The maximum number of write units per second of each table, at least 1, as a ceiling for the cost; null for the quota of the account. Clicks above it wait in the queue, and are not lost. A cold click needs 3 units."
  type        = number
  default     = null

  validation {
    condition     = var.table_writes_per_second == null ? true : var.table_writes_per_second >= 1 && floor(var.table_writes_per_second) == var.table_writes_per_second
    error_message = "table_writes_per_second must be a whole number of at least 1, or null for no ceiling."
  }
}

variable "platform_logs" {
  description = "Whether Lambda writes its lines START, END and REPORT for each successful invocation, about 0.45 KB. Lines of failures and time-outs are always written."
  type        = bool
  default     = false
}

variable "pushes_per_second" {
  description = "The maximum number of pushes per second to all viewers together, at least 1; null for the value of infra/stack.yaml. Pushes share API Gateway's quota with presses."
  type        = number
  default     = null

  validation {
    condition     = var.pushes_per_second == null ? true : var.pushes_per_second >= 1 && floor(var.pushes_per_second) == var.pushes_per_second
    error_message = "pushes_per_second must be a whole number of at least 1, or null for the value of infra/stack.yaml."
  }
}

variable "push_viewers" {
  description = "The maximum number of viewers of one counter that get pushes, 1 to 1000000; further pages poll. Null for the value of infra/stack.yaml."
  type        = number
  default     = null

  validation {
    condition     = var.push_viewers == null ? true : var.push_viewers >= 1 && var.push_viewers <= 1000000 && floor(var.push_viewers) == var.push_viewers
    error_message = "push_viewers must be a whole number from 1 to 1000000, or null for the value of infra/stack.yaml."
  }
}

variable "poll_interval_seconds" {
  description = "The seconds between two reads of a page that polls, 2 to 60. A longer time suits a larger crowd and costs less. Null for the value of infra/stack.yaml."
  type        = number
  default     = null

  validation {
    condition     = var.poll_interval_seconds == null ? true : var.poll_interval_seconds >= 2 && var.poll_interval_seconds <= 60 && floor(var.poll_interval_seconds) == var.poll_interval_seconds
    error_message = "poll_interval_seconds must be a whole number from 2 to 60, or null for the value of infra/stack.yaml."
  }
}

variable "origin_secret" {
  description = "The secret by which press knows CloudFront in front of the HTTP API, at least 32 characters, the same as in infra/terraform/web; null if clients call the API directly."
  type        = string
  default     = null
  sensitive   = true

  validation {
    condition     = var.origin_secret == null ? true : can(regex("^[!-~]{32,}$", var.origin_secret))
    error_message = "origin_secret must have at least 32 printable characters without blanks, such as the output of `openssl rand -hex 32`, or be null."
  }
}

variable "requests_per_second" {
  description = "The maximum number of HTTP requests per second, 1 to 10000. API Gateway answers further requests with 429. With messages_per_second and pushes_per_second it should fit into the quota of the region, which is 10000, or 2500 in newer regions."
  type        = number
  default     = 4000

  validation {
    condition     = var.requests_per_second >= 1 && var.requests_per_second <= 10000
    error_message = "requests_per_second must be from 1 to 10000, which is API Gateway's quota for an account and region."
  }
}

variable "messages_per_second" {
  description = "The maximum number of connects and messages of WebSocket clients per second that API Gateway accepts, 1 to 10000."
  type        = number
  default     = 1000

  validation {
    condition     = var.messages_per_second >= 1 && var.messages_per_second <= 10000
    error_message = "messages_per_second must be from 1 to 10000, which is API Gateway's quota for an account and region."
  }
}

variable "writes_per_second" {
  description = "The maximum number of POSTs, of PUTs and of DELETEs per second, 1 to requests_per_second. API Gateway answers further writes with 429. Null for requests_per_second, which lets presses alone use up all requests."
  type        = number
  default     = null

  validation {
    condition     = var.writes_per_second == null ? true : var.writes_per_second >= 1
    error_message = "writes_per_second must be from 1 to requests_per_second, or null for requests_per_second."
  }

  validation {
    condition     = var.writes_per_second == null ? true : var.writes_per_second <= var.requests_per_second
    error_message = "writes_per_second must be from 1 to requests_per_second, or null for requests_per_second."
  }
}

variable "connects_per_second" {
  description = "The maximum number of WebSocket connects per second, 1 to messages_per_second. API Gateway rejects further connects. Null for messages_per_second."
  type        = number
  default     = null

  validation {
    condition     = var.connects_per_second == null ? true : var.connects_per_second >= 1
    error_message = "connects_per_second must be from 1 to messages_per_second, or null for messages_per_second."
  }

  validation {
    condition     = var.connects_per_second == null ? true : var.connects_per_second <= var.messages_per_second
    error_message = "connects_per_second must be from 1 to messages_per_second, or null for messages_per_second."
  }
}

variable "limits" {
  description = "Limits per client that replace those of infra/stack.yaml, by function and environment variable, such as { press = { TALLY_WRITES_PER_SECOND = 20, TALLY_READS_PER_SECOND = 100 } }. Whole numbers from 0 to 1000000; a rate of 0 is no limit."
  type        = map(map(number))
  default     = {}

  validation {
    condition     = alltrue([for function, limits in var.limits : alltrue([for name in keys(limits) : contains(try(local.client_limits[function], []), name)])])
    error_message = "limits must name limits of infra/stack.yaml: ${join(", ", flatten([for function, names in local.client_limits : [for name in names : "${function}.${name}"]]))}."
  }

  validation {
    condition     = alltrue(flatten([for limits in values(var.limits) : [for one in values(limits) : one >= 0 && one <= 1000000 && floor(one) == one]]))
    error_message = "limits must be whole numbers from 0 to 1000000."
  }
}

variable "reserved_concurrency" {
  description = "The concurrent executions reserved for a function, by its name, 1 to 10000, such as { press = 200 }. They are also its maximum. Lambda requires that 100 of the account's quota remain unreserved."
  type        = map(number)
  default     = {}

  validation {
    condition     = alltrue([for one in values(var.reserved_concurrency) : one >= 1 && one <= 10000 && floor(one) == one])
    error_message = "reserved_concurrency must give each function a whole number from 1 to 10000, such as { press = 200 }, or be {}."
  }

  validation {
    condition     = alltrue([for one in keys(var.reserved_concurrency) : contains(["press", "aggregator", "connections", "rollup", "fanout"], one)])
    error_message = "reserved_concurrency must name functions: press, aggregator, connections, rollup or fanout."
  }
}

variable "check_quota" {
  description = "Whether to compare Lambda's quota of concurrent executions with reserved_concurrency and with the needs of the functions. Use false without the permissions servicequotas:GetServiceQuota and servicequotas:GetAWSDefaultServiceQuota."
  type        = bool
  default     = true
}

variable "tracing" {
  description = "Whether X-Ray records traces of all functions: one invocation of each function per second, and 5 % of the others. X-Ray bills 5 dollars per million traces (docs/operations.md#cost-per-month)."
  type        = bool
  default     = false
}

variable "log_retention_days" {
  description = "The number of days for which logs are kept: a period that CloudWatch Logs supports, from 1 to 3653."
  type        = number
  default     = 14

  validation {
    condition = contains(
      [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653],
      var.log_retention_days
    )
    error_message = "log_retention_days must be a period that CloudWatch Logs supports, such as 7, 14, 30, 90 or 365."
  }
}

variable "cors_allow_origins" {
  description = "Origins of web pages that may call the HTTP API, such as https://example.com; [\"*\"] for all, [] for none."
  type        = list(string)
  default     = ["*"]

  validation {
    condition     = alltrue([for one in var.cors_allow_origins : one == "*" || can(regex("^https?://[^/*]+$", one))])
    error_message = "cors_allow_origins must contain \"*\" or origins without a path, such as \"https://example.com\"."
  }
}

variable "alarm_email" {
  description = "The e-mail address for alarms, null for none. AWS first sends it a request to confirm."
  type        = string
  default     = null

  validation {
    condition     = var.alarm_email == null ? true : can(regex("^[^@ ]+@[^@ ]+\\.[^@ ]+$", var.alarm_email))
    error_message = "alarm_email must be an e-mail address, such as \"you@example.com\", or null for none."
  }
}

variable "alarm_endpoints" {
  description = "HTTPS URLs that also receive the alarms of SNS, such as of an on-call service. Each must confirm the request of AWS."
  type        = set(string)
  default     = []

  validation {
    condition     = alltrue([for one in var.alarm_endpoints : can(regex("^https://[^/\\s]+(/[^\\s]*)?$", one))])
    error_message = "alarm_endpoints must be https URLs, such as [\"https://on-call.example.com/sns\"]."
  }
}

variable "monthly_budget_dollars" {
  description = "The monthly cost of the whole account, in US dollars, above which an alarm is sent, at least 1; null for no such alarm."
  type        = number
  default     = 50

  validation {
    condition     = var.monthly_budget_dollars == null ? true : var.monthly_budget_dollars >= 1
    error_message = "monthly_budget_dollars must be at least 1, or null for no alarm on cost."
  }
}

variable "canary" {
  description = "Whether EventBridge presses the counter canary once a minute through the HTTP API. An alarm fires if no click is counted for 10 minutes. It costs about 0.40 dollars a month."
  type        = bool
  default     = false

  validation {
    condition     = !var.canary || var.jwt == null
    error_message = "canary must be false with jwt, because the canary has no token. Check GET /health from outside instead."
  }
}

variable "runbook" {
  description = "The place of docs/runbook.md for the readers of alarms: a path or a URL without an anchor."
  type        = string
  default     = "docs/runbook.md"

  validation {
    condition     = length(var.runbook) > 0 && !strcontains(var.runbook, "#")
    error_message = "runbook must be a path or a URL without #, such as \"docs/runbook.md\"."
  }
}

variable "jwt" {
  description = "The tokens that writes need in the Authorization header: the issuer's URL (https), the audiences, and the scopes, if any, one of which the token must grant. With connects = true, WebSocket clients also need such a token, in the query parameter token. A token that grants admin_scope may adjust and reset counters and delete posts. Null for writes without tokens."
  type = object({
    issuer      = string
    audience    = list(string)
    scopes      = optional(list(string), [])
    connects    = optional(bool, false)
    admin_scope = optional(string)
  })
  default = null

  validation {
    condition     = var.jwt == null ? true : can(regex("^https://[^/?#]+[^?#]*$", var.jwt.issuer)) && length(var.jwt.audience) > 0 && !strcontains(join("", concat(var.jwt.audience, var.jwt.scopes)), ",")
    error_message = "jwt must have an issuer that begins with https:// and at least one audience, or be null for no authorizer; audiences and scopes must have no commas."
  }
}

variable "websocket_authorizer_arn" {
  description = "The ARN of a Lambda function, or of its alias, that authorizes $connect by the query parameter token; null to accept every connect."
  type        = string
  default     = null

  validation {
    condition     = var.websocket_authorizer_arn == null ? true : can(regex("^arn:[a-z-]+:lambda:[a-z0-9-]+:[0-9]{12}:function:[A-Za-z0-9_-]+(:[A-Za-z0-9_$-]+)?$", var.websocket_authorizer_arn))
    error_message = "websocket_authorizer_arn must be the ARN of a Lambda function, arn:aws:lambda:REGION:ACCOUNT:function:NAME, or null for none."
  }
}

variable "domains" {
  description = "Different domain names for the HTTP and the WebSocket API, and the ARN of one certificate in this region for both; null for the names of API Gateway."
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

variable "execute_api_endpoints" {
  description = "Whether clients can also call the HTTP API by API Gateway's own name. Only with domains can it be false. The WebSocket API keeps its own name, because the functions call its /@connections."
  type        = bool
  default     = true

  validation {
    condition     = var.execute_api_endpoints || var.domains != null
    error_message = "execute_api_endpoints must be true without domains, because clients would have no name to call."
  }
}

variable "api_gateway_logs_role" {
  description = "Whether to set the role with which API Gateway writes WebSocket access logs. An account has this setting once per region: use false if the role is already set."
  type        = bool
  default     = true
}

variable "permissions_boundary" {
  description = "The ARN of a policy that limits every created role, null for none. Some accounts let a deployer create only roles with one."
  type        = string
  default     = null

  validation {
    condition     = var.permissions_boundary == null ? true : can(regex("^arn:[a-z-]+:iam::([0-9]{12}|aws):policy/.+$", var.permissions_boundary))
    error_message = "permissions_boundary must be the ARN of a policy, arn:aws:iam::ACCOUNT:policy/NAME, or null for none."
  }
}

variable "deletion_protection" {
  description = "Whether DynamoDB rejects the deletion of the tables. Before `make destroy`, set it to false and run `make deploy`."
  type        = bool
  default     = true
}

variable "replica_regions" {
  description = "The other regions to which the table of counters is replicated. Each needs its own deployment, with counters_replica. The removal of a region deletes its replica."
  type        = set(string)
  default     = []

  validation {
    condition     = alltrue([for one in var.replica_regions : can(regex("^[a-z]{2}(-[a-z]+)+-[1-9]$", one))]) && !contains(var.replica_regions, var.region)
    error_message = "replica_regions must be names of AWS regions other than region itself, such as [\"us-east-1\"]."
  }
}

variable "counters_replica" {
  description = "The name of an existing table of counters for this deployment: a replica that another region's deployment created, or a restored table (docs/runbook.md#a-damaged-table). Null to create the table."
  type        = string
  default     = null

  validation {
    condition     = var.counters_replica == null ? true : can(regex("^[a-zA-Z0-9_.-]{3,255}$", var.counters_replica)) && length(var.replica_regions) == 0
    error_message = "counters_replica must be the name of a table, such as \"tally-counters\", and replica_regions must be set only in the deployment that creates the table."
  }
}

variable "emulator_endpoint" {
  description = "The URL of an emulator that replaces AWS, with dummy credentials; null for AWS."
  type        = string
  default     = null

  validation {
    condition     = var.emulator_endpoint == null ? true : can(regex("^https?://[^/]+$", var.emulator_endpoint))
    error_message = "emulator_endpoint must be a URL without a path, such as \"http://localhost:4566\", or null for AWS."
  }
}

variable "gateway_endpoint" {
  description = "The base URL of /@connections on an external gateway, for an emulator without API Gateway; null to create both APIs."
  type        = string
  default     = null

  validation {
    condition     = var.gateway_endpoint == null ? true : can(regex("^https?://", var.gateway_endpoint))
    error_message = "gateway_endpoint must be a URL, such as \"http://172.17.0.1:9002\", or null for API Gateway."
  }
}

variable "plan_id" {
  description = "The id of one plan, which run.sh sets (existing.tf)."
  type        = string
  default     = "none"
}
