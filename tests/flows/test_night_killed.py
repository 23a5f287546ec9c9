"""A night killed before each of its requests that write, and done again, ends like an unbroken one."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from regulars.facts.lookup import LookupEntry, word_key
from regulars.facts.time import DAY_MS, HOUR_MS
from regulars.nightly import turn as turn_module
from regulars.stores.opened import Stores

from testing.builders import NOW_MS, a_tenant, an_order
from testing.machines.killed import Kill, again_and_again
from testing.machines.night import FAR_MS
from testing.machines.night_by_turns import ONE_PAGE, NightMachine

PEOPLE = [f"c{number}" for number in range(5)]


@pytest.fixture
def shop_of(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], NightMachine]:
    """A tenant in which some have crossed a threshold, one row is damaged, one missing and one order on its way."""
    monkeypatch.setattr(turn_module, "_PAGE", 2)

    def new(tenant_id: str) -> NightMachine:
        # One secret for all: the same customers in the same buckets.
        tenant = replace(a_tenant(tenant_id), secret=b"." * 32)
        assert stores.directory.create(tenant)
        night = NightMachine(stores, tenant)
        for number, one in enumerate(PEOPLE):
            at_ms = NOW_MS - (1 if number % 2 else 50) * DAY_MS
            night.take(an_order(str(number), one, ordered_at_ms=at_ms, written_ms=NOW_MS - HOUR_MS))
        night.now_ms += 45 * DAY_MS
        night.change_row("c1", products=None)
        night.delete_row("c2")
        night.store(an_order("late", "c3", written_ms=night.now_ms))
        stores.lookups(tenant).put(LookupEntry(word_key("c1-stray"), "c1", revision=1))
        return night

    return new


def run(night: NightMachine, kill: Kill, deadline_ms: int) -> dict[str, Any]:
    """All calls of a night under the kill, each repeated until it ends; what is left then.

    Left out is what tells one run from another: revisions, and messages sent twice.
    """
    under = partial(again_and_again, kill, night.stores)
    job = night.manual(deadline_ms=deadline_ms, under=under)
    rows = {one: (row.facts, row.facts_version) for one, row in night.rows().items()}
    told = night.stores.evaluations(night.tenant).of(PEOPLE)
    lookups = {json.loads(body)["customer"] for body in night.lookups_sent()}
    summary, sent = night.summary(), set(night.sent())
    return {"rows": rows, "told": told, "summary": summary, "job": job, "sent": sent, "lookups": lookups}


@pytest.mark.parametrize(("deadline_ms", "each"), [(FAR_MS, 1), (ONE_PAGE, 23)])
def test_a_night_killed_before_a_write_and_done_again_ends_like_an_unbroken_one(
    shop_of: Callable[[str], NightMachine], deadline_ms: int, each: int
) -> None:
    unbroken, counting = shop_of("whole"), Kill()
    expected = run(unbroken, counting, deadline_ms)
    assert expected["job"].counts[2:] == (0, 7, 2, 1), "two are dormant now, two active, two rows, a stray word"
    assert (expected["sent"], expected["lookups"]) == ({"c3"}, {"c1"})
    assert counting.writes >= 15

    for number in range(1, counting.writes + 1, each):
        night = shop_of(f"killed-{number}")
        assert run(night, Kill(number), deadline_ms) == expected, f"killed before {number}"


def test_every_write_of_a_turn_is_one_that_it_may_be_killed_before(shop_of: Callable[[str], NightMachine]) -> None:
    """Whoever counts writes above counts all kinds of them."""
    night, kill = shop_of("whole"), Kill()
    night.start("manual-1", manual=True)
    night.step("manual-1", "plan")

    with kill.over(night.stores):
        night.turn("manual-1", 0, 0, deadline_ms=FAR_MS)

    # Four announcements, two of customers who are put among those that are due later, two objects of what it gathered
    # and its partitions, the turn, two rows, one of them announced, a message for each queue, the counts.
    assert kill.writes == 4 + 2 + 2 + 1 + 1 + 2 + 1 + 2 + 1
