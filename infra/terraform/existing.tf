# The functions and tables of the account and region. guard/ rejects a plan that creates one of these, because then the state of an
# existing deployment is missing. A list is also there before the first deploy, when a lookup by name would fail.

data "aws_lambda_functions" "existing" {}

data "aws_dynamodb_tables" "existing" {}
