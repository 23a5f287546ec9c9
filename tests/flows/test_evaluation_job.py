"""After an edit everybody is looked at: whoever joins or leaves by it is told once, with the reason."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from unittest.mock import patch

import pytest
from regulars.config import Names
from regulars.errors import NotFound
from regulars.evaluating.job import EVALUATION
from regulars.evaluating.start import evaluate_everybody
from regulars.evaluating.steps import PARTS, STEPS
from regulars.facts.time import MINUTE_MS
from regulars.jobs.steps import run_step
from regulars.scoring.evaluate import Evaluation, Reason, Revision, changes
from regulars.segments.segment import Segment
from regulars.stores.tenant.job_record import JobRecord, JobState
from regulars.stores.tenant.job_records import JobRecords

from testing.aws.requests import requests_of
from testing.builders import an_order
from testing.pipeline.world import World

PEOPLE = ("ann", "bob", "cy")


@pytest.fixture
def world(aws: Names, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setattr("regulars.stores.machines.Machine.start", lambda *_: None)
    world = World(aws, "acme")
    world.accept(
        [
            an_order(f"{who}-{number}", who, ordered_at_ms=world.now_ms, total_minor=10_000)
            for count, who in enumerate(PEOPLE, 1)
            for number in range(count)
        ]
    ).finish()
    world.flow()
    yield world
    world.forget()


def steps(world: World, job: JobRecord) -> Callable[..., dict[str, Any]]:
    def step(name: str, **given: Any) -> dict[str, Any]:
        event = {"step": name, "tenant": world.tenant.id, "job": job.job_id, **given}
        return run_step(
            EVALUATION, STEPS, event, stores=world.stores, clock=lambda: world.now_ms, deadline_ms=world.now_ms
        )

    return step


def run(world: World, job: JobRecord) -> JobRecord:
    step = steps(world, job)
    for part in step("plan")["parts"]:
        assert step("send", part=part, turn=0) == {"done": True, "turn": 1}
    assert step("end") == {"error": ""}
    world.now_ms += MINUTE_MS
    world.flow()
    found: JobRecord | None = EVALUATION.of(world.stores, world.tenant).read(job.job_id)
    assert found is not None
    return found


def segment(orders: int, *, revision: int = 1, announces: bool = True) -> Segment:
    criteria = {"combinator": "and", "rules": [{"field": "orderCount", "operator": "at_least", "value": orders}]}
    return Segment("s1", "Many", json.dumps(criteria), 1, 1, revision, announces=announces)


def edit(world: World, edited: Segment) -> JobRecord:
    """The segment is stored, and everybody is to be looked at."""
    store = world.stores.segments(world.tenant)
    assert store.put(edited, replacing=store.revision(), announces=True)
    return start(world)


def start(world: World) -> JobRecord:
    record = world.stores.directory.read(world.tenant.id)
    assert record is not None
    revision = world.stores.terms.of(record).revision
    return evaluate_everybody(world.tenant, revision, stores=world.stores, now_ms=world.now_ms).job


def told(world: World) -> dict[str, Evaluation]:
    return world.stores.evaluations(world.tenant).of(PEOPLE)


def test_who_is_in_a_segment_that_begins_to_announce_is_noted_and_nobody_is_told(world: World) -> None:
    before = told(world)

    assert run(world, edit(world, segment(2))).state is JobState.DONE

    after = told(world)
    assert {who: one.values["segment:s1"] for who, one in after.items()} == {"ann": False, "bob": True, "cy": True}
    assert [changes(before[who], after[who]) for who in PEOPLE] == [()] * 3
    assert {one.revision for one in after.values()} == {Revision(0, 1)}


def test_an_edited_rule_tells_who_joins_and_who_leaves_with_the_reason_and_the_condition(world: World) -> None:
    run(world, edit(world, segment(2)))
    before = told(world)

    run(world, edit(world, segment(3, revision=2)))

    after = told(world)
    moved = {who: changes(before[who], after[who]) for who in PEOPLE}
    assert {who: [(one.before, one.after) for one in found] for who, found in moved.items()} == {
        "ann": [],
        "bob": [(True, False)],
        "cy": [],
    }
    assert after["bob"].reason is Reason.RULE_EDITED
    assert after["bob"].because == {"segment:s1": "criteria.rules[0]"}
    assert {one.revision for one in after.values()} == {Revision(0, 2)}, "also of whom nothing changed"


def test_sent_twice_everybody_is_told_once(world: World) -> None:
    run(world, edit(world, segment(2)))
    job = edit(world, segment(3, revision=2))
    step = steps(world, job)
    for part in range(PARTS):
        step("send", part={"number": part}, turn=0)
    world.flow()
    after = told(world)

    assert run(world, job).state is JobState.DONE
    assert told(world) == after


def test_an_edit_while_a_job_is_under_way_begins_the_next_one_at_its_end(world: World) -> None:
    job = edit(world, segment(2))
    world.now_ms += 1
    store = world.stores.segments(world.tenant)
    assert store.put(segment(3, revision=2), replacing=store.revision(), announces=True)

    assert run(world, job).state is JobState.DONE
    jobs = EVALUATION.of(world.stores, world.tenant)
    following = jobs.read(jobs.current() or "")
    assert following is not None
    assert (following.job_id != job.job_id, following.state) == (True, JobState.WAITING)
    assert following.asked == {"settings": 0, "segments": 2}
    assert run(world, following).state is JobState.DONE
    assert jobs.current() == following.job_id


def test_a_step_that_broke_off_fails_the_job_with_its_sentence_and_begins_none(world: World) -> None:
    job = edit(world, segment(2))
    world.now_ms += 1

    assert steps(world, job)("end", broken={"send": {}})["error"] == EVALUATION.sentences["send"]

    jobs = EVALUATION.of(world.stores, world.tenant)
    assert jobs.current() == job.job_id
    found = jobs.read(job.job_id)
    assert found is not None
    assert (found.state, found.error) == (JobState.FAILED, EVALUATION.sentences["send"])


def test_a_tenant_that_does_not_exist_is_named(world: World) -> None:
    job = start(world)
    world.tenant = replace(world.tenant, id="nobody")
    with pytest.raises(NotFound, match="no tenant nobody"):
        steps(world, job)("plan")


def test_the_end_of_a_job_reads_no_rules_which_it_has_no_right_to(world: World) -> None:
    job = edit(world, segment(2))
    step = steps(world, job)
    step("plan")
    del world.stores.terms  # a function of its own has read none before

    with requests_of(world.stores.dynamodb) as made:
        assert step("end") == {"error": ""}

    assert "Query" not in made
    assert not [one for one in EVALUATION.workers[0].rights if "tenants" in one.on and "dynamodb:Query" in one.actions]


def test_whoever_asks_at_the_same_moment_and_comes_second_leaves_no_job_that_waits(
    world: World,
) -> None:
    first: list[str] = []
    take = JobRecords.take_slot

    def beaten(jobs: JobRecords[Any], job_id: str, *, after: str | None) -> bool:
        if not first:
            first.append("")
            first[0] = evaluate_everybody(
                world.tenant, Revision(0, 1), stores=world.stores, now_ms=world.now_ms
            ).job.job_id
        return take(jobs, job_id, after=after)

    with patch.object(JobRecords, "take_slot", beaten):
        second = evaluate_everybody(world.tenant, Revision(0, 1), stores=world.stores, now_ms=world.now_ms)

    assert (second.new, second.job.job_id) == (False, first[0])
    assert [job.job_id for job in EVALUATION.of(world.stores, world.tenant).page(9) if not job.has_ended] == first
