locals {
  prices = yamldecode(file("${local.root}/infra/prices.yaml"))

  # Alarms, the dashboard, and the empty receives of the queues. docs/operations.md#cost-per-month has this sum.
  idle_dollars = (
    length(local.alarms) * local.prices.perMonth.alarms + local.prices.perMonth.dashboards
    + local.prices.assumed.idleReceives * local.prices.perMillion.queueRequests / 1000000
  )

  # Facts that the first visitor or the first bill would reveal otherwise.
  risks = compact([
    var.alarm_email == null && length(var.alarm_endpoints) == 0
    ? "Alarms reach no one. Set alarm_email or alarm_endpoints."
    : "Alarms reach ${join(" and ", concat(var.alarm_email[*], tolist(var.alarm_endpoints)))} only after each has confirmed the request of AWS.",
    var.jwt == null ? "Everyone may press and post, up to ${coalesce(var.writes_per_second, var.requests_per_second)} times a second together. Set jwt to require tokens." : "",
    var.jwt == null && contains(var.cors_allow_origins, "*") ? "Pages of every origin may call the HTTP API. Set cors_allow_origins." : "",
    var.monthly_budget_dollars == null ? "No budget and no alarm watches the cost. Set monthly_budget_dollars." : "",
    "An unused deployment costs about ${format("%.0f", local.idle_dollars)} dollars a month, and a million cold clicks up to ${format("%.2f", local.prices.budget["cold clicks"])} dollars.",
  ])
}
