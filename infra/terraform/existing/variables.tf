variable "name" {
  description = "The prefix of the names of all resources."
  type        = string
}
