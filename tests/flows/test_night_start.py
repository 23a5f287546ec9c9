"""Starting a recalculation: one of a tenant at a time, each once, and none stands in the way after it has died."""

from __future__ import annotations

from dataclasses import replace

import pytest
from regulars.facts.tenant import TenantStatus
from regulars.facts.time import DAY_MS, HOUR_MS, MINUTE_MS
from regulars.nightly.start import manual_job_id, nightly_tenants, scheduled_job_id
from regulars.nightly.work import open_night
from regulars.scoring.settings import Settings
from regulars.stores.opened import Stores
from regulars.stores.tenant.job_record import JobState
from regulars.stores.tenant.jobs import Job

from testing.aws.tenants import make_tenant
from testing.builders import NOW_MS, a_tenant, an_order
from testing.machines.night import FAR_MS, end, executions
from testing.machines.night_by_turns import ONE_PAGE, NightMachine
from testing.truth.night import comparable


def running(night: NightMachine) -> list[str]:
    return executions(night.stores)


def test_a_job_starts_its_execution_once_however_often_it_is_asked_for(night: NightMachine) -> None:
    started = [night.start("night-1") for _ in range(3)]

    assert [(one.job.job_id, one.new) for one in started] == [("night-1", True), ("night-1", False), ("night-1", False)]
    assert running(night) == ["acme-night-1"]


def test_who_starts_while_one_runs_gets_that_one(night: NightMachine) -> None:
    night.start("night-1")
    night.step("night-1", "plan")
    night.now_ms += HOUR_MS

    started = night.start("manual-1", manual=True)

    assert (started.job.job_id, started.job.state, started.new) == ("night-1", JobState.RUNNING, False)
    assert running(night) == ["acme-night-1"]
    assert night.stores.jobs(night.tenant).read("manual-1") is None


def test_who_starts_within_a_minute_of_another_gets_that_one_before_its_execution_is_there(
    night: NightMachine,
) -> None:
    night.start("night-1")
    end(night.stores, "acme-night-1")
    night.now_ms += MINUTE_MS - 1

    assert night.start("manual-1", manual=True).job.job_id == "night-1"

    night.now_ms += 1
    assert night.start("manual-1", manual=True).new


def test_one_that_is_done_makes_way_for_the_next(night: NightMachine) -> None:
    first = night.night("night-1")
    night.now_ms += DAY_MS

    second = night.start("night-2")

    assert (first.state, second.job.job_id, second.new) == (JobState.DONE, "night-2", True)
    assert night.job("night-1") == first

    night.night("night-2")
    assert night.start("night-1").job == first, "asked for again it is what it was, and starts nothing"
    assert running(night) == ["acme-night-1", "acme-night-2"]


@pytest.mark.parametrize("planned", [False, True])
def test_one_whose_execution_died_is_failed_by_the_next_that_takes_its_place(
    night: NightMachine, planned: bool
) -> None:
    night.start("night-1")
    if planned:
        night.step("night-1", "plan")
    end(night.stores, "acme-night-1")
    night.now_ms += HOUR_MS

    started = night.start("manual-1", manual=True)

    assert (started.job.job_id, started.new) == ("manual-1", True)
    died = night.job("night-1")
    assert (died.state, died.error, died.finished_ms) == (JobState.FAILED, "It was broken off.", night.now_ms)
    assert night.manual("manual-1").state is JobState.DONE


def test_a_start_that_broke_off_anywhere_is_made_good_by_the_next_try(night: NightMachine) -> None:
    jobs = night.stores.jobs(night.tenant)
    night.night("night-0")
    started = night.start("night-1")
    end(night.stores, "acme-night-1")
    assert jobs.take_slot("night-0", after="night-1"), "as it was before the job became the current one"

    again = night.start("night-1")

    assert (again.job, again.new) == (started.job, False)
    assert jobs.current() == "night-1"


