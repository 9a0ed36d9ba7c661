locals {
  # A lagging counter takes a concurrent batch for each of its shards. So it gets at most half as many shards as there are batches, and
  # the other half stays for other counters.
  most_shards = coalesce(var.shards_max, tonumber(local.stack.functions.rollup.environment.TALLY_SHARDS_MAX))

  # Without a setting, counting gets what the quota leaves to the other functions. Lambda throttles a source whose maximum exceeds the
  # reserved share of its function, and each throttle counts as a receive of the messages.
  aggregator_room        = try(one(data.aws_servicequotas_service_quota.concurrency[*].value) - local.other_needs, 2 * local.most_shards)
  aggregator_default     = lookup(var.reserved_concurrency, "aggregator", min(2 * local.most_shards, local.aggregator_room))
  aggregator_concurrency = coalesce(var.aggregator_concurrency, max(2, min(1000, local.aggregator_default)))
  shards_max             = min(local.most_shards, floor(local.aggregator_concurrency / 2))
  other_needs = sum(values(merge(
    { for name, need in local.concurrency_needs : name => need if name != "aggregator" },
    { for name, share in var.reserved_concurrency : name => share if name != "aggregator" },
  )))

  # A new table on demand takes 4,000 writes/s, which are 4 partitions, and its stream has a shard for each.
  stream_shards = 4

  # One slice for each 1,000 pushes/s, and at most 256: SlicePlanner in functions/counter.
  pushes_per_second = coalesce(var.pushes_per_second, tonumber(local.stack.functions.fanout.environment.TALLY_PUSHES_PER_SECOND))
  slices_at_once    = min(256, ceil(local.pushes_per_second / 1000))

  # The concurrent executions for 1,000 requests/s. docs/operations.md#quotas-to-raise has this sum.
  concurrency_needs = {
    # At an estimated 50 ms.
    press = 50
    # 500 connects/s, which is API Gateway's quota, at an estimated 40 ms.
    connections = 20
    # 4,000 clicks/s, in batches of 10 at an estimated 40 ms.
    aggregator = coalesce(var.aggregator_concurrency, local.stack.queueSources["clicks-to-aggregator"].maximumConcurrency)
    rollup     = local.stream_shards * local.stack.streamSources["shards-to-rollup"].parallelizationFactor
    # A fan-out to a large audience invokes itself for each slice at once and waits for those invocations.
    fanout = (1 + local.slices_at_once) * local.stream_shards * local.stack.streamSources["totals-to-fanout"].parallelizationFactor
  }
  concurrency_minimum  = sum(values(merge(local.concurrency_needs, var.reserved_concurrency)))
  concurrency_reserved = sum(concat([0], values(var.reserved_concurrency)))

  # Lambda accepts a reservation only if so many executions remain without one.
  # https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
  concurrency_unreserved = 100

  quota         = { service_code = "lambda", quota_code = "L-B99A9384" }
  quota_name    = "Lambda's quota of concurrent executions (${local.quota.quota_code}) of this account and region"
  quota_request = "aws service-quotas request-service-quota-increase --service-code ${local.quota.service_code} --quota-code ${local.quota.quota_code} --region ${var.region} --desired-value"
}

# Emulators have no Service Quotas, or none for Lambda.
data "aws_servicequotas_service_quota" "concurrency" {
  count = var.check_quota && !local.emulated ? 1 : 0

  service_code = local.quota.service_code
  quota_code   = local.quota.quota_code

  lifecycle {
    postcondition {
      condition     = local.concurrency_reserved == 0 || self.value - local.concurrency_reserved >= local.concurrency_unreserved
      error_message = "reserved_concurrency reserves ${local.concurrency_reserved} executions, but ${local.quota_name} is ${self.value}, and Lambda requires that ${local.concurrency_unreserved} remain unreserved. Set reserved_concurrency = {}, or request a higher quota: ${local.quota_request} ${max(1000, local.concurrency_reserved + local.concurrency_unreserved)}"
    }
  }
}

# API Gateway's requests a second of an account and region, for presses, messages and pushes together.
# https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
locals {
  small_regions = [
    "af-south-1", "ap-south-2", "ap-southeast-3", "ap-southeast-4", "ap-southeast-5", "ap-southeast-7", "ca-west-1", "eu-central-2",
    "eu-south-1", "eu-south-2", "il-central-1", "me-central-1", "mx-central-1"
  ]
  api_quota = contains(local.small_regions, var.region) ? 2500 : 10000
  api_sum   = var.requests_per_second + var.messages_per_second + local.pushes_per_second
}

check "api_requests" {
  assert {
    condition     = !var.check_quota || local.api_sum <= local.api_quota
    error_message = "requests_per_second, messages_per_second and pushes_per_second add up to ${local.api_sum}, but API Gateway's default quota in ${var.region} is ${local.api_quota} a second for all of them. Pushes could then starve presses. Lower them, or request a higher quota (L-8A5B8E43) and set check_quota = false."
  }
}

check "aggregator_share" {
  assert {
    condition     = local.aggregator_concurrency <= lookup(var.reserved_concurrency, "aggregator", local.aggregator_concurrency)
    error_message = "aggregator_concurrency is ${local.aggregator_concurrency}, but reserved_concurrency gives the aggregator only ${lookup(var.reserved_concurrency, "aggregator", 0)} executions. Lambda would throttle batches, and each throttle counts as one of the 100 receives of their clicks. Raise the reservation, or lower aggregator_concurrency to it."
  }
}

check "concurrency" {
  assert {
    condition     = alltrue([for quota in data.aws_servicequotas_service_quota.concurrency : quota.value >= local.concurrency_minimum])
    error_message = "${local.quota_name} is ${join("", data.aws_servicequotas_service_quota.concurrency[*].value)}, and Tally needs ${local.concurrency_minimum} (docs/operations.md#quotas-to-raise). Do not go live before the quota is raised: ${local.quota_request} ${max(1000, local.concurrency_minimum)}"
  }
}
