resource "aws_dynamodb_table" "this" {
  for_each = { for name, table in local.stack.tables : name => table if !contains(keys(local.replicas), name) }

  name                        = "${var.name}-${each.key}"
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = each.value.partitionKey
  range_key                   = each.value.sortKey
  stream_enabled              = can(each.value.stream)
  stream_view_type            = try(each.value.stream, null)
  deletion_protection_enabled = var.deletion_protection

  attribute {
    name = each.value.partitionKey
    type = "S"
  }

  attribute {
    name = each.value.sortKey
    type = "S"
  }

  ttl {
    attribute_name = each.value.timeToLiveAttribute
    enabled        = true
  }

  point_in_time_recovery {
    enabled = each.value.pointInTimeRecovery
  }

  # Without server_side_encryption, which would bill a key of KMS. DynamoDB encrypts every table.

  dynamic "on_demand_throughput" {
    for_each = var.table_writes_per_second[*]

    content {
      max_read_request_units  = -1
      max_write_request_units = on_demand_throughput.value
    }
  }

  # Connections belong to one region.
  dynamic "replica" {
    for_each = each.key == "counters" ? var.replica_regions : []

    content {
      region_name            = replica.value
      propagate_tags         = true
      point_in_time_recovery = each.value.pointInTimeRecovery
    }
  }
}

locals {
  # Tables that this deployment does not create: replicas of another region's deployment, or tables restored by hand.
  replicas = { for table in var.counters_replica[*] : "counters" => table }
}

data "aws_dynamodb_table" "replica" {
  for_each = local.replicas

  name = each.value
}
