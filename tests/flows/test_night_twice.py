"""Two attempts at one turn at a time: the machine asks again when no answer comes, whoever still works at it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from regulars.facts.time import DAY_MS, HOUR_MS
from regulars.nightly import turn as turn_module
from regulars.nightly.places import Place
from regulars.nightly.turn import Turn
from regulars.nightly.turn_left import TurnLeft
from regulars.nightly.work import Night
from regulars.stores.opened import Stores

from testing.aws.tenants import make_tenant
from testing.builders import NOW_MS, an_order
from testing.machines.night import FAR_MS
from testing.machines.night_by_turns import ONE_PAGE, NightMachine


def shop_of(stores: Stores, name: str) -> NightMachine:
    night = NightMachine(stores, make_tenant(stores, name))
    night.take(*(an_order(str(number), f"c{number}", written_ms=NOW_MS - HOUR_MS) for number in range(7)))
    night.now_ms += 100 * DAY_MS
    return night


@pytest.mark.parametrize(("late_ms", "fast_ms"), [(FAR_MS, ONE_PAGE), (ONE_PAGE, FAR_MS)])
def test_a_turn_that_ends_after_another_attempt_at_it_changes_nothing_that_was_built_on_that_one(
    stores: Stores, monkeypatch: pytest.MonkeyPatch, late_ms: int, fast_ms: int
) -> None:
    monkeypatch.setattr(turn_module, "_PAGE", 2)
    alone, twice = shop_of(stores, "alone"), shop_of(stores, "twice")
    expected = alone.manual("job")
    twice.start("job", manual=True)
    twice.step("job", "plan")
    keep_turn = Night.keep_turn

    def late(self: Night, *left: Any) -> TurnLeft:
        monkeypatch.setattr(Night, "keep_turn", keep_turn)
        number = 0
        while not twice.turn("job", 0, number, deadline_ms=fast_ms):
            number += 1
        return keep_turn(self, *left)

    monkeypatch.setattr(Night, "keep_turn", late)

    assert twice.turn("job", 0, 0, deadline_ms=late_ms) is (fast_ms == FAR_MS), "what the other attempt has answered"
    assert twice.step("job", "summarise") == {"error": ""}

    found = twice.job("job")
    # What one attempt announced before the other is not counted by that one.
    assert found.counts._replace(written=0) == expected.counts._replace(written=0)
    assert {**twice.summary(), "counts": None} == {**alone.summary(), "counts": None}
    assert {twice.evaluation(f"c{number}").values["lifecycleSegment"] for number in range(7)} == {"Dormant"}  # type: ignore[union-attr]


def test_whom_a_projection_overtook_is_sent_though_another_attempt_at_the_turn_stands(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    night = shop_of(stores, "shop")
    night.start("job", manual=True)
    night.step("job", "plan")
    end = Turn.end

    def second(self: Turn, place: Place | None) -> TurnLeft:
        left = end(self, place)
        self.night.keep_turn(0, 0, left)
        return replace(left, sent=("c1",))

    monkeypatch.setattr(Turn, "end", second)

    assert night.turn("job", 0, 0, deadline_ms=FAR_MS)

    assert night.sent() == ["c1"]
