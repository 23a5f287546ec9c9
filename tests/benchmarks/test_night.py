"""What a night costs: the bill's arithmetic, and what a small tenant's nights read and write in the generated world."""

from __future__ import annotations

from pathlib import Path

import pytest
from regulars.facts.tenant import Tenant
from regulars.facts.time import DAY_MS
from regulars.nightly.whole import LONGEST_TURN_MS
from regulars.stores.tenant.job_record import JobState
from regulars.stores.tenant.jobs import Job

from benchmarks import night_cost, night_segments, night_step
from benchmarks.night_cost import bill, billed_s, wall_s
from benchmarks.night_run import NightRun, Step, run_night
from benchmarks.night_server import World, serving
from benchmarks.night_step import stores_at
from benchmarks.night_tables import Used
from benchmarks.night_tenant import Loaded, crossing, load_tenants
from infra import defaults
from infra.capacity import LAPTOP
from testing.aws.tenants import make_tenant
from testing.builders import NOW_MS

CUSTOMERS = 150
LATER_MS = NOW_MS + 30 * DAY_MS


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> dict[str, NightRun]:
    """Three of one tenant: the first, one more at the same instant, and one a month later."""
    with serving(tmp_path_factory.mktemp("world")) as world:
        tenant, loaded = _loaded(world)
        found = {
            "first": run_night(world, tenant, "first", NOW_MS),
            "again": run_night(world, tenant, "again", NOW_MS),
            "later": run_night(world, tenant, "later", LATER_MS),
        }
    assert {night.job.counts.processed for night in found.values()} == {loaded.pairs}
    return found


def _loaded(world: World) -> tuple[Tenant, Loaded]:
    tenant = make_tenant(stores_at(world.endpoint), "shop")
    loaded = load_tenants(world.tables, [tenant], CUSTOMERS, announced_ms=NOW_MS)
    world.used()
    return tenant, loaded


def written(night: NightRun) -> dict[str, float]:
    """Write units by table, and messages under their queue."""
    units: dict[str, float] = {}
    for (operation, where), used in night.used.items():
        amount = used.items if operation == "SendMessageBatch" else used.write_units
        if amount:
            units[where] = units.get(where, 0) + amount
    return units


def test_a_tenant_that_was_generated_is_as_its_night_would_have_it(nights: dict[str, NightRun]) -> None:
    counts = nights["first"].job.counts

    assert nights["first"].job.state is JobState.DONE
    assert (counts.errors, counts.drift, counts.lagging, counts.written) == (0, 0, 0, 0)


def test_a_second_night_at_the_same_instant_writes_nothing_but_its_own_record(nights: dict[str, NightRun]) -> None:
    assert set(written(nights["again"])) == {"tenants"}
    assert nights["again"].job.as_of_ms == nights["first"].job.as_of_ms


def test_a_later_night_writes_who_is_in_another_segment_and_no_fact(nights: dict[str, NightRun]) -> None:
    crossed = list(crossing(CUSTOMERS, NOW_MS, LATER_MS))

    assert len(crossed) > 5
    assert nights["later"].job.counts.written == len(crossed)
    assert set(written(nights["later"])) == {"evaluations", "tenants"}
    # Whoever is told of once more some day is put among those that are due then; that the tenant has such is one more.
    due = set(crossed) & set(crossing(CUSTOMERS, LATER_MS, LATER_MS + 400 * DAY_MS))
    assert 0 < len(due) < len(crossed)
    assert written(nights["later"])["evaluations"] == len(crossed) + len(due) + 1


def test_every_request_of_a_step_is_counted_where_it_arrives(nights: dict[str, NightRun]) -> None:
    for step in nights["later"].named("recalculate") + nights["later"].named("summarise"):
        assert 0 < step.requests == sum(used.requests for used in step.used.values())


def test_the_bill_is_what_was_used_at_published_prices_scaled_to_a_million() -> None:
    used = {
        ("Query", "facts"): Used(requests=10, read_units=400),
        ("PutItem", "evaluations"): Used(requests=2, write_units=2),
        ("PutObject", "bucket"): Used(requests=4),
        ("GetObject", "bucket"): Used(requests=5),
        ("SendMessageBatch", "bulk"): Used(requests=3),
    }
    night = NightRun(
        Job("night", NOW_MS, manual=False),
        [Step("plan", 1.0, 10, 90), Step("recalculate", 10.0, 24, 90, used), Step("summarise", 1.0, 10, 90)],
        0,
    )

    costs = {cost.what: cost for cost in bill(night, 10_000)}

    assert costs["DynamoDB, read"].number == 40_000
    assert costs["DynamoDB, read"].dollars == pytest.approx(0.005)
    assert costs["DynamoDB, written"].dollars == pytest.approx(200 * 0.625e-6)
    # A second of the core is 1.73 of the function's; 10 ms a request: a plan, a hundred turns and a hundred summaries.
    assert costs["Lambda, time"].number == pytest.approx(1.828 + 100 * 17.515 + 100 * 1.828, abs=0.1)
    assert costs["Lambda, calls"].number == 102
    assert costs["Step Functions"].number == 6 + 2 * 100 + 100
    assert costs["S3, put"].dollars == pytest.approx(400 * 5e-6)
    assert costs["S3, got"].dollars == pytest.approx(500 * 0.4e-6)
    assert costs["SQS, sent"].dollars == pytest.approx(300 * 0.4e-6)


def test_shards_beyond_those_at_once_wait_for_the_longest() -> None:
    plan, turn, summarise = (Step(name, 1.0, 0, 90) for name in ("plan", "recalculate", "summarise"))
    one_s = billed_s(turn)

    def wall(shards: int) -> float:
        return wall_s(NightRun(Job("night", NOW_MS, manual=False), [plan, *[turn] * shards, summarise], 0))

    assert [round(wall(shards) / one_s) for shards in (1, 4, 5, 8, 9)] == [3, 3, 4, 4, 5]


def test_functions_have_what_the_bill_takes_them_to_have() -> None:
    assert night_cost.MEMORY_MB == defaults.MEMORY_MB
    assert LAPTOP.shards == night_cost.SHARDS_AT_ONCE
    assert night_step.TURN_MS == LONGEST_TURN_MS
    assert night_cost.TURN_S * 1_000 == night_step.TURN_MS


def test_segments_that_announce_nothing_cost_a_night_no_reading_and_those_that_do_little() -> None:
    without, ten, hundred = night_segments.measured(CUSTOMERS)

    assert (without.segments, ten.segments, hundred.segments) == night_segments.SEGMENTS
    assert without.announced < ten.announced == hundred.announced
    assert hundred.evaluations_read <= night_segments.MOST_MORE_READ * without.evaluations_read
    assert hundred.written == ten.written


def test_the_same_customers_are_generated_each_time(tmp_path: Path) -> None:
    assert list(crossing(50, NOW_MS, LATER_MS)) == list(crossing(50, NOW_MS, LATER_MS))
