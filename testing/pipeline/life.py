"""A tenant's life: each rule is one thing that a shop, AWS or bad luck does."""

from __future__ import annotations

import itertools
import os
import random
from dataclasses import replace
from typing import NamedTuple

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule
from regulars.config import Names
from regulars.facts.order import Contact, Lane, Order, OrderStatus
from regulars.facts.time import DAY_MS, HOUR_MS

from testing.builders import a_line
from testing.pipeline.gate import Call
from testing.pipeline.part import Part
from testing.pipeline.under_way import UnderWay
from testing.pipeline.world import World

EXAMPLES = int(os.environ.get("PIPELINE_EXAMPLES", "200"))
CUSTOMERS = ("ann", "bob")
# Mostly one customer with two orders: what goes wrong goes wrong between calls that meet.
SOMEBODY = st.sampled_from(["ann", "ann", "ann", "bob"])
ORDER_IDS = ("1", "2", "1", "2", "#3")
# Mostly a call runs through at once; now and then it is left standing at a request, for others to cross it.
AT_ONCE = st.sampled_from([True, True, False])
_worlds = itertools.count()


class Change(NamedTuple):
    """What a shop does to an order; `status` None deletes it."""

    order_id: str
    customer_id: str
    status: OrderStatus | None
    cents: int
    days: int
    lane: Lane
    version: int | None
    product_id: str


CHANGES = st.builds(
    Change,
    order_id=st.sampled_from(ORDER_IDS),
    customer_id=SOMEBODY,
    status=st.sampled_from([OrderStatus.PAID, OrderStatus.PAID, *OrderStatus, None, None]),
    cents=st.sampled_from([0, 100, 499_999, 500_000, 500_001]),
    days=st.sampled_from([0, 29, 31, 90, 91]),
    lane=st.sampled_from([Lane.LIVE, Lane.BULK]),
    version=st.none() | st.none() | st.integers(1, 3),
    product_id=st.sampled_from(["tea", "tea", "cup"]),
)


