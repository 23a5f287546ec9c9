"""What works in the background leaves room to the API, whatever an account may run at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from regulars.nightly.start import AT_ONCE

from infra.capacity import LAPTOP, capacity_of
from infra.deployment import Deployment
from testing.template.synthesis import Template, synthesise

MAPPING = "AWS::Lambda::EventSourceMapping"


def bounds(template: Template) -> int:
    """All that the template lets run at once beside the API: mappings, a night's and an import's Map. What an edit
    begins, or an export, goes one after the other.

    A night does shards of one tenant or tenants of one shard: never both.
    """
    mappings = [mapping["Properties"] for mapping in template.of_type(MAPPING).values()]
    found = sum(one["ScalingConfig"]["MaximumConcurrency"] for one in mappings if "ScalingConfig" in one)
    found += sum(one["ParallelizationFactor"] for one in mappings if "ParallelizationFactor" in one)
    maps = [
        [state["MaxConcurrency"] for state in machine["States"].values() if state["Type"] == "Map"]
        for _, machine in sorted(template.machines().items(), reverse=True)
    ]
    [shards, parts, *in_turn] = [max(one) for one in maps if one]
    assert set(in_turn) == {1}
    return int(found + shards * nights(template) + parts * imports(template))


def nights(template: Template) -> int:
    import json

    inputs = [s["Properties"]["Target"]["Input"] for s in template.of_type("AWS::Scheduler::Schedule").values()]
    [found] = [json.loads(text)["atOnce"] for text in inputs if "atOnce" in text]
    return int(found)


def imports(template: Template) -> int:
    """Over all tenants; whoever may give turns is told the same."""
    told = [f["Properties"]["Environment"]["Variables"] for f in template.of_type("AWS::Lambda::Function").values()]
    givers = [one["IMPORTS_AT_ONCE"] for one in told if "IMPORTS_AT_ONCE" in one]
    [number] = {*givers, template.body["Outputs"]["ImportsAtOnce"]["Value"]}
    assert len(givers) == 2
    return int(number)


@pytest.mark.parametrize("limit", [28, 29, 50, 99, 100, 200, 500, 1000, 5000, 100_000])
def test_half_of_an_account_is_left_to_the_api(limit: int) -> None:
    assert capacity_of(limit).background <= limit / 2


def test_a_new_account_of_ten_gets_the_least_there_is() -> None:
    assert capacity_of(10) == (2, 2, 2, 2, 1, 1, 1, 1, 1)


def test_the_template_bounds_what_the_capacity_says(template: Any) -> None:
    assert bounds(template) == capacity_of(1000).background == 343


def test_a_small_account_is_bounded_by_its_own_template(tmp_path: Path) -> None:
    small = synthesise(tmp_path, Deployment(account_concurrency=28, night_zone="UTC", stack="Small"))

    assert bounds(small) == capacity_of(28).background == 14


def test_every_map_has_a_bound_of_its_own(template: Any) -> None:
    maps = [state for m in template.machines().values() for state in m["States"].values() if state["Type"] == "Map"]

    assert len(maps) == 5
    assert all(state["MaxConcurrency"] >= 1 for state in maps)


def test_nights_at_once_may_be_said(template: Any) -> None:
    assert nights(template) == AT_ONCE == LAPTOP.nights
    assert Deployment(nights_at_once=7).capacity.nights == 7
    assert Deployment(nights_at_once=7, laptop=True).capacity == LAPTOP


def test_imports_at_once_may_be_said(tmp_path: Path) -> None:
    own = synthesise(tmp_path, Deployment(imports_at_once=7))

    assert imports(own) == 7
    assert Deployment(imports_at_once=7, laptop=True).capacity == LAPTOP


def test_minutes_between_nights_may_be_said_and_a_laptop_has_none(tmp_path: Path) -> None:
    own = synthesise(tmp_path, Deployment(minutes_between_nights=30))
    api = own.one("AWS::Lambda::Function", "LambdaApi")["Properties"]

    assert api["Environment"]["Variables"]["MINUTES_BETWEEN_NIGHTS"] == "30"
    assert Deployment().pause_of_nights == 10
    assert Deployment(minutes_between_nights=30, laptop=True).pause_of_nights == 0


def test_nothing_is_reserved_or_warmed_unless_it_is_asked_for(template: Any) -> None:
    functions = template.of_type("AWS::Lambda::Function").values()

    assert not [f for f in functions if "ReservedConcurrentExecutions" in f["Properties"]]
    assert "WarmThroughput" not in str(template.body)


def test_the_api_and_sign_ins_may_have_executions_of_their_own_and_tables_a_warm_start(tmp_path: Path) -> None:
    own = synthesise(tmp_path, Deployment(reserved_for_api=50, reserved_for_tokens=10, warm_writes=8000))

    reserved = {
        id_.removeprefix("Lambda")[:-8]: f["Properties"]["ReservedConcurrentExecutions"]
        for id_, f in own.of_type("AWS::Lambda::Function").items()
        if "ReservedConcurrentExecutions" in f["Properties"]
    }
    assert reserved == {"Api": 50, "TokenClaims": 10}
    warm = [id_[6:-8] for id_, t in own.of_type("AWS::DynamoDB::Table").items() if "WarmThroughput" in t["Properties"]]
    assert sorted(warm) == ["Facts", "Ledger", "Registry"]


def test_a_busy_account_is_waited_for_before_a_step_counts_as_failed(template: Any) -> None:
    """Every task of every machine: 2 s, doubled, a minute at most, jitter, twenty times; then its own retries."""
    tasks = [task for machine in template.machines().values() for task in tasks_of(machine)]

    assert len(tasks) == 25
    for task in tasks:
        busy, broken = task["Retry"]
        assert "Lambda.TooManyRequestsException" in busy["ErrorEquals"]
        assert not [error for error in busy["ErrorEquals"] if not error.startswith("Lambda.")]
        assert (busy["IntervalSeconds"], busy["BackoffRate"], busy["MaxDelaySeconds"]) == (2, 2, 60)
        assert (busy["MaxAttempts"], busy["JitterStrategy"]) == (20, "FULL")
        assert broken["ErrorEquals"] == ["States.TaskFailed", "States.Timeout"]
        assert broken["MaxAttempts"] == 3


def tasks_of(machine: dict[str, Any]) -> list[dict[str, Any]]:
    found = []
    for state in machine["States"].values():
        if state["Type"] == "Task":
            found.append(state)
        elif state["Type"] == "Map":
            found += tasks_of(state["ItemProcessor"])
    return found
