"""Somebody hears of everything that does not mend itself."""

from __future__ import annotations

from typing import Any

import pytest

from testing.template.parts import alarms
from testing.template.permissions import actions, may, statements


def test_every_function_has_an_alarm_on_errors_and_throttles(template: Any) -> None:
    for function in template.functions():
        for metric in ("Errors", "Throttles"):
            alarm = alarms(template)[f"{function}{metric}"]
            assert (alarm["Namespace"], alarm["MetricName"]) == ("AWS/Lambda", metric)
            assert f"Lambda{function}" in str(alarm["Dimensions"])


def test_a_stream_that_is_not_read_is_noticed_long_before_records_are_given_up(template: Any) -> None:
    alarm = alarms(template)["StreamIteratorAge"]

    assert alarm["Threshold"] == 120_000
    assert "DispatchChanges" in str(alarm["Dimensions"])


@pytest.mark.parametrize("lane", ["Live", "Bulk", "Lookups"])
def test_a_single_dead_letter_is_noticed(template: Any, lane: str) -> None:
    assert alarms(template)[f"{lane}DeadLetters"]["Threshold"] == 0


@pytest.mark.parametrize(("lane", "seconds"), [("Live", 600), ("Bulk", 7200), ("Lookups", 1800)])
def test_a_queue_that_falls_behind_is_noticed(template: Any, lane: str, seconds: int) -> None:
    assert alarms(template)[f"{lane}OldestMessage"]["Threshold"] == seconds


def test_every_alarm_goes_to_the_topic(template: Any) -> None:
    topic = next(iter(template.of_type("AWS::SNS::Topic")))

    for alarm in alarms(template).values():
        assert alarm["AlarmActions"] == [{"Ref": topic}]


@pytest.mark.parametrize("lane", ["Live", "Bulk", "Lookups"])
def test_one_old_message_wakes_nobody_for_it_may_have_come_back(template: Any, lane: str) -> None:
    alarm = alarms(template)[f"{lane}OldestMessage"]

    assert (alarm["DatapointsToAlarm"], alarm["EvaluationPeriods"]) == (2, 3)


def test_silence_of_the_canary_is_noticed_and_so_is_a_slow_order(template: Any) -> None:
    silence, slow = alarms(template)["NoOrderBecomesFacts"], alarms(template)["OrderToFacts"]

    assert {alarm["MetricName"] for alarm in (silence, slow)} == {"orderToFactsSeconds"}
    assert (silence["TreatMissingData"], silence["EvaluationPeriods"]) == ("breaching", 3)
    assert silence["ComparisonOperator"] == "LessThanThreshold"
    assert (slow["Threshold"], slow["Statistic"]) == (60, "Maximum")
    assert alarms(template)["FailedBatches"]["Threshold"] == 0


def test_a_table_that_turns_calls_away_or_fails_by_itself_is_noticed(template: Any) -> None:
    for table in ("Ledger", "Registry", "Evaluations", "Tenants", "Facts", "Lookups", "Requests"):
        for kind, metrics in (
            ("Throttled", {"ReadThrottleEvents", "WriteThrottleEvents"}),
            ("Faults", {"SystemErrors"}),
        ):
            watched = [
                m["MetricStat"]["Metric"] for m in alarms(template)[f"{table}{kind}"]["Metrics"] if "MetricStat" in m
            ]
            assert {metric["MetricName"] for metric in watched} == metrics
            assert all(f"Tables{table}" in str(metric["Dimensions"]) for metric in watched)
            assert len(watched) <= 10  # what one alarm may add up


def test_what_could_not_begin_is_noticed_at_each_place_where_it_can_be_lost(template: Any) -> None:
    names = {
        name: (alarm["Namespace"], alarm["MetricName"])
        for name, alarm in alarms(template).items()
        if "Namespace" in alarm
    }

    assert names["DroppedStarts"] == ("AWS/Lambda", "AsyncEventsDropped")
    assert names["UploadRuleFailed"] == names["BrokenImportRuleFailed"] == ("AWS/Events", "FailedInvocations")
    assert names["SchedulesFailed"] == ("AWS/Scheduler", "TargetErrorCount")
    assert names["SchedulesDropped"] == ("AWS/Scheduler", "InvocationDroppedCount")
    assert names["Undelivered"] == ("AWS/SQS", "ApproximateNumberOfMessagesVisible")
    assert {names[f"{machine}ThrottledMachine"] for machine in ("Imports", "Nights", "Schedule")} == {
        ("AWS/States", "ExecutionThrottled")
    }


def test_the_accounts_executions_are_noticed_at_four_fifths(template: Any) -> None:
    alarm = alarms(template)["AccountConcurrency"]

    assert (alarm["MetricName"], alarm["Threshold"], "Dimensions" in alarm) == ("ConcurrentExecutions", 800, False)


def test_what_could_not_begin_is_kept_in_one_queue(template: Any) -> None:
    """The rules' and the schedules' dead letters, and calls that failed: with the right to put them there."""
    [queue] = [id_ for id_ in template.of_type("AWS::SQS::Queue") if id_.startswith("Undelivered")]
    here = {"Fn::GetAtt": [queue, "Arn"]}
    rules = template.of_type("AWS::Events::Rule").values()
    [calls] = template.of_type("AWS::Lambda::EventInvokeConfig").values()
    schedules = template.of_type("AWS::Scheduler::Schedule").values()

    assert [t["DeadLetterConfig"] for rule in rules for t in rule["Properties"]["Targets"]] == [{"Arn": here}] * 3
    assert calls["Properties"]["DestinationConfig"]["OnFailure"] == {"Destination": here}
    assert "ImportOrders" in str(calls["Properties"]["FunctionName"])
    assert [s["Properties"]["Target"]["DeadLetterConfig"] for s in schedules] == [{"Arn": here}] * 4
    assert queue in str(may(template, "ImportOrders", "sqs:SendMessage"))
    [policy] = [
        p for p in template.of_type("AWS::SQS::QueuePolicy").values() if queue in str(p["Properties"]["Queues"])
    ]
    assert "events.amazonaws.com" in str(policy["Properties"]["PolicyDocument"])


def test_who_sends_to_their_own_queue_is_not_ended_by_lambda_after_sixteen_rounds(template: Any) -> None:
    allowed = [
        id_ for id_, f in template.of_type("AWS::Lambda::Function").items() if f["Properties"].get("RecursiveLoop")
    ]

    assert sorted(id_.removeprefix("Lambda")[:-8] for id_ in allowed) == [
        "DeliverWebhooks",
        "UpdateFacts",
        "UpdateLookups",
    ]


def test_who_is_a_tenant_and_a_member_no_function_writes_but_the_probes_own(template: Any) -> None:
    """The emulator reads no conditions on keys: this guard is what holds."""
    keys = "dynamodb:LeadingKeys"
    for function in template.functions():
        on_tenants = [s for s in statements(template, function) if "TablesTenants" in str(s["Resource"])]
        writes = [
            s
            for s in on_tenants
            if s["Effect"] == "Allow" and {"dynamodb:PutItem", "dynamodb:UpdateItem"} & {*actions(s)}
        ]
        if function == "Canary":
            assert [s["Condition"] for s in writes] == [{"ForAllValues:StringLike": {keys: ["~probe"]}}]
        elif writes:
            [denied] = [s for s in on_tenants if s["Effect"] == "Deny"]
            assert denied["Condition"] == {"ForAnyValue:StringLike": {keys: ["~*"]}}
            assert set(actions(denied)) >= {"dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"}
            assert denied["Resource"] == writes[0]["Resource"]
