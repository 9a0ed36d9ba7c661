# The account, and its functions, tables and queues in the region. guard/ rejects a plan for another account than the state's. It also
# rejects a plan that creates one of these, because then the state of an existing deployment is missing, or a part of that state. A list
# is also there before the first deploy, when a lookup by name would fail.

data "aws_caller_identity" "this" {}

data "aws_lambda_functions" "this" {}

data "aws_dynamodb_tables" "this" {}

data "aws_sqs_queues" "this" {
  queue_name_prefix = "${var.name}-"
}
