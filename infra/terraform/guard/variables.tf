variable "state" {
  description = "The path of the state as `terraform state pull` prints it. The file is empty if there is no state."
  type        = string
}

variable "plan" {
  description = "The path of the plan as `terraform show -json` prints it."
  type        = string
}
