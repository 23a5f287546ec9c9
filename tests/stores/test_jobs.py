"""The jobs of a tenant: each is created once, planned once, and one is the current one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from regulars.facts.tenant import Generation, Tenant
from regulars.scoring.prediction.bgnbd import BgNbd
from regulars.scoring.prediction.fit import Basis, Fit
from regulars.stores.opened import Stores
from regulars.stores.tenant.job_record import JobState
from regulars.stores.tenant.jobs import Counts, Job, Jobs

from testing.aws.requests import requests_of
from testing.aws.tenants import make_tenant
from testing.builders import NOW_MS

NIGHT = Job("night-20251015", manual=False, created_ms=NOW_MS)


@pytest.fixture
def jobs(stores: Stores, tenant: Tenant) -> Jobs:
    return stores.jobs(tenant)


def test_a_job_is_created_once_and_reads_back_as_it_was(jobs: Jobs) -> None:
    assert jobs.read(NIGHT.job_id) is None

    assert jobs.create(NIGHT)
    assert not jobs.create(Job(NIGHT.job_id, manual=True, created_ms=NOW_MS + 1))

    assert jobs.read(NIGHT.job_id) == NIGHT
    assert (NIGHT.state, NIGHT.counts, dict(NIGHT.shards)) == (JobState.WAITING, Counts(), {})


def test_one_job_takes_anothers_turn_only_as_long_as_that_is_the_current_one(jobs: Jobs) -> None:
    assert jobs.current() is None

    assert jobs.take_slot("a", after=None)
    assert not jobs.take_slot("b", after=None)
    assert jobs.take_slot("c", after="a")
    assert not jobs.take_slot("d", after="a")

    assert jobs.current() == "c"


def test_a_plan_is_fixed_by_whoever_plans_first(jobs: Jobs) -> None:
    jobs.create(NIGHT)

    fit = Fit(Basis.PRIOR, NOW_MS - 1, 60, orders=BgNbd(0.25, 30.5, 0.75, 2.5), at_bound=("b",))
    jobs.plan(
        NIGHT.job_id,
        as_of_ms=NOW_MS,
        day="2025-10-15",
        zone="UTC",
        generation=Generation(3, 128),
        ranking="first",
        fit=fit,
    )
    jobs.plan(
        NIGHT.job_id,
        as_of_ms=NOW_MS + 9,
        day="2025-10-16",
        zone="Asia/Tokyo",
        generation=Generation(4, 256),
        ranking="second",
    )

    planned = jobs.read(NIGHT.job_id)
    assert planned is not None
    assert planned == replace(
        NIGHT,
        state=JobState.RUNNING,
        as_of_ms=NOW_MS,
        day="2025-10-15",
        zone="UTC",
        generation=Generation(3, 128),
        ranking="first",
        fit=fit,
    )


def test_the_counts_of_shards_stand_apart_from_the_job_and_add_up(stores: Stores, jobs: Jobs) -> None:
    jobs.create(NIGHT)
    jobs.create(Job(NIGHT.job_id + "-2", manual=True, created_ms=NOW_MS))
    jobs.note_shard(NIGHT.job_id, 0, 0, Counts(processed=1, updated=1))
    jobs.note_shard(NIGHT.job_id, 0, 0, Counts(processed=7, updated=6, errors=1, lagging=1))
    jobs.note_shard(NIGHT.job_id, 1_023, 0, Counts(processed=2, updated=2, written=5, drift=4))
    jobs.note_shard(NIGHT.job_id + "-2", 5, 0, Counts(processed=99))

    job = jobs.read(NIGHT.job_id)

    assert job is not None
    assert job.shards == {0: Counts(7, 6, 1, 0, 0, 1), 1_023: Counts(2, 2, 0, 5, 4, 0)}
    assert job.counts == Counts(processed=9, updated=8, errors=1, written=5, drift=4, lagging=1)
    with requests_of(stores.dynamodb) as made:
        assert jobs.read(NIGHT.job_id, with_shards=False) == NIGHT
    assert made == ["GetItem"]


def test_what_a_job_writes_stays_small_with_a_thousand_shards(stores: Stores, jobs: Jobs) -> None:
    jobs.create(NIGHT)
    jobs.plan(NIGHT.job_id, as_of_ms=NOW_MS, day="2025-10-15", zone="UTC", generation=Generation(1, 1_024), ranking="r")
    most = Counts(*[10**9] * 6)
    for shard in range(0, 1_024, 64):
        jobs.note_shard(NIGHT.job_id, shard, 0, most)
    jobs.finish(NIGHT.job_id, finished_ms=NOW_MS, error=None)

    items = [item for item in stores.dynamodb.scan(TableName="tenants")["Items"] if "job" in item["sk"]["S"]]

    assert len(items) == 1 + 16
    assert max(len(str(item)) for item in items) < 1_000, "one write unit each"


@pytest.mark.parametrize(("error", "state"), [(None, JobState.DONE), ("Shard 3 did not end.", JobState.FAILED)])
def test_a_job_ends_done_or_failed(jobs: Jobs, error: str | None, state: JobState) -> None:
    jobs.create(NIGHT)

    jobs.finish(NIGHT.job_id, finished_ms=NOW_MS + 5, error=error)

    ended = jobs.read(NIGHT.job_id)
    assert ended is not None
    assert (ended.state, ended.finished_ms, ended.error) == (state, NOW_MS + 5, error)
    assert not jobs.give_up(NIGHT.job_id, finished_ms=NOW_MS + 9, error="It was broken off.")
    assert jobs.read(NIGHT.job_id) == ended


def test_a_job_that_has_not_ended_can_be_given_up(jobs: Jobs) -> None:
    jobs.create(NIGHT)

    assert jobs.give_up(NIGHT.job_id, finished_ms=NOW_MS + 9, error="It was broken off.")

    given_up = jobs.read(NIGHT.job_id)
    assert given_up is not None
    assert (given_up.state, given_up.error) == (JobState.FAILED, "It was broken off.")


def test_tenants_do_not_see_each_others_jobs(stores: Stores, jobs: Jobs) -> None:
    jobs.create(NIGHT)
    jobs.take_slot(NIGHT.job_id, after=None)
    jobs.note_shard(NIGHT.job_id, 0, 0, Counts(processed=1))

    other = stores.jobs(make_tenant(stores, "acme-2"))

    assert (other.read(NIGHT.job_id), other.current()) == (None, None)
    assert other.shards(NIGHT.job_id) == {}


def test_a_turn_that_comes_late_does_not_take_back_what_a_later_one_has_noted(jobs: Jobs) -> None:
    jobs.create(NIGHT)
    jobs.note_shard(NIGHT.job_id, 0, 1, Counts(processed=9))

    jobs.note_shard(NIGHT.job_id, 0, 0, Counts(processed=5))
    jobs.note_shard(NIGHT.job_id, 0, 1, Counts(processed=10))

    assert jobs.shards(NIGHT.job_id) == {0: Counts(processed=10)}
