"""Nights of many small tenants, which begin together in one execution."""

from __future__ import annotations

import json

import pytest
from regulars.facts.tenant import Tenant
from regulars.facts.time import DAY_MS
from regulars.nightly import schedule as schedule_module
from regulars.nightly.schedule import NightsNotStarted, start_nights
from regulars.nightly.start import start_job
from regulars.stores.machines import Machine
from regulars.stores.opened import Stores
from regulars.stores.tenant.job_record import JobState
from regulars.stores.tenant.jobs import Job

from testing.aws.tenants import make_tenant
from testing.builders import NOW_MS
from testing.machines.night import create_night_machine, end, executions

# 2025-10-15 in UTC and in most zones.
NIGHT = "night-20251015"
UTC = {"zone": "UTC"}


@pytest.fixture
def tenants(stores: Stores) -> list[Tenant]:
    create_night_machine(stores)
    return [make_tenant(stores, name) for name in ("acme", "bella", "cora")]


@pytest.fixture
def sharing(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> list[Tenant]:
    """Five tenants where two begin together, one of them of two shards."""
    monkeypatch.setattr(schedule_module, "TOGETHER", 2)
    create_night_machine(stores)
    small = [make_tenant(stores, name) for name in ("acme", "bella", "cora", "dora")]
    return [*small, make_tenant(stores, "large", shards=2)]


def shared_with(stores: Stores, tenants: list[Tenant]) -> list[list[str]]:
    """Which tenants each execution does; fails where a job's execution was not started."""
    found: dict[str, list[str]] = {}
    for tenant in tenants:
        job = stores.jobs(tenant).read(NIGHT)
        if job is not None:
            found.setdefault(job.execution(tenant.id), []).append(tenant.id)
    assert sorted(found) == executions(stores)
    return sorted(found.values())


def test_many_tenants_of_one_shard_begin_together_and_a_large_one_alone(
    stores: Stores, sharing: list[Tenant], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schedule_module, "AT_ONCE", 3)

    answer = start_nights(UTC, stores=stores, now_ms=NOW_MS)

    assert answer["done"]
    assert shared_with(stores, sharing) == [["acme", "bella"], ["cora", "dora"], ["large"]]
    arn = stores.names.machine_arn("nights")
    inputs = [
        json.loads(stores.stepfunctions.describe_execution(executionArn=one["executionArn"])["input"])
        for one in stores.stepfunctions.list_executions(stateMachineArn=arn)["executions"]
    ]
    assert sorted(map(str, inputs)) == sorted(
        map(
            str,
            (
                {"tenants": ["acme", "bella"], "job": NIGHT},
                {"tenants": ["cora", "dora"], "job": NIGHT},
                {"tenant": "large", "job": NIGHT, "broken": {}},
            ),
        )
    )


def test_an_execution_counts_once_however_many_tenants_share_it(
    stores: Stores, sharing: list[Tenant], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schedule_module, "AT_ONCE", 2)
    first = start_nights(UTC, stores=stores, now_ms=NOW_MS)
    begun = shared_with(stores, sharing)

    for tenant in sharing[:2]:
        stores.jobs(tenant).finish(NIGHT, finished_ms=NOW_MS, error=None)
    last = start_nights(first, stores=stores, now_ms=NOW_MS + DAY_MS)

    assert (first["done"], begun) == (False, [["acme", "bella"], ["large"]])
    assert not last["done"], "two are owed, and one place is free"


def test_a_tenant_whose_turn_in_a_shared_night_has_not_come_is_under_way(
    stores: Stores, sharing: list[Tenant], monkeypatch: pytest.MonkeyPatch
) -> None:
    start_nights({**UTC, "atOnce": 3}, stores=stores, now_ms=NOW_MS)

    started = start_job(sharing[1], "manual-1", manual=True, stores=stores, now_ms=NOW_MS + DAY_MS)

    assert (started.job.job_id, started.job.state, started.new) == (NIGHT, JobState.WAITING, False)


def test_who_waited_in_an_execution_that_was_broken_off_is_started_again(stores: Stores, sharing: list[Tenant]) -> None:
    given = start_nights({**UTC, "atOnce": 3}, stores=stores, now_ms=NOW_MS)
    broken = state_of(stores, sharing[0], NIGHT).execution("acme")
    end(stores, broken)
    stores.jobs(sharing[0]).finish(NIGHT, finished_ms=NOW_MS, error=None)

    start_nights(given, stores=stores, now_ms=NOW_MS + DAY_MS)

    assert state_of(stores, sharing[0], NIGHT).execution("acme") == broken
    assert state_of(stores, sharing[1], NIGHT).execution("bella") == f"bella-{NIGHT}"
    assert f"bella-{NIGHT}" in executions(stores)


def test_a_shared_night_that_cannot_be_started_is_tried_again_whole(
    stores: Stores, sharing: list[Tenant], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(Machine, "start", lambda *_: 1 / 0)
        with pytest.raises(NightsNotStarted, match="5 of 5 nights could not be started"):
            start_nights({**UTC, "atOnce": 3}, stores=stores, now_ms=NOW_MS)

    start_nights({**UTC, "atOnce": 3}, stores=stores, now_ms=NOW_MS + 2 * 60_000)

    assert shared_with(stores, sharing) == [["acme", "bella"], ["cora", "dora"], ["large"]]


def test_who_is_recalculated_by_hand_is_left_out_of_a_shared_night(stores: Stores, sharing: list[Tenant]) -> None:
    start_job(sharing[0], "manual-1", manual=True, stores=stores, now_ms=NOW_MS)

    start_nights({**UTC, "atOnce": 3}, stores=stores, now_ms=NOW_MS)

    assert stores.jobs(sharing[0]).read(NIGHT) is None
    assert state_of(stores, sharing[1], NIGHT).execution("bella") in executions(stores)


def state_of(stores: Stores, tenant: Tenant, job_id: str) -> Job:
    job = stores.jobs(tenant).read(job_id)
    assert job is not None
    return job
