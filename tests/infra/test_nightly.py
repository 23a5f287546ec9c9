"""The night: when it begins, how it goes on, whom it wakes, and what each of its functions may do."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from infra.deployment import Deployment
from testing.template.parts import alarms, states
from testing.template.permissions import actions, may, statements
from testing.template.synthesis import synthesise

WRITES = ("dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:BatchWriteItem")


def test_the_night_begins_at_two_in_utc(template: Any) -> None:
    schedule = template.one("AWS::Scheduler::Schedule", "Schedule")["Properties"]

    assert schedule["ScheduleExpression"] == "cron(0 2 * * ? *)"
    assert schedule["ScheduleExpressionTimezone"] == "UTC"
    assert schedule["FlexibleTimeWindow"] == {"Mode": "OFF"}
    assert "ScheduleMachine" in str(schedule["Target"]["Arn"])
    assert json.loads(schedule["Target"]["Input"]) == {"zone": "UTC", "atOnce": 50}


def test_a_deployment_may_have_it_at_another_time_in_another_zone(tmp_path: Path) -> None:
    own = synthesise(tmp_path, Deployment(night_time="3:45", night_zone="Pacific/Auckland"))

    schedule = own.one("AWS::Scheduler::Schedule", "Schedule")["Properties"]
    assert schedule["ScheduleExpression"] == "cron(45 3 * * ? *)"
    assert schedule["ScheduleExpressionTimezone"] == "Pacific/Auckland"
    assert json.loads(schedule["Target"]["Input"]) == {"zone": "Pacific/Auckland", "atOnce": 50}


def test_the_schedule_may_start_its_machine_and_do_nothing_else(template: Any) -> None:
    role = template.one("AWS::IAM::Role", "ScheduleScheduleRole")["Properties"]
    own = role["Policies"][0]["PolicyDocument"]["Statement"]

    assert [statement["Action"] for statement in own] == ["states:StartExecution", "sqs:SendMessage"]
    assert "ScheduleMachine" in str(own[0]["Resource"])
    assert "Undelivered" in str(own[1]["Resource"])
    assert role["AssumeRolePolicyDocument"]["Statement"][0]["Principal"] == {"Service": "scheduler.amazonaws.com"}


def test_the_schedule_goes_on_until_every_night_is_started(template: Any) -> None:
    found = states(template, "Schedule")

    assert found["Start"]["Parameters"] == {"step": "start", "given.$": "$"}
    assert found["All started?"]["Choices"][0]["Variable"] == "$.done"
    wait = found["All started?"]["Default"]
    assert (found[wait]["Seconds"], found[wait]["Next"]) == (30, "Start")


def test_a_shard_goes_on_turn_by_turn_until_it_says_that_it_is_done(template: Any) -> None:
    every = states(template, "Night")["Every shard"]
    inner = every["ItemProcessor"]["States"]

    assert every["MaxConcurrency"] == 4
    assert every["ItemSelector"]["next"] == {"turn": 0}
    assert inner["Recalculate"]["Parameters"]["turn.$"] == "$.next.turn"
    assert inner["Recalculate"]["ResultPath"] == "$.next"
    assert inner["Shard done?"]["Choices"][0]["Variable"] == "$.next.done"
    assert inner["Shard done?"]["Default"] == "Recalculate"


def test_a_shard_that_fails_is_tried_again_and_then_stops_no_other(template: Any) -> None:
    found = states(template, "Night")
    recalculate = found["Every shard"]["ItemProcessor"]["States"]["Recalculate"]

    assert [retry["MaxAttempts"] for retry in recalculate["Retry"]] == [20, 3]
    assert recalculate["Catch"] == [{"ErrorEquals": ["States.ALL"], "ResultPath": None, "Next": "Shard failed"}]
    assert found["Every shard"]["Next"] == "Summarise"


def test_many_small_tenants_share_an_execution_with_one_call_each(template: Any) -> None:
    found = states(template, "Night")
    every = found["Every tenant"]
    inner = every["ItemProcessor"]["States"]

    [shared] = found["Shared?"]["Choices"]
    assert (shared["Variable"], shared["IsPresent"], shared["Next"]) == ("$.tenants", True, "Every tenant")
    assert found["Shared?"]["Default"] == "Plan"
    assert every["MaxConcurrency"] == found["Every shard"]["MaxConcurrency"]
    assert every["ItemSelector"] == {"tenant.$": "$$.Map.Item.Value", "job.$": "$.job"}
    assert inner["Whole job"]["Parameters"] == {"step": "night", "tenant.$": "$.tenant", "job.$": "$.job"}
    assert inner["Whole job"]["End"], "one transition a tenant"


def test_a_tenant_that_fails_in_a_shared_night_is_ended_and_stops_no_other(template: Any) -> None:
    found = states(template, "Night")
    inner = found["Every tenant"]["ItemProcessor"]["States"]
    choices = {one["Variable"]: one["Next"] for one in found["All ended?"]["Choices"]}

    assert inner["Whole job"]["Catch"] == [
        {"ErrorEquals": ["States.ALL"], "ResultPath": None, "Next": "End what broke off"}
    ]
    assert inner["End what broke off"]["Catch"][0]["Next"] == inner["End what broke off"]["Next"] == "Tenant failed"
    assert inner["Tenant failed"]["Result"] == {"outcome": "failed"}
    assert found["Every tenant"]["ResultSelector"] == {
        "left.$": "States.ArrayContains($[*].outcome, 'left')",
        "failed.$": "States.ArrayContains($[*].outcome, 'failed')",
    }
    assert choices == {"$.ended.left": "Every tenant", "$.ended.failed": "Some failed"}
    assert found["All ended?"]["Default"] == "All done"


def test_a_night_that_is_not_whole_ends_as_a_failure_with_its_sentence(template: Any) -> None:
    found = states(template, "Night")

    assert found["Plan"]["Catch"][0]["Next"] == "Summarise"
    assert found["Failed?"]["Default"] == "Failed"
    assert found["Failed"]["CausePath"] == "$.summarise.error"


def test_a_single_customer_whose_facts_differ_from_their_ledger_is_noticed(template: Any) -> None:
    alarm = alarms(template)["Drift"]

    assert (alarm["Namespace"], alarm["MetricName"], alarm["Threshold"]) == ("Regulars", "drift", 0)
    assert alarm["Dimensions"] == [{"Name": "service", "Value": "regulars"}]


@pytest.mark.parametrize("machine", ["Nights", "Schedule"])
@pytest.mark.parametrize("ended", ["Failed", "TimedOut", "Aborted"])
def test_a_night_that_does_not_end_well_is_noticed(template: Any, machine: str, ended: str) -> None:
    alarm = alarms(template)[f"{machine}{ended}"]

    assert (alarm["Namespace"], alarm["MetricName"]) == ("AWS/States", f"Executions{ended}")
    assert ("NightMachine" if machine == "Nights" else "ScheduleMachine") in str(alarm["Dimensions"])


def test_a_night_that_never_began_is_noticed(template: Any) -> None:
    alarm = alarms(template)["NoNight"]

    assert alarm["MetricName"] == "ExecutionsSucceeded"
    assert alarm["TreatMissingData"] == "breaching"
    assert alarm["EvaluationPeriods"] * alarm["Period"] == 26 * 3600


def functions_of(template: Any, *machines: str) -> set[str]:
    """The functions that these machines call, as `Template.functions` names them."""
    text = "".join(str(template.one("AWS::StepFunctions::StateMachine", machine)["Properties"]) for machine in machines)
    return {name for name in template.functions() if re.search(rf"'Lambda{name}[0-9A-F]{{8}}'", text)}


NIGHT = ("NightMachine", "ScheduleMachine")


def test_the_night_writes_what_is_derived_and_never_the_ledger(template: Any) -> None:
    tables = {id_.removeprefix("Tables")[:-8] for id_ in template.of_type("AWS::DynamoDB::Table")}

    written = {
        function: "".join(resource for action in WRITES for resource in may(template, function, action))
        for function in functions_of(template, *NIGHT)
    }

    assert {name: {table for table in tables if f"Tables{table}" in text} for name, text in written.items()} == {
        "Nightly": {"Tenants"},
        "Recalculate": {"Facts", "Evaluations", "Tenants"},
        "Summarise": {"Tenants"},
    }


def test_the_night_deletes_rows_of_retired_generations_and_nothing_else(template: Any) -> None:
    found = functions_of(template, *NIGHT)
    allowed = [s for function in found for s in statements(template, function) if s["Effect"] == "Allow"]
    sweeps = {function: may(template, function, "dynamodb:BatchWriteItem") for function in found}

    assert not [action for s in allowed for action in actions(s) if "Delete" in action]
    assert {function for function, swept in sweeps.items() if swept} == {"Recalculate"}
    assert all("TablesFacts" in resource for resource in sweeps["Recalculate"])


def test_only_who_starts_nights_may_start_them(template: Any) -> None:
    for function in ("Api", "Nightly"):
        assert "Regulars-nights" in str(may(template, function, "states:StartExecution"))
    for function in set(template.functions()) - {"Api", "Nightly"}:
        assert "-nights" not in str(may(template, function, "states:StartExecution"))


def test_working_objects_of_a_night_are_its_own_and_go_after_two_days(template: Any) -> None:
    rules = template.one("AWS::S3::Bucket", "ImportsBucket")["Properties"]["LifecycleConfiguration"]["Rules"]

    assert [rule["ExpirationInDays"] for rule in rules if rule.get("Prefix") == "nights/"] == [2]
    own = ("/nights/*", "/answers/*", "/catalogue/*", "/lake/*")
    assert all(any(prefix in one for prefix in own) for one in may(template, "Recalculate", "s3:PutObject"))
    assert all("/nights/*" in resource for resource in may(template, "Nightly", "s3:PutObject"))
    left = may(template, "Summarise", "s3:PutObject")
    places = ("/answers/*", "/lake/*", "/catalogue/*")
    assert [[place for place in places if place in one] for one in left] == [[place] for place in places]


def test_the_plan_reads_rows_and_what_the_night_before_left_and_no_other_object(template: Any) -> None:
    facts = [s for s in statements(template, "Nightly") if "TablesFacts" in str(s["Resource"])]
    read, written = may(template, "Nightly", "s3:GetObject"), may(template, "Nightly", "s3:PutObject")

    assert [actions(statement) for statement in facts] == [["dynamodb:Query"]]
    assert [("/answers/*" in resource, "/nights/*" in resource) for resource in read] == [(True, False)]
    assert [("/answers/*" in resource, "/nights/*" in resource) for resource in written] == [(False, True)]
