"""A night sweeps what was retired a day ago, shard by shard, and says so only when nothing of it is left."""

from __future__ import annotations

from dataclasses import replace

import pytest
from regulars.facts.tenant import Generation
from regulars.facts.time import DAY_MS
from regulars.stores.opened import Stores
from regulars.stores.tenant.generations import Generations, Retired

from testing.aws.tenants import make_tenant
from testing.builders import NOW_MS, an_order
from testing.machines.night_by_turns import ONE_PAGE, NightMachine

OLD = Generation(0, 4)
PEOPLE = [f"c{number}" for number in range(12)]


@pytest.fixture(params=[1, 2, 8])
def night(stores: Stores, request: pytest.FixtureRequest) -> NightMachine:
    """A shop that was read from four shards until a day ago, and is in one, two or eight now."""
    night = NightMachine(stores, make_tenant(stores, "shop", shards=request.param))
    night.take(*(an_order(one, one) for one in PEOPLE))
    facts = stores.rows(night.tenant, OLD)
    for row in night.rows().values():
        assert facts.put(row, replacing=0)
    stores.generations(night.tenant).change(retire)
    return night


def retire(seen: Generations) -> Generations:
    return replace(seen, retired=(Retired(OLD, NOW_MS),))


def left_of_old(night: NightMachine) -> int:
    return len(list(night.stores.rows(night.tenant, OLD).all()))


def retired(night: NightMachine) -> tuple[Retired, ...]:
    return night.stores.generations(night.tenant).read().retired


@pytest.mark.parametrize("deadline_ms", [None, ONE_PAGE])
def test_what_was_retired_a_day_ago_is_swept_and_forgotten_a_day_later(
    night: NightMachine, deadline_ms: int | None
) -> None:
    more = {} if deadline_ms is None else {"deadline_ms": deadline_ms}
    rows = night.rows()

    night.now_ms = NOW_MS + DAY_MS
    night.night("night-1", **more)

    assert left_of_old(night) == 0
    assert retired(night) == (Retired(OLD, night.now_ms, emptied=True),)
    night.now_ms += DAY_MS
    night.night("night-2")
    assert retired(night) == ()
    assert night.rows() == rows


def test_what_was_retired_since_is_left_alone(night: NightMachine) -> None:
    night.now_ms = NOW_MS + DAY_MS - 1
    night.night()

    assert left_of_old(night) == len(PEOPLE)
    assert retired(night) == (Retired(OLD, NOW_MS),)
