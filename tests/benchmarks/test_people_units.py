"""What may be known of people without making their orders dear: read and write units, counted from item sizes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

import pytest
from regulars.facts.items.item import LedgerItem
from regulars.facts.items.referral import Referral
from regulars.facts.order import Lane
from regulars.facts.ranges import Range, Ranges
from regulars.facts.time import DAY_MS, HOUR_MS
from regulars.stores.rows.row_codec import encode_row
from regulars.stores.tombstones import Tombstones

from benchmarks.chain import Chain
from benchmarks.memory_tables import MemoryTables
from benchmarks.orders import history, parsed, raw_order
from benchmarks.units import item_bytes
from benchmarks.write_units import TENANT, Replayed
from testing.builders import NOW_MS
from testing.people import a_message, an_interaction

CORE, SAID, DID = (frozenset({one}) for one in (Range.CORE, Range.COMMUNICATIONS, Range.INTERACTIONS))
BEFORE_MS = NOW_MS - HOUR_MS


class Units(NamedTuple):
    read: float
    written: float


class Shop:
    """Ann with some orders, messages and visits; what happens to them next is counted."""

    def __init__(self, *, orders: int = 10, messages: int = 0, visits: int = 0) -> None:
        self.tables = MemoryTables()
        self.replayed = Replayed(self.tables)
        self.replayed.accept(history("ann", orders, BEFORE_MS, tenant=TENANT, lines=3))
        # Three messages a day, four years and a half of them: the last 90 count. A visit a day.
        self.log(*(a_message(BEFORE_MS - number * 8 * HOUR_MS, subject="Spring " * 40) for number in range(messages)))
        self.log(*(an_interaction(BEFORE_MS - number * DAY_MS) for number in range(visits)))
        self.replayed.project("ann", BEFORE_MS)

    def log(self, *items: LedgerItem) -> None:
        ledger = self.replayed.ledger
        for item in items:
            assert ledger.replace(ledger.item(item, replacing=None), replacing=None)

    def came_by(self, referrer_id: str) -> None:
        """By whose code, in a claim that lay there before any of this was counted."""
        self.replayed.registry.enroll([referrer_id])
        self.log(Referral("ann", TENANT.referral_code(referrer_id), BEFORE_MS, BEFORE_MS, BEFORE_MS, Lane.LIVE))

    def units_of(self, work: Callable[[], None], changed: Ranges) -> Units:
        """Of what is written, and of the projection that follows from it; the tenant's own records are not in it."""
        self.tables.reads.clear()
        self.tables.writes.clear()
        work()
        self.replayed.project("ann", NOW_MS, changed=changed)
        read, written = (sum(one.units for one in found) for found in (self.tables.reads, self.tables.writes))
        return Units(read, written)

    def order(self) -> Units:
        """The next order, from the API to the row."""
        order = parsed(raw_order("next", "ann", NOW_MS, lines=3), NOW_MS, tenant=TENANT)
        return self.units_of(lambda: self.replayed.accept([order]), CORE)

    def visit(self) -> Units:
        return self.units_of(lambda: self.log(replace(an_interaction(NOW_MS), written_ms=NOW_MS)), DID)

    @property
    def row_bytes(self) -> int:
        return item_bytes(encode_row(self.replayed.rows["ann"]))


@pytest.mark.parametrize("orders", [10, 100, 500])
def test_an_order_of_somebody_with_5000_messages_reads_at_most_a_fifth_more_than_without_them(orders: int) -> None:
    """Of the messages nothing is read; what they add is their part of the row."""
    with_them, without = Shop(orders=orders, messages=5_000).order(), Shop(orders=orders).order()

    assert with_them.read <= 1.2 * without.read


@pytest.mark.parametrize("orders", [10, 50])
def test_an_interaction_is_at_most_eight_units_each_way_for_a_row_of_three_kilobytes(orders: int) -> None:
    shop = Shop(orders=orders, messages=60, visits=40)
    assert shop.row_bytes <= 3_072

    units = shop.visit()

    assert units.read <= 8
    assert units.written <= 8


def test_a_thousand_messages_logged_in_bulk_make_the_row_at_most_twice() -> None:
    """Ten batches of the stream name the customer once each, and what waits in the queue is projected together."""
    chain = Chain()
    chain.now_ms = NOW_MS
    chain.post(raw_order("1", "ann", NOW_MS, lines=1))
    before = chain.used["update_facts"].requests["PutItem"]
    ledger = chain.stores.ledger(chain.tenant)
    for number in range(1_000):
        message = ledger.item(a_message(NOW_MS - number), replacing=None)
        assert ledger.replace(message, replacing=None)
    chain.flow()

    assert chain.used["update_facts"].requests["PutItem"] - before <= 2
    [row] = chain.stores.rows(chain.tenant).rows_of(["ann"]).values()
    assert row.facts.communications is not None
    assert len(row.facts.communications.sent) == 1_000


def test_only_an_order_of_somebody_with_a_code_costs_more_and_writes_only_where_their_first_order_moves() -> None:
    """Nobody else is read, and what whoever brought them is told is one small item."""
    plain, with_a_code, first = Shop(), Shop(), Shop()
    for shop in (plain, with_a_code, first):
        shop.replayed.ledger.tombstones = Tombstones(shop.tables, "registry", TENANT)
    for shop in (with_a_code, first):
        shop.came_by("bob")
    with_a_code.replayed.project("ann", BEFORE_MS)

    without, next_, told = plain.order(), with_a_code.order(), first.order()

    assert (next_.read - without.read, next_.written - without.written) == (2, 0)
    assert (told.read - next_.read, told.written - next_.written) == (1, 8), "who was erased, and a transaction"
