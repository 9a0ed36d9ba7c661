# A state keeps what an earlier plan has read, and Terraform repeats that in a plan that reads nothing (-target, or -refresh=false with
# -destroy). The key is new in each plan, so guard/ uses only what this plan has read.
module "existing" {
  source   = "./existing"
  for_each = toset([var.plan_id])

  name = var.name
}
