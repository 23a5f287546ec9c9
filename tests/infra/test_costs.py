"""What the bill of `benchmarks/bill.py` takes from the stack is what the template says."""

from __future__ import annotations

import json
from typing import Any

from benchmarks.bill import ACCESS_LOG_BYTES, IDLE, MEMORY_OF
from benchmarks.night_cost import MEMORY_MB, SHARDS_AT_ONCE
from infra.api import ACCESS_LOG
from infra.canary import EVERY
from infra.due import EVERY as DUE_EVERY
from infra.webhooks import EVERY as TICK
from testing.template.parts import states

# The longest that usually stand there.
FILLED_IN = {
    "requestId": "JKJaXmPLvHcESHA=",
    "requestTime": "29/Nov/2026:10:29:07 +0000",
    "method": "POST",
    "route": "ANY /{proxy+}",
    "status": "200",
    "responseLength": "1234",
    "latencyMs": "72",
    "integrationError": "-",
}


def test_alarms_and_queues_are_counted_as_they_are(template: Any) -> None:
    alarms = [alarm["Properties"] for alarm in template.of_type("AWS::CloudWatch::Alarm").values()]
    summed = [[metric for metric in alarm.get("Metrics", []) if "MetricStat" in metric] for alarm in alarms]
    polled = [
        one["Properties"]
        for one in template.of_type("AWS::Lambda::EventSourceMapping").values()
        if "Queue" in str(one["Properties"]["EventSourceArn"]) or "ScalingConfig" in one["Properties"]
    ]

    assert sum(len(metrics) or 1 for metrics in summed) == IDLE.alarm_metrics
    assert len(polled) == IDLE.queues_polled
    assert 30 * 24 * 60 / EVERY.to_minutes() == IDLE.canary_calls
    assert 30 * 24 * 60 / DUE_EVERY.to_minutes() == IDLE.due_calls
    assert 30 * 24 * 60 / TICK.to_minutes() == IDLE.ticks
    assert len(template.of_type("AWS::KMS::Key")) == IDLE.keys


def test_functions_have_the_memory_that_they_are_billed_for(template: Any) -> None:
    billed = {"".join(part.title() for part in name.split("_")): mb for name, mb in MEMORY_OF.items()}
    for name in ("Api", "UpdateFacts", "UpdateLookups", "Recalculate", "Summarise", "Nightly", *billed):
        function = template.one("AWS::Lambda::Function", f"Lambda{name}")["Properties"]
        assert function["MemorySize"] == billed.get(name, MEMORY_MB), name
    assert states(template, "Night")["Every shard"]["MaxConcurrency"] == SHARDS_AT_ONCE


def test_lambda_itself_logs_only_what_went_wrong_and_nothing_is_traced(template: Any) -> None:
    for function in template.of_type("AWS::Lambda::Function").values():
        logging = function["Properties"]["LoggingConfig"]
        assert (logging["LogFormat"], logging["SystemLogLevel"]) == ("JSON", "WARN")
        assert function["Properties"].get("TracingConfig", {}).get("Mode") != "Active"
    for machine in template.of_type("AWS::StepFunctions::StateMachine").values():
        assert not machine["Properties"].get("TracingConfiguration", {}).get("Enabled")


def test_a_line_of_the_gateway_is_as_long_as_it_is_billed() -> None:
    line = json.dumps({name: FILLED_IN[name] for name in ACCESS_LOG})

    assert abs(len(line) - ACCESS_LOG_BYTES) < 30
