"""The doors of the night: the schedule starts every tenant, a machine's steps do the work, and nobody is quoted."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from regulars.facts.tenant import Tenant, TenantStatus
from regulars.facts.time import DAY_MS
from regulars.jobs import door
from regulars.jobs.guard import StepFailed
from regulars.jobs.steps import run_step
from regulars.nightly import schedule as schedule_module
from regulars.nightly.job import RECALCULATION
from regulars.nightly.schedule import NightsNotStarted, start_nights
from regulars.nightly.start import start_job
from regulars.nightly.steps import STEPS
from regulars.stores.machines import Machine
from regulars.stores.opened import Stores
from regulars.stores.tenant.job_record import JobState
from regulars.stores.tenant.jobs import Job
from regulars.telemetry import logger, metrics

from testing.api.rows import put_rows
from testing.aws.tenants import make_tenant
from testing.builders import NOW_MS, an_order, facts_of
from testing.events import Context
from testing.handlers import load_handler
from testing.machines.night import FAR_MS, create_night_machine, end, executions, run_machine

# 2025-10-15 in UTC and in most zones.
NIGHT = "night-20251015"
UTC = {"zone": "UTC"}


@pytest.fixture
def tenants(stores: Stores) -> list[Tenant]:
    create_night_machine(stores)
    return [make_tenant(stores, name) for name in ("acme", "bella", "cora")]


def test_every_active_tenant_and_every_trial_is_started_once_however_often_the_schedule_fires(
    stores: Stores, tenants: list[Tenant]
) -> None:
    stores.directory.set_status("bella", TenantStatus.TRIAL)
    stores.directory.set_status("cora", TenantStatus.SUSPENDED)

    answers = [start_nights(UTC, stores=stores, now_ms=NOW_MS + again) for again in range(3)]

    assert answers == [{"zone": "UTC", "job": NIGHT, "done": True}] * 3
    assert executions(stores) == [f"acme-{NIGHT}", f"bella-{NIGHT}"]


def test_the_next_day_everybody_is_started_again(stores: Stores, tenants: list[Tenant]) -> None:
    start_nights(UTC, stores=stores, now_ms=NOW_MS)
    for tenant in tenants:
        stores.jobs(tenant).finish(NIGHT, finished_ms=NOW_MS, error=None)

    start_nights(UTC, stores=stores, now_ms=NOW_MS + DAY_MS)

    assert len(executions(stores)) == 2 * len(tenants)


def test_the_day_is_that_of_the_schedules_zone(stores: Stores, tenants: list[Tenant]) -> None:
    """Two in the morning of a zone may be one UTC day twice, where its clocks change."""
    spring = [1_774_742_400_000 - 1, 1_774_825_200_000]  # 2026-03-28T23:59:59.999Z and 2026-03-29T23:00Z in Berlin

    jobs = [start_nights({"zone": "Europe/Berlin"}, stores=stores, now_ms=at)["job"] for at in spring]

    assert jobs == ["night-20260329", "night-20260330"]


def test_no_more_than_so_many_run_at_once_and_the_others_follow_as_they_end(
    stores: Stores, tenants: list[Tenant], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schedule_module, "AT_ONCE", 2)

    first = start_nights(UTC, stores=stores, now_ms=NOW_MS)
    none_free = start_nights(first, stores=stores, now_ms=NOW_MS + DAY_MS)
    begun = executions(stores)
    stores.jobs(tenants[0]).finish(NIGHT, finished_ms=NOW_MS, error=None)
    last = start_nights(none_free, stores=stores, now_ms=NOW_MS + DAY_MS)

    assert (first["done"], none_free["done"], last["done"]) == (False, False, True)
    assert {answer["job"] for answer in (first, none_free, last)} == {NIGHT}, "also after midnight"
    assert begun == [f"acme-{NIGHT}", f"bella-{NIGHT}"]
    assert executions(stores) == [*begun, f"cora-{NIGHT}"]


def test_a_night_that_broke_down_makes_room_for_others(
    stores: Stores, tenants: list[Tenant], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schedule_module, "AT_ONCE", 1)
    given = start_nights(UTC, stores=stores, now_ms=NOW_MS)
    jobs = stores.jobs(tenants[0])
    day: dict[str, Any] = {"day": "2025-10-15", "zone": "UTC", "ranking": "ranking"}
    jobs.plan(NIGHT, as_of_ms=NOW_MS, generation=tenants[0].reading, **day)
    end(stores, f"acme-{NIGHT}")

    start_nights(given, stores=stores, now_ms=NOW_MS + DAY_MS)

    assert executions(stores) == [f"acme-{NIGHT}", f"bella-{NIGHT}"]


def test_a_recalculation_that_somebody_asked_for_takes_the_nights_place(stores: Stores, tenants: list[Tenant]) -> None:
    start_job(tenants[0], "manual-1", manual=True, stores=stores, now_ms=NOW_MS)

    answer = start_nights(UTC, stores=stores, now_ms=NOW_MS)

    assert answer["done"]
    assert executions(stores) == ["acme-manual-1", f"bella-{NIGHT}", f"cora-{NIGHT}"]


def test_a_tenant_that_cannot_be_started_stops_no_other_and_is_tried_again(
    stores: Stores, tenants: list[Tenant], monkeypatch: pytest.MonkeyPatch
) -> None:
    started = Machine.start

    def start(self: Machine, name: str, given: Any) -> None:
        if name.startswith("acme"):
            raise ConnectionError("no")
        started(self, name, given)

    with monkeypatch.context() as patched:
        patched.setattr(Machine, "start", start)
        with pytest.raises(NightsNotStarted, match="1 of 3 nights could not be started"):
            start_nights(UTC, stores=stores, now_ms=NOW_MS)
    assert executions(stores) == [f"bella-{NIGHT}", f"cora-{NIGHT}"]

    assert start_nights(UTC, stores=stores, now_ms=NOW_MS + 2 * 60_000)["done"]
    assert executions(stores) == [f"acme-{NIGHT}", f"bella-{NIGHT}", f"cora-{NIGHT}"]


def test_the_three_functions_take_a_night_from_its_schedule_to_its_summary(
    stores: Stores, tenants: list[Tenant], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # In the ledger too: every seventh night verifies them.
    order = an_order("1", "ann", total_minor=500)
    ledger = stores.ledger(tenants[0])
    assert ledger.replace(ledger.item(order, replacing=None), replacing=None)
    put_rows(stores, tenants[0], [facts_of(order, customer_id="ann")])
    nightly, recalculate, summarise = (
        load_handler(name).lambda_handler for name in ("nightly", "recalculate", "summarise")
    )

    job_id = nightly({"step": "start", "given": UTC}, Context())["job"]
    night = {"tenant": "acme", "job": job_id}
    shards = nightly({"step": "plan", **night}, Context())["shards"]
    turn = {"done": False, "turn": 0}
    while not turn["done"]:
        # With so little time left a turn does one page.
        turn = recalculate({"step": "recalculate", **night, "shard": shards[0], "turn": turn["turn"]}, Context(120_000))
    capsys.readouterr()
    # What other tests have counted without a function around them.
    metrics().clear_metrics()
    answer = summarise({"step": "summarise", **night}, Context())

    assert shards == [{"number": 0}]
    assert turn["turn"] > 1
    assert answer == {"error": ""}
    assert state_of(stores, tenants[0], job_id).state is JobState.DONE
    assert len(stores.night_records(tenants[0]).summaries(1)) == 1
    measured = [line for line in map(json.loads, capsys.readouterr().out.splitlines()) if "_aws" in line]
    assert {name for name in measured[0] if name in COUNTED} == COUNTED
    assert measured[0]["drift"] == [0.0]


def test_a_whole_night_in_calls_that_run_out_of_time_is_the_night_in_steps(
    stores: Stores, tenants: list[Tenant], capsys: pytest.CaptureFixture[str]
) -> None:
    """Of two tenants with the same customers: one by its machine, one call by call with time for one page each."""
    customers = [facts_of(an_order(str(at), f"c{at}", total_minor=500), customer_id=f"c{at}") for at in range(3)]
    for tenant in tenants[:2]:
        put_rows(stores, tenant, customers)
        start_job(tenant, NIGHT, manual=False, stores=stores, now_ms=NOW_MS)
    run_machine(stores, {"tenant": "acme", "job": NIGHT}, at_ms=NOW_MS)

    outcomes = [run_whole_night(stores, "bella", deadline_ms=0)["outcome"] for _ in range(2)]
    while outcomes[-1] == "left":
        outcomes.append(run_whole_night(stores, "bella", deadline_ms=0)["outcome"])

    assert outcomes[:2] == ["left", "left"]
    assert outcomes[-1] == "done"
    by_steps, by_calls = (state_of(stores, tenant, NIGHT) for tenant in tenants[:2])
    assert by_calls.state is JobState.DONE
    assert by_calls.counts == by_steps.counts
    summaries = [stores.night_records(tenant).summaries(1) for tenant in tenants[:2]]
    assert len(summaries[0]) == len(summaries[1]) == 1
    assert run_whole_night(stores, "bella", deadline_ms=0) == {"outcome": "done"}, "and is not done again"


def test_the_function_does_a_whole_night_and_writes_its_metrics(
    stores: Stores, tenants: list[Tenant], capsys: pytest.CaptureFixture[str]
) -> None:
    put_rows(stores, tenants[0], [facts_of(an_order("1", "ann", total_minor=500), customer_id="ann")])
    start_job(tenants[0], NIGHT, manual=False, stores=stores, now_ms=NOW_MS)
    metrics().clear_metrics()
    capsys.readouterr()

    answer = load_handler("recalculate").lambda_handler(
        {"step": "night", "tenant": "acme", "job": NIGHT}, Context(900_000)
    )

    assert answer == {"outcome": "done"}
    assert state_of(stores, tenants[0], NIGHT).state is JobState.DONE
    measured = [line for line in map(json.loads, capsys.readouterr().out.splitlines()) if "_aws" in line]
    assert {name for name in measured[0] if name in COUNTED} == COUNTED


def test_a_night_that_has_failed_is_not_begun_again(stores: Stores, tenants: list[Tenant]) -> None:
    start_job(tenants[0], NIGHT, manual=False, stores=stores, now_ms=NOW_MS)
    stores.jobs(tenants[0]).finish(NIGHT, finished_ms=NOW_MS, error="It was broken off.")

    assert run_whole_night(stores, "acme", deadline_ms=FAR_MS) == {"outcome": "failed"}


def run_whole_night(stores: Stores, tenant_id: str, *, deadline_ms: int) -> dict[str, Any]:
    event = {"step": "night", "tenant": tenant_id, "job": NIGHT}
    return run_step(RECALCULATION, STEPS, event, stores=stores, clock=lambda: NOW_MS, deadline_ms=deadline_ms)


COUNTED = {"processed", "updated", "errors", "written", "drift", "lagging", "duration"}


def test_each_stage_of_a_night_is_one_line_with_what_it_has_counted(
    stores: Stores, tenants: list[Tenant], monkeypatch: pytest.MonkeyPatch
) -> None:
    put_rows(stores, tenants[0], [facts_of(an_order("1", "ann", total_minor=500), customer_id="ann")])
    logged = io.StringIO()
    monkeypatch.setattr(logger()._logger.handlers[0], "stream", logged)

    job_id = start_nights(UTC, stores=stores, now_ms=NOW_MS)["job"]
    for step in ("plan", "recalculate", "summarise"):
        event = {"step": step, "tenant": "acme", "job": job_id, "shard": {"number": 0}, "turn": 0}
        run_step(RECALCULATION, STEPS, event, stores=stores, clock=lambda: NOW_MS, deadline_ms=NOW_MS + DAY_MS)

    lines = {line["message"]: line for line in map(json.loads, logged.getvalue().splitlines())}
    told = ["job.started", "tenants.found", "tenant.started", "tenant.completed", "job.completed"]
    assert [name for name in lines if name in told] == told
    assert {lines[name]["job"] for name in told} == {job_id}
    assert lines["tenants.found"]["tenants"] == 3
    assert lines["tenant.started"]["tenant"] == "acme"
    for name in told[3:]:
        counted = {count: lines[name][count] for count in COUNTED - {"duration"}}
        assert counted == dict.fromkeys(counted, 0) | {"processed": 1, "updated": 1, "written": 1}, "their word"
    assert "durationMs" in lines["job.completed"]
    assert '"ann"' not in logged.getvalue()


def state_of(stores: Stores, tenant: Tenant, job_id: str) -> Job:
    job = stores.jobs(tenant).read(job_id)
    assert job is not None
    return job


def test_a_turn_ends_long_before_its_function_does_and_after_five_minutes_at_most(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    handler = load_handler("recalculate")
    deadlines: list[int] = []

    def run_step(*_: Any, deadline_ms: int, **__: Any) -> dict[str, Any]:
        deadlines.append(deadline_ms)
        return {}

    monkeypatch.setattr(door, "run_step", run_step)
    monkeypatch.setattr(door, "now_ms", lambda: 1_000)

    for remaining_ms in (900_000, 200_000):
        handler.lambda_handler({"step": "recalculate"}, Context(remaining_ms))

    assert deadlines == [301_000, 81_000]


@pytest.mark.parametrize("function", ["nightly", "recalculate", "summarise"])
def test_what_breaks_is_logged_by_type_and_place_and_never_with_what_it_had_read(
    stores: Stores, tenants: list[Tenant], monkeypatch: pytest.MonkeyPatch, function: str
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise ValueError("ann@example.com")

    handler = load_handler(function)
    monkeypatch.setattr(door, "run_step", broken)
    logged = io.StringIO()
    monkeypatch.setattr(logger()._logger.handlers[0], "stream", logged)

    with pytest.raises(StepFailed, match="plan broke off: ValueError") as caught:
        handler.lambda_handler({"step": "plan", "tenant": "acme", "job": NIGHT}, Context())

    line = json.loads(logged.getvalue())
    assert (line["message"], line["error"], line["step"], line["job"]) == ("job.fault", "ValueError", "plan", NIGHT)
    assert caught.value.__suppress_context__
    assert "ann" not in logged.getvalue()


def test_a_payload_of_no_night_is_an_error(stores: Stores, tenants: list[Tenant]) -> None:
    with pytest.raises(StepFailed, match="plan broke off: NotFound"):
        load_handler("nightly").lambda_handler({"step": "plan", "tenant": "acme", "job": "none"}, Context())
