"""What a night makes of lookups: what is missing is added, what is stray goes, and a quiet night finds nothing."""

from __future__ import annotations

import json

import pytest
from regulars.facts.lookup import LookupEntry, PairSums, product_key, word_key
from regulars.facts.time import DAY_MS
from regulars.nightly import lookups as lookups_module
from regulars.nightly import turn as turn_module
from regulars.projection.lookups import lookup_entries
from regulars.stores.opened import Stores
from regulars.stores.rows import row_codec
from regulars.stores.tenant.job_record import JobState

from testing.aws.tenants import make_tenant
from testing.builders import NOW_MS, a_line, an_order
from testing.machines.night import FAR_MS
from testing.machines.night_by_turns import ONE_PAGE, NightMachine

PEOPLE = ["ann", "bob#1", "zoë"]
GONE = "gone"
# No row has one that is newer.
NEWEST = NOW_MS + DAY_MS


def tea_for(night: NightMachine, *customers: str, times: int = 3) -> None:
    for one in customers:
        for nth in range(times):
            at_ms = NOW_MS - nth * DAY_MS
            night.take(an_order(f"{one}-{nth}", one, lines=(a_line("tea"),), ordered_at_ms=at_ms))


def entries(night: NightMachine) -> set[LookupEntry]:
    """What lies there, whatever revision it is of: a row is put again without them."""
    lookups = night.stores.lookups(night.tenant)
    partitions = {"product#tea", "product#cup", *(f"word#{one[:2]}" for one in ("ann", "bob", "zoe", GONE))}
    return {
        entry._replace(revision=0)
        for partition in partitions
        for shard in range(lookups.generation.shards)
        for entry in lookups.entries_of(shard, partition)
    }


def belonging(night: NightMachine) -> set[LookupEntry]:
    return {entry._replace(revision=0) for row in night.rows().values() for entry in lookup_entries(row)}


def do_what_was_sent(night: NightMachine) -> None:
    night.look_up(*night.lookups_sent())


@pytest.mark.parametrize("shards", [1, 4])
@pytest.mark.parametrize("deadline_ms", [None, ONE_PAGE])
def test_what_is_missing_is_added_and_the_next_night_finds_nothing(
    stores: Stores, monkeypatch: pytest.MonkeyPatch, shards: int, deadline_ms: int | None
) -> None:
    monkeypatch.setattr(turn_module, "_PAGE", 2)
    night = NightMachine(stores, make_tenant(stores, "shop", shards=shards))
    tea_for(night, *PEOPLE)
    whole = entries(night)
    lookups = stores.lookups(night.tenant)
    for entry in whole:
        lookups.remove(entry.key, entry.customer_id, revision=NEWEST)
    assert whole == belonging(night) != entries(night) == set()
    more = {} if deadline_ms is None else {"deadline_ms": deadline_ms}

    first = night.night("night-1", **more)
    do_what_was_sent(night)
    second = night.night("night-2", **more)

    assert first.counts.written == len(whole) == 3 * 2
    assert entries(night) == whole
    assert (second.state, second.counts.written) == (JobState.DONE, 0)
    assert night.lookups_sent() == []


def test_strays_beside_what_belongs_go_whoever_they_are_of(night: NightMachine) -> None:
    tea_for(night, *PEOPLE)
    sums = PairSums(3, 3_000, 300, NOW_MS, NOW_MS)
    lookups = night.stores.lookups(night.tenant)
    whole = entries(night)
    for stray in (
        LookupEntry(product_key("tea"), "nobody", 7, sums),
        LookupEntry(word_key("anna"), "ann", 7),
        LookupEntry(word_key("bobby"), "nobody", 7),
    ):
        lookups.put(stray)

    counts = night.night().counts
    do_what_was_sent(night)

    assert counts.written == 3
    assert entries(night) == whole