def test_two_runs_at_once_end_as_one_does(stores: Stores) -> None:
    alone, both = (NightMachine(stores, make_tenant(stores, name)) for name in ("alone", "both"))
    for night in (alone, both):
        night.take(*(an_order(f"{number}", f"c{number}", written_ms=NOW_MS - HOUR_MS) for number in range(6)))
        night.now_ms += 100 * DAY_MS
        night.delete_row("c1")
    as_of_ms = alone.now_ms
    expected = alone.manual("manual-1").counts

    jobs = ["manual-1", "manual-2"]
    for job_id in jobs:
        both.start(job_id, manual=True)
        both.step(job_id, "plan")
        end(stores, f"both-{job_id}")
        both.now_ms += 2 * MINUTE_MS
    for turn, deadline_ms in enumerate([ONE_PAGE, FAR_MS]):
        for job_id in jobs:
            both.turn(job_id, 0, turn, deadline_ms=deadline_ms)
    for job_id in jobs:
        assert both.step(job_id, "summarise") == {"error": ""}

    assert {one: row.facts for one, row in both.rows().items()} == {one: row.facts for one, row in alone.rows().items()}
    told = [both.evaluation(f"c{number}") for number in range(6)]
    assert {(one.values["lifecycleSegment"], one.n) for one in told if one and one.job} == {("Dormant", as_of_ms)}
    assert {one.values["lifecycleSegment"] for one in told if one} == {"Dormant"}
    counts = [both.job(job_id).counts for job_id in jobs]
    assert sum(one.written for one in counts) == expected.written == 6
    assert sum(one.drift for one in counts) == expected.drift == 1
    # The second one's is the day's: made when the first had not repaired yet, but for the instant it is the same.
    both_summary, alone_summary = comparable(both.summary()), comparable(alone.summary())
    for name in ("no_orders", "repeat_buyers", "by_segment", "by", "pairs", "levels"):
        assert both_summary[name] == alone_summary[name]


def test_the_plan_fixes_instant_local_day_and_generation_once(stores: Stores) -> None:
    """2025-10-15T22:30Z is the 16th in Berlin."""
    berlin = replace(Settings.defaults(2), timezone="Europe/Berlin")
    assert stores.directory.create(a_tenant("berlin", shards=2), settings=berlin)
    night = NightMachine(stores, a_tenant("berlin", shards=2))
    night.now_ms = NOW_MS + 14 * HOUR_MS
    night.start("night-1")

    shards = night.step("night-1", "plan")
    planned = night.job("night-1")
    night.now_ms += DAY_MS
    assert night.step("night-1", "plan") == shards == {"shards": [{"number": 0}, {"number": 1}]}

    assert (planned.as_of_ms, planned.day) == (NOW_MS + 14 * HOUR_MS, "2025-10-16")
    assert planned.generation == night.tenant.reading
    assert night.job("night-1") == planned


def test_a_zone_that_is_changed_during_a_night_is_the_next_ones(night: NightMachine) -> None:
    night.start("night-1")
    night.step("night-1", "plan")
    tokyo = replace(night.settings, timezone="Asia/Tokyo", dormant_days=60)
    assert night.stores.settings(night.tenant).put(tokyo, replacing=0)
    night.stores.jobs(night.tenant).create(Job("night-2", manual=False, created_ms=night.now_ms))

    found = [open_night(night.stores, night.tenant.id, job_id).settings for job_id in ("night-1", "night-2")]

    assert found == [replace(tokyo, timezone="UTC"), tokyo]


def test_suspended_tenants_have_no_nights(stores: Stores) -> None:
    for name in ("acme", "bella", "cora"):
        make_tenant(stores, name)
    stores.directory.set_status("acme", TenantStatus.SUSPENDED)
    stores.directory.set_status("bella", TenantStatus.TRIAL)

    assert [tenant.id for tenant in nightly_tenants(stores)] == ["bella", "cora"]


def test_a_schedules_job_is_one_a_day_and_a_manual_one_is_another_each_time() -> None:
    assert scheduled_job_id(NOW_MS) == scheduled_job_id(NOW_MS + HOUR_MS) == "night-20251015"
    assert scheduled_job_id(NOW_MS + DAY_MS) == "night-20251016"
    assert scheduled_job_id(NOW_MS, "Pacific/Kiritimati") == "night-20251015"
    assert manual_job_id(NOW_MS).startswith("manual-20251015t083000-")
    assert manual_job_id(NOW_MS) != manual_job_id(NOW_MS)


def test_the_longest_names_are_names_of_executions(stores: Stores) -> None:
    """80 characters. https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html"""
    night = NightMachine(stores, make_tenant(stores, "t" * 40))

    started = night.start(manual_job_id(NOW_MS), manual=True)

    assert len(started.job.execution(night.tenant.id)) <= 80
    assert len(running(night)) == 1
