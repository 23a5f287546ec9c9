"""An edit by which others may have to be told something has everybody looked at; any other has not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from regulars.evaluating.job import EVALUATION
from regulars.facts.tenant import Tenant
from regulars.segments.vocabulary import OWN_SEGMENT
from regulars.stores.machines import Machine
from regulars.stores.opened import Stores

from testing.api.client import Client

SEGMENTS = "/api/customers/segments"
TWICE = {"combinator": "and", "rules": [{"field": "orderCount", "operator": "at_least", "value": 2}]}
OFTEN = {"combinator": "and", "rules": [{"field": "orderCount", "operator": "at_least", "value": 5}]}


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch, stores: Stores, tenant: Tenant) -> list[dict[str, Any]]:
    """What was asked for by each job that began; the one before it is over."""
    found: list[dict[str, Any]] = []
    jobs = EVALUATION.of(stores, tenant)

    def start(self: Machine, name: str, given: Mapping[str, object]) -> None:
        job = jobs.read(str(given["job"]))
        assert job is not None
        found.append(dict(job.asked))
        jobs.finish(job.job_id, finished_ms=job.created_ms, error=None)

    monkeypatch.setattr(Machine, "start", start)
    return found


def act(api: Client, action: str, **fields: Any) -> Any:
    answer = api.post(SEGMENTS, {"action": action, **fields})
    assert answer.status in (200, 201), answer.text
    return answer.data


def test_settings_that_change_have_everybody_looked_at(api: Client, started: list[dict[str, Any]]) -> None:
    assert api.put("/api/settings", {"newDays": 14}, if_match='"0"').status == 200
    assert api.put("/api/settings", {"newDays": 15}, if_match='"0"').status == 412

    assert started == [{"settings": 1, "segments": 0}]


def test_a_segment_that_tells_nobody_has_nobody_looked_at(api: Client, started: list[dict[str, Any]]) -> None:
    segment = act(api, "create", name="Twice", criteria=TWICE)
    act(api, "update", segmentId=segment["id"], criteria=OFTEN)
    act(api, "preview", criteria=TWICE)
    act(api, "delete", segmentId=segment["id"])

    assert started == []


def test_a_segment_that_announces_has_everybody_looked_at_with_each_of_its_edits(
    api: Client, started: list[dict[str, Any]]
) -> None:
    segment = act(api, "create", name="Twice", criteria=TWICE, announces=True)
    act(api, "update", segmentId=segment["id"], criteria=OFTEN)
    act(api, "update", segmentId=segment["id"], announces=False)
    act(api, "update", segmentId=segment["id"], criteria=TWICE)

    assert [one["segments"] for one in started] == [1, 2, 3], "the last edit tells nobody anything"


def test_so_does_an_edit_of_what_such_a_segment_names(api: Client, started: list[dict[str, Any]]) -> None:
    named = act(api, "create", name="Twice", criteria=TWICE)["id"]
    over = {"combinator": "and", "rules": [{"field": OWN_SEGMENT, "operator": "one_of", "value": [named]}]}
    answer = api.post(SEGMENTS, {"action": "create", "name": "Over", "criteria": over, "announces": True})
    assert answer.status == 201, answer.text
    act(api, "update", segmentId=named, criteria=OFTEN)

    assert [one["segments"] for one in started] == [2, 3]


def test_an_edit_stands_although_the_job_could_not_be_started(api: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks_off(*_: object) -> None:
        raise RuntimeError("no machine")

    monkeypatch.setattr(Machine, "start", breaks_off)

    assert api.put("/api/settings", {"newDays": 14}, if_match='"0"').status == 200
    assert api.get("/api/settings").data["newDays"] == 14
