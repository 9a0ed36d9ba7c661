# An emulator on this machine instead of AWS: make plan VARS=localstack.tfvars
emulator_endpoint      = "http://localhost:4566"
alarm_email            = null
monthly_budget_dollars = null
deletion_protection    = false
architecture           = "x86_64"
