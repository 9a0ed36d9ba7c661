# Judges a plan before run.sh applies it. It has no resources. run.sh applies a copy and reads its output, because Terraform
# reads JSON and is installed; jq or Python may be missing.

locals {
  state   = jsondecode(coalesce(trimspace(file(var.state)), "{}"))
  plan    = jsondecode(file(var.plan))
  changes = try(local.plan.resource_changes, [])
  modules = try(local.plan.prior_state.values.root_module.child_modules, [])
  # The data that this plan has read, by type (existing.tf); empty if it has read none.
  read = merge([
    for module in local.modules : { for resource in module.resources : resource.type => resource.values }
    if module.address == "module.existing[\"${try(local.plan.variables.plan_id.value, "")}\"]"
  ]...)

  # The deployment of the plan.
  planned = {
    name    = local.plan.variables.name.value
    region  = local.plan.variables.region.value
    account = try(local.read.aws_caller_identity.account_id, null)
  }

  # The deployments of the state. The resources have them, because outputs are missing after an apply that failed. A table has no
  # name here, because a restored table has another name.
  owners = distinct(flatten([
    for resource in try(local.state.resources, []) : [
      for instance in resource.instances : {
        name    = trimsuffix(trimsuffix(try(coalesce(try(instance.attributes.function_name, null), try(instance.attributes.name_prefix, null)), ""), "-"), "-${try(instance.index_key, "")}")
        region  = split(":", instance.attributes.arn)[3]
        account = split(":", instance.attributes.arn)[4]
      } if can(split(":", instance.attributes.arn)[4])
    ] if resource.mode == "managed" && contains(["aws_dynamodb_table", "aws_lambda_function", "aws_sqs_queue"], resource.type)
  ]))
  strangers = [
    for owner in local.owners : owner
    if(owner.name != "" && owner.name != local.planned.name) || owner.region != local.planned.region ||
    (local.planned.account != null && owner.account != coalesce(local.planned.account, "none"))
  ]

  # The names that exist in the account and region, by type; null if the plan did not read them. The provider gives null for an empty
  # list of tables.
  existing = try({
    aws_lambda_function = compact(flatten([local.read.aws_lambda_functions.function_names]))
    aws_dynamodb_table  = compact(flatten([local.read.aws_dynamodb_tables.names]))
    aws_sqs_queue       = [for url in compact(flatten([local.read.aws_sqs_queues.queue_urls])) : basename(url)]
  }, null)
  titles  = { aws_lambda_function = "function", aws_dynamodb_table = "table", aws_sqs_queue = "queue" }
  created = [for change in local.changes : change if join(" ", change.change.actions) == "create" && contains(keys(local.titles), change.type)]
  # A plan does not know the name of a new queue. The provider appends 26 hexadecimal digits to name_prefix.
  twins = sort(flatten([
    for change in local.created : [
      for name in try(local.existing[change.type], []) : "${local.titles[change.type]} ${name}"
      if name == try(change.change.after.function_name, change.change.after.name, "") || can(regex("^${change.change.after.name_prefix}[0-9a-f]{26}(\\.fifo)?$", name))
    ]
  ]))
  unread = (local.existing == null || local.planned.account == null) && length(concat(local.owners, local.created)) > 0

  kinds = { aws_dynamodb_table = "table", aws_sqs_queue = "queue" }
  destroyed = [
    for change in local.changes : {
      kind   = local.kinds[change.type]
      key    = tostring(try(change.index, change.address))
      name   = change.change.before.name
      detail = local.kinds[change.type] == "queue" ? change.change.before.url : join(" ", try(change.change.before.replica[*].region_name, []))
    } if contains(change.change.actions, "delete") && contains(keys(local.kinds), change.type)
  ]
  protected = sort([
    for change in local.changes : change.change.before.name
    if contains(change.change.actions, "delete") && try(change.change.before.deletion_protection_enabled, false) == true
  ])
  # The removal of a replica is an update of its table.
  removed_replicas = flatten([
    for change in local.changes : [
      for region in setsubtract(change.change.before.replica[*].region_name, change.change.after.replica[*].region_name) : {
        kind   = "replica"
        key    = "${try(change.index, change.address)}@${region}"
        name   = change.change.before.name
        detail = region
      }
    ] if change.type == "aws_dynamodb_table" && contains(change.change.actions, "update")
  ])

  rejections = concat(
    [
      for owner in slice(local.strangers, 0, min(1, length(local.strangers))) : join(" ", [
        "The state belongs to another deployment: its ${owner.name == "" ? "" : "name is ${owner.name}, its "}region is ${owner.region} and its account is ${owner.account}.",
        "The plan is for the name ${local.planned.name}, the region ${local.planned.region}${local.planned.account == null ? "" : " and the account ${coalesce(local.planned.account, "none")}"}.",
        "Terraform would forget the deployed resources and delete their roles, which are global.",
        "Use the state of the planned deployment (its workspace, its backend key or its directory), or correct name, region or credentials."
      ])
    ],
    length(local.twins) == 0 ? [] : [join(" ", [
      "This state does not contain what the account already has in ${local.planned.region}: ${join(", ", local.twins)}.",
      "Find the state of that deployment: its backend, its workspace or the directory of the last deploy.",
      "For a second deployment, set another name. If no state has them, import or delete them: docs/runbook.md#no-state"
    ])],
    !local.unread || length(local.strangers) > 0 ? [] : [join(" ", [
      "The plan did not read the account and its functions, tables and queues, so neither the state of another account nor a missing state can be detected.",
      "Plan without -refresh=false. With -target, also target module.existing."
    ])],
    length(local.protected) == 0 ? [] : [join(" ", [
      "The plan destroys protected tables with all their items: ${join(", ", local.protected)}.",
      "DynamoDB would reject that after other resources are gone.",
      "First set deletion_protection = false in infra/terraform/terraform.tfvars, and run make deploy with that change only."
    ])]
  )

  # A line for each finding: its kind, then its fields after tabs. The first line proves that all was evaluated.
  findings = join("\n", concat(
    ["judged\t${local.planned.region}\t${try(coalesce(local.plan.variables.emulator_endpoint.value), "aws")}\t${local.planned.name}"],
    [for one in local.rejections : "reject\t${one}"],
    # An output of a part of the deployment (-target) can be unknown.
    [for one in compact(split("\n", try(local.plan.planned_values.outputs.risks.value, ""))) : "risk\t${one}"],
    [for one in concat(local.destroyed, local.removed_replicas) : join("\t", [one.kind, one.key, one.name, one.detail])],
    ["end"]
  ))
}