def test_an_entry_that_says_something_else_than_its_row_is_put_right(night: NightMachine) -> None:
    tea_for(night, "ann")
    [pair] = [entry for entry in entries(night) if entry.pair]
    assert pair.pair is not None
    revision = night.rows()["ann"].revision
    night.stores.lookups(night.tenant).put(pair._replace(revision=revision, pair=pair.pair._replace(units_milli=1)))

    counts = night.night().counts
    do_what_was_sent(night)

    assert counts.written == 1
    assert pair in entries(night)


def test_a_partition_that_nobody_belongs_to_any_more_is_swept_since_last_night_had_it(night: NightMachine) -> None:
    tea_for(night, GONE, "ann")
    night.night("night-1")
    lookups, left = night.stores.lookups(night.tenant), entries(night)
    for nth in range(3):
        night.delete(f"{GONE}-{nth}")
    night.now_ms += DAY_MS
    night.project(GONE)
    stray = {entry for entry in left if entry.customer_id == GONE}
    for entry in stray:
        lookups.put(entry._replace(revision=night.rows()[GONE].revision))
    assert {entry.partition for entry in stray} == {"product#tea", f"word#{GONE[:2]}"}

    counts = night.night("night-2").counts
    do_what_was_sent(night)

    assert counts.written == 2
    assert entries(night) == belonging(night) == left - stray


def test_a_message_of_the_night_that_comes_after_the_customer_has_come_back_takes_nothing_away(
    night: NightMachine,
) -> None:
    tea_for(night, "ann", times=2)
    night.stores.lookups(night.tenant).put(
        LookupEntry(product_key("tea"), "ann", 7, PairSums(3, 3_000, 300, NOW_MS, NOW_MS))
    )
    tea_for(night, "bob#1")
    night.night()
    night.take(an_order("ann-2", "ann", lines=(a_line("tea"),)))
    whole = entries(night)

    do_what_was_sent(night)

    assert entries(night) == whole == belonging(night)
    assert "ann" in {entry.customer_id for entry in whole if entry.pair}


def test_who_cannot_be_derived_is_sent_to_nobody(night: NightMachine) -> None:
    """Their row may be one that `update_lookups` cannot read either."""
    tea_for(night, "ann", "bob#1")
    night.change_row("ann", facts="no facts")

    counts = night.manual().counts

    assert (counts.errors, counts.written) == (1, 1), "their row"
    assert night.lookups_sent() == []


def test_a_heavy_customers_entries_are_expected_of_their_ledger(
    night: NightMachine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(row_codec, "HEAVY_BYTES", 1)
    tea_for(night, "ann")
    assert night.rows()["ann"].facts.purchases.heavy
    [pair] = [entry for entry in entries(night) if entry.pair]

    assert night.night("night-1").counts.written == 0
    night.stores.lookups(night.tenant).remove(pair.key, "ann", revision=NEWEST)
    assert night.night("night-2").counts.written == 1
    [message] = night.lookups_sent()
    night.look_up(message)

    assert json.loads(message)["products"] == ["tea"]
    assert pair in entries(night)


def test_a_turn_ends_when_it_has_found_much_and_the_next_goes_on_behind_it(
    night: NightMachine, monkeypatch: pytest.MonkeyPatch
) -> None:

    monkeypatch.setattr(lookups_module, "_MOST_FOUND", 1)
    tea_for(night, *PEOPLE)
    whole = entries(night)
    for entry in whole:
        night.stores.lookups(night.tenant).remove(entry.key, entry.customer_id, revision=NEWEST)
    night.start("night-1")
    night.step("night-1", "plan")

    found: list[int] = []
    while not night.turn("night-1", 0, len(found), deadline_ms=FAR_MS):
        found.append(night.job("night-1").counts.written)

    # Three are in one partition, and what is left behind the last one is nothing.
    assert found == [3, 4, 5, 6] == [*found[:-1], len(whole)]
    do_what_was_sent(night)

    assert entries(night) == whole