class Pipeline(UnderWay):
    """One tenant's life. Each rule is one thing that a shop, AWS or bad luck does."""

    names: Names

    @initialize(seed=st.integers(0, 2**32), shards=st.sampled_from([1, 2]))
    def open(self, seed: int, shards: int) -> None:
        self.world = World(self.names, f"t{next(_worlds)}", shards)
        self.chance = random.Random(seed)
        self.written: list[Order] = []
        self.parts: list[Part] = []
        self.imports = 0

    def order(
        self, order_id: str, customer_id: str, status: OrderStatus, cents: int, days: int, lane: Lane, product: str
    ) -> Order:
        """An order as parsed now; a refund is part of its status."""
        refunded = {OrderStatus.PARTIALLY_REFUNDED: cents // 2, OrderStatus.REFUNDED: cents}.get(status, 0)
        return Order(
            order_id=order_id,
            customer_id=customer_id,
            ordered_at_ms=self.world.now_ms - days * DAY_MS,
            status=status,
            lines=(a_line(product, amount_minor=cents),),
            arrived_ms=self.world.now_ms,
            written_ms=self.world.now_ms,
            lane=lane,
            total_minor=cents,
            refunded_minor=refunded,
            contact=Contact(name=f"{customer_id} {cents}"),
        )

    @rule(change=CHANGES, at_once=AT_ONCE)
    def change(self, change: Change, at_once: bool) -> None:
        self.run(self.make(change), at_once)

    def make(self, change: Change) -> Call:
        """Starts what the change asks for: an order posted or edited, or one deleted."""
        if change.status is None:
            return self.world.delete(change.order_id)
        order = self.order(
            change.order_id,
            change.customer_id,
            change.status,
            change.cents,
            change.days,
            change.lane,
            change.product_id,
        )
        order = replace(order, version=change.version)
        self.written.append(order)
        return self.world.accept([order])

    @rule(
        first=CHANGES,
        second=CHANGES,
        undo=st.booleans(),
        requests=st.integers(1, 8),
        lookups=st.booleans(),
        rest=st.booleans(),
    )
    def overtake(self, first: Change, second: Change, undo: bool, requests: int, lookups: bool, rest: bool) -> None:
        """A projection, or an update of lookups, is left standing at a request while an order changes, or goes, and
        everything is done past it."""
        if undo:
            second = first._replace(status=None)
        self.run(self.make(first), at_once=True)
        self.run(self.world.deliver(self.chance, 100), at_once=True)
        if lookups:
            self.flow_into_lookups()
        slow = [self.world.receive(queue, self.chance, 10) for queue in self.world.queues]
        for call in slow:
            if call is not None:
                self.world.step(call, requests)
        self.run(self.make(second), at_once=True)
        self.flow()
        if rest:
            self.come_to_rest()

    def flow_into_lookups(self) -> None:
        """What waits is projected, and the change of each row lies in the lookups queue."""
        for queue in (self.world.live, self.world.bulk):
            self.run(self.world.receive(queue, self.chance, 10), at_once=True)
        self.run(self.world.deliver(self.chance, 100, self.world.facts_stream), at_once=True)

    @rule(first=CHANGES, second=CHANGES, requests=st.integers(1, 6), rest=st.booleans())
    def meet(self, first: Change, second: Change, requests: int, rest: bool) -> None:
        """Two changes meet: one is left standing at a request while the other runs through."""
        slow = self.make(first)
        self.world.step(slow, requests)
        self.run(self.make(second), at_once=True)
        self.run(slow, at_once=True)
        if rest:
            self.come_to_rest()

    def run(self, call: Call | None, at_once: bool) -> None:
        while at_once and call is not None and not call.finished:
            self.world.step(call)

    @precondition(lambda self: self.written)
    @rule(data=st.data(), at_once=AT_ONCE)
    def retry_late(self, data: st.DataObject, at_once: bool) -> None:
        """A client's or an importer's retry, perhaps days after the order was edited, refunded or deleted."""
        order = data.draw(st.sampled_from(self.written))
        self.run(self.world.accept([replace(order, written_ms=self.world.now_ms)]), at_once)

    @rule(data=st.data(), at_once=AT_ONCE)
    def import_part(self, data: st.DataObject, at_once: bool) -> None:
        self.imports += 1
        ids = data.draw(st.lists(st.sampled_from(sorted(set(ORDER_IDS))), min_size=1, unique=True))
        cents = data.draw(st.sampled_from([200, 500_001]))
        owner = data.draw(SOMEBODY)
        orders = [
            replace(
                self.order(order_id, owner, OrderStatus.PAID, cents, 40, Lane.IMPORT, "tea"),
                import_id=f"import-{self.imports}",
            )
            for order_id in ids
        ]
        self.parts.append(Part(self.world, orders))
        self.run(self.parts[-1].call, at_once)

    @precondition(lambda self: any(part.call.finished for part in self.parts))
    @rule(data=st.data())
    def retry_part(self, data: st.DataObject) -> None:
        """A part that was killed, or whose answer was lost, loads again: same import, same arrival."""
        part = data.draw(st.sampled_from([part for part in self.parts if part.call.finished]))
        part.load()

    @precondition(lambda self: any(part.call.finished for part in self.parts))
    @rule(data=st.data())
    def settle_part(self, data: st.DataObject) -> None:
        data.draw(st.sampled_from([part for part in self.parts if part.call.finished])).settle()

    @precondition(lambda self: not all(stream.idle for stream in self.world.streams))
    @rule(which=st.integers(0, 1), most=st.integers(1, 6), at_once=AT_ONCE)
    def deliver(self, which: int, most: int, at_once: bool) -> None:
        self.run(self.world.deliver(self.chance, most, self.world.streams[which]), at_once)

    @precondition(lambda self: not all(queue.idle for queue in self.world.queues))
    @rule(which=st.integers(0, 2), most=st.integers(1, 4), requests=st.integers(0, 8))
    def receive(self, which: int, most: int, requests: int) -> None:
        call = self.world.receive(self.world.queues[which], self.chance, most)
        if call is not None:
            self.world.step(call, requests)

    @rule(which=st.integers(0, 4), at_once=AT_ONCE)
    def deliver_again(self, which: int, at_once: bool) -> None:
        """At least once: what was delivered and done comes again, perhaps days later."""
        if which < 2:
            self.run(self.world.deliver_again(self.chance, self.world.streams[which]), at_once)
        else:
            self.run(self.world.receive_again(self.world.queues[which - 2], self.chance), at_once)

    @rule()
    def flow(self) -> None:
        """Everything sent arrives and is done, past the calls that are left standing."""
        standing = set(self.world.calls)
        while True:
            delivered = [self.world.deliver(self.chance, 100, stream) for stream in self.world.streams]
            received = [self.world.receive(queue, self.chance, 10) for queue in self.world.queues]
            for call in (*delivered, *received):
                self.run(call, at_once=True)
            if not any(delivered) and not any(received) and set(self.world.calls) == standing:
                return

    @rule(milliseconds=st.sampled_from([1, 1, 1, 1_000, 1_000, 30_000, 7 * HOUR_MS, 8 * DAY_MS]))
    def wait(self, milliseconds: int) -> None:
        self.world.advance(milliseconds)
        self.world.sweep()

    @precondition(lambda self: self.world.calls)
    @rule()
    def ask(self) -> None:
        """Whatever is under way, a product and a word show nobody whose row does not say so."""
        self.world.assert_no_stray_is_answered()

    @rule()
    def come_to_rest(self) -> None:
        """Everything under way ends; what was killed is retried. Then everything must be exact, before life goes on."""
        super().come_to_rest()
        for part in self.parts:
            if part.broke_off:
                part.load()
                self.run(part.call, at_once=True)
            if not part.settled:
                part.settle()
        self.world.drain(self.chance)
        self.world.assert_exact()
        self.assert_each_order_counts_for_one_customer_at_most()

    def assert_each_order_counts_for_one_customer_at_most(self) -> None:
        ledger = self.world.stores.ledger(self.world.tenant)
        held = [
            order.order_id
            for customer_id in CUSTOMERS
            for order in ledger.read_customer(customer_id).orders
            if not order.deleted
        ]
        assert len(held) == len(set(held))
