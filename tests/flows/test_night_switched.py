"""Readers that move to a new generation while a night walks the one before: nothing that is new is taken for drift."""

from __future__ import annotations

from dataclasses import replace

import pytest
from regulars.facts.time import DAY_MS, HOUR_MS, MINUTE_MS
from regulars.nightly.announce import Announcer
from regulars.stores.tenant.job_record import JobState

from testing.builders import NOW_MS, an_order
from testing.machines.night import FAR_MS
from testing.machines.night_by_turns import NightMachine

PEOPLE = [f"c{number}" for number in range(5)]


def move_readers(night: NightMachine) -> None:
    """A rebuild from its announcement to its end: everybody has a row in the new generation, and it is read."""
    record = night.stores.generations(night.tenant)
    new = record.change(lambda seen: seen.announcing(2)).announced
    assert new is not None
    facts = night.stores.rows(night.tenant, new)
    for row in night.rows().values():
        assert facts.put(row, replacing=0)
    record.change(lambda seen: seen.reading_from(new, now_ms=night.now_ms))
    night.tenant = replace(night.tenant, reading=new, writing=(new,))


@pytest.fixture
def shop(night: NightMachine) -> NightMachine:
    """A night that is planned; then readers move."""
    night.take(*(an_order(one, one, written_ms=NOW_MS - HOUR_MS) for one in PEOPLE))
    night.now_ms += 100 * DAY_MS
    night.start("manual-1", manual=True)
    night.step("manual-1", "plan")
    return night


def test_who_came_since_is_in_the_new_generation_alone_and_is_no_drift(shop: NightMachine) -> None:
    move_readers(shop)
    shop.take(*(an_order(f"new {one}", one, written_ms=shop.now_ms) for one in ("new", PEOPLE[0])))
    shop.now_ms += HOUR_MS

    assert shop.turn("manual-1", 0, 0, deadline_ms=FAR_MS)
    shop.step("manual-1", "summarise")

    job = shop.job("manual-1")
    assert (job.state, job.counts.drift, job.counts.lagging, job.counts.errors) == (JobState.DONE, 0, 0, 0)
    assert shop.manual("manual-2").counts.drift == 0


def test_a_row_of_the_new_generation_that_is_damaged_is_found_by_the_night_under_way(shop: NightMachine) -> None:
    move_readers(shop)
    shop.now_ms += HOUR_MS
    before = {row.customer_id: row.facts for row in shop.rows().values()}
    new = [item for item in shop.items("facts") if item["sk"]["S"] == PEOPLE[1]]
    [damaged] = [item for item in new if item["pk"]["S"].split("#")[1] == str(shop.tenant.reading.number)]
    shop.stores.dynamodb.put_item(
        TableName="facts", Item={name: value for name, value in damaged.items() if name != "products"}
    )

    assert shop.turn("manual-1", 0, 0, deadline_ms=FAR_MS)

    assert shop.job("manual-1").counts.drift == 1
    assert {row.customer_id: row.facts for row in shop.rows().values()} == before


def test_whom_a_night_announces_by_rows_that_are_no_longer_written_is_projected_once_more(
    shop: NightMachine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A projection that overtakes them puts a row that this night does not walk."""
    announce = Announcer.announce

    def and_move(self: Announcer, row, known, scores, previous):  # type: ignore[no-untyped-def]
        done = announce(self, row, known, scores, previous)
        if shop.tenant.reading == shop.job("manual-1").generation:
            move_readers(shop)
            shop.now_ms += MINUTE_MS
            shop.project(PEOPLE[0])
        return done

    monkeypatch.setattr(Announcer, "announce", and_move)

    assert shop.turn("manual-1", 0, 0, deadline_ms=FAR_MS)

    assert PEOPLE[0] in shop.sent()
