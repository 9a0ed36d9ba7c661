output "findings" {
  description = "The findings, one on each line: judged, reject, table, queue or replica, and then the fields."
  value       = local.findings
}
