# The rules for a plan, on plans and a state with only the parts that the rules read.

run "first_deploy_has_no_findings" {
  command = plan

  variables {
    state = "tests/plans/none.json"
    plan  = "tests/plans/first.json"
  }

  assert {
    condition     = output.findings == "judged\teu-central-1\taws\ttally\nend"
    error_message = output.findings
  }
}

run "state_of_the_same_deployment_has_no_findings" {
  command = plan

  variables {
    state = "tests/plans/state.json"
    plan  = "tests/plans/first.json"
  }

  assert {
    condition     = output.findings == "judged\teu-central-1\taws\ttally\nend"
    error_message = output.findings
  }
}

run "nothing_to_judge_has_no_findings" {
  command = plan

  variables {
    state = "tests/plans/none.json"
    plan  = "tests/plans/unread.json"
  }

  assert {
    condition     = output.findings == "judged\teu-central-1\taws\ttally\nend"
    error_message = output.findings
  }
}

run "account_that_was_not_read_is_rejected" {
  command = plan

  variables {
    state = "tests/plans/state.json"
    plan  = "tests/plans/unread.json"
  }

  assert {
    condition     = strcontains(output.findings, "\nreject\tThe plan did not read the account") && strcontains(output.findings, "Plan without -refresh=false. With -target, also target module.existing.")
    error_message = output.findings
  }
}

run "account_of_an_earlier_plan_is_rejected" {
  command = plan

  variables {
    state = "tests/plans/state.json"
    plan  = "tests/plans/stale.json"
  }

  assert {
    condition     = strcontains(output.findings, "\nreject\tThe plan did not read the account")
    error_message = output.findings
  }
}

run "creates_with_lists_of_an_earlier_plan_are_rejected" {
  command = plan

  variables {
    state = "tests/plans/none.json"
    plan  = "tests/plans/stale.json"
  }

  assert {
    condition     = strcontains(output.findings, "\nreject\tThe plan did not read the account")
    error_message = output.findings
  }
}

run "creates_of_what_exists_are_rejected" {
  command = plan

  variables {
    state = "tests/plans/none.json"
    plan  = "tests/plans/twin.json"
  }

  assert {
    condition     = startswith(output.findings, "judged\teu-central-1\thttp://localhost:4566\ttally\nreject\tThis state does not contain what the account already has in eu-central-1: function tally-press, queue tally-clicks-202611291537306873000000a6.fifo, queue tally-live-failures-20261129153705009400000004, table tally-counters. ")
    error_message = output.findings
  }
}

run "another_account_is_rejected" {
  command = plan

  variables {
    state = "tests/plans/state.json"
    plan  = "tests/plans/twin.json"
  }

  assert {
    condition     = strcontains(output.findings, "\nreject\tThe state belongs to another deployment: its name is tally, its region is eu-central-1 and its account is 111111111111. The plan is for the name tally, the region eu-central-1 and the account 222222222222. ")
    error_message = output.findings
  }
}

run "another_name_is_rejected" {
  command = plan

  variables {
    state = "tests/plans/state.json"
    plan  = "tests/plans/renamed.json"
  }

  assert {
    condition     = strcontains(output.findings, "its name is tally, its region is eu-central-1 and its account is 111111111111. The plan is for the name other, the region eu-central-1. ")
    error_message = output.findings
  }
}

run "destroyed_tables_queues_and_replicas_are_listed" {
  command = plan

  variables {
    state = "tests/plans/state.json"
    plan  = "tests/plans/losses.json"
  }

  assert {
    condition     = strcontains(output.findings, "\nreject\tThe plan destroys protected tables with all their items: tally-connections. ")
    error_message = output.findings
  }

  assert {
    condition = [for line in split("\n", output.findings) : line if !startswith(line, "reject")] == [
      "judged\teu-central-1\taws\ttally",
      "risk\tAlarms reach no one.",
      "risk\tEveryone may press.",
      "table\tconnections\ttally-connections\t",
      "table\told\ttally-old\tus-east-1",
      "queue\tclicks\ttally-clicks-1.fifo\thttps://sqs/tally-clicks-1.fifo",
      "replica\tcounters@us-east-1\ttally-counters\tus-east-1",
      "end"
    ]
    error_message = output.findings
  }
}
