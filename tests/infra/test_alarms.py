"""Somebody hears of everything that does not mend itself."""

from __future__ import annotations

from typing import Any

import pytest


def alarms(template: Any) -> dict[str, dict[str, Any]]:
    """Alarms by what they are called, without CloudFormation's hash."""
    return {
        id_.removeprefix("Alarms")[:-8]: alarm["Properties"]
        for id_, alarm in template.of_type("AWS::CloudWatch::Alarm").items()
    }


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
