# A budget has no description, so its runbook is named here: docs/runbook.md#monthly-cost. Names of budgets are unique in an account,
# so the name contains the region.
resource "aws_budgets_budget" "monthly" {
  for_each = { for limit in var.monthly_budget_dollars[*] : "monthly-cost" => limit }

  account_id   = data.aws_caller_identity.this.account_id
  name         = "${var.name}-${each.key}-${var.region}"
  budget_type  = "COST"
  limit_amount = tostring(each.value)
  limit_unit   = "USD"
  time_unit    = "MONTHLY"

  dynamic "notification" {
    for_each = { FORECASTED = 100, ACTUAL = 80 }

    content {
      notification_type         = notification.key
      threshold                 = notification.value
      threshold_type            = "PERCENTAGE"
      comparison_operator       = "GREATER_THAN"
      subscriber_sns_topic_arns = [aws_sns_topic.alarms.arn]
    }
  }

  depends_on = [aws_sns_topic_policy.alarms]
}
