"""Exactness: whatever is duplicated, reordered, crossed, killed, late or swept, facts end equal to a fold of the ledger."""

from __future__ import annotations

import itertools
import os
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test
from regulars.config import Names
from regulars.facts.order import Contact, Lane, Order, OrderStatus
from regulars.facts.time import DAY_MS, HOUR_MS

from tests.flows.pipeline.gate import Call
from tests.flows.pipeline.world import World

EXAMPLES = int(os.environ.get("PIPELINE_EXAMPLES", "120"))
CUSTOMERS = ("ann", "bob")
ORDER_IDS = ("1", "2", "#3")
_worlds = itertools.count()


@dataclass
class Part:
    """A part of an import: its orders as first parsed, and the call that loads them."""

    orders: list[Order]
    call: Call
    settled: bool = False


class Pipeline(RuleBasedStateMachine):
    """One tenant's life. Each rule is one thing that a shop, AWS or bad luck does."""

    names: Names

    @initialize(seed=st.integers(0, 2**32), shards=st.sampled_from([1, 2]))
    def open(self, seed: int, shards: int) -> None:
        self.world = World(self.names, f"t{next(_worlds)}", shards)
        self.chance = random.Random(seed)
        self.written: list[Order] = []
        self.parts: list[Part] = []
        self.imports = 0

    def order(self, order_id: str, customer_id: str, status: OrderStatus, cents: int, days: int, lane: Lane) -> Order:
        """An order as parsed now; a refund is part of its status."""
        refunded = {OrderStatus.PARTIALLY_REFUNDED: cents // 2, OrderStatus.REFUNDED: cents}.get(status, 0)
        return Order(
            order_id=order_id,
            customer_id=customer_id,
            ordered_at_ms=self.world.now_ms - days * DAY_MS,
            status=status,
            lines=(),
            arrived_ms=self.world.now_ms,
            written_ms=self.world.now_ms,
            lane=lane,
            total_minor=cents,
            refunded_minor=refunded,
            contact=Contact(name=f"{customer_id} {cents}"),
        )

    @rule(
        order_id=st.sampled_from(ORDER_IDS),
        customer_id=st.sampled_from(CUSTOMERS),
        status=st.sampled_from(OrderStatus),
        cents=st.sampled_from([0, 100, 499_999, 500_000, 500_001]),
        days=st.sampled_from([0, 29, 31, 90, 91]),
        lane=st.sampled_from([Lane.LIVE, Lane.BULK]),
        version=st.none() | st.integers(1, 3),
    )
    def post(
        self, order_id: str, customer_id: str, status: OrderStatus, cents: int, days: int, lane: Lane, version: int | None
    ) -> None:
        order = replace(self.order(order_id, customer_id, status, cents, days, lane), version=version)
        self.written.append(order)
        self.world.accept([order])

    @precondition(lambda self: self.written)
    @rule(data=st.data())
    def retry_late(self, data: st.DataObject) -> None:
        """A client's or an importer's retry, perhaps days after the order was edited, refunded or deleted."""
        order = data.draw(st.sampled_from(self.written))
        self.world.accept([replace(order, written_ms=self.world.now_ms)])

    @rule(order_id=st.sampled_from(ORDER_IDS))
    def delete(self, order_id: str) -> None:
        self.world.delete(order_id)

    @rule(data=st.data())
    def import_part(self, data: st.DataObject) -> None:
        self.imports += 1
        ids = data.draw(st.lists(st.sampled_from(ORDER_IDS), min_size=1, unique=True))
        cents = data.draw(st.sampled_from([200, 500_001]))
        owner = data.draw(st.sampled_from(CUSTOMERS))
        orders = [
            replace(
                self.order(order_id, owner, OrderStatus.PAID, cents, 40, Lane.IMPORT), import_id=f"import-{self.imports}"
            )
            for order_id in ids
        ]
        self.parts.append(Part(orders, self.world.accept(orders)))

    @precondition(lambda self: any(part.call.finished for part in self.parts))
    @rule(data=st.data())
    def retry_part(self, data: st.DataObject) -> None:
        """A part that was killed, or whose answer was lost, loads again: same import, same arrival."""
        part = data.draw(st.sampled_from([part for part in self.parts if part.call.finished]))
        part.orders = [replace(order, written_ms=self.world.now_ms) for order in part.orders]
        part.call = self.world.accept(part.orders)
        part.settled = False

    @precondition(lambda self: any(part.call.finished for part in self.parts))
    @rule(data=st.data())
    def settle_part(self, data: st.DataObject) -> None:
        part = data.draw(st.sampled_from([part for part in self.parts if part.call.finished]))
        self.settle(part)

    def settle(self, part: Part) -> None:
        if part.call.crashed or part.call.error is not None:
            return
        self.world.settle(sorted({order.customer_id for order in part.orders}))
        part.settled = True

    @precondition(lambda self: not self.world.stream.idle)
    @rule(most=st.integers(1, 6))
    def deliver(self, most: int) -> None:
        self.world.deliver(self.chance, most)

    @rule()
    def deliver_again(self) -> None:
        self.world.deliver_again(self.chance)

    @precondition(lambda self: not (self.world.live.idle and self.world.bulk.idle))
    @rule(live=st.booleans(), most=st.integers(1, 4))
    def receive(self, live: bool, most: int) -> None:
        self.world.receive(self.world.live if live else self.world.bulk, self.chance, most)

    @rule(live=st.booleans())
    def receive_again(self, live: bool) -> None:
        self.world.receive_again(self.world.live if live else self.world.bulk, self.chance)

    @precondition(lambda self: self.world.calls)
    @rule(which=st.integers(0, 9), requests=st.integers(1, 6))
    def step(self, which: int, requests: int) -> None:
        self.world.step(self.world.calls[which % len(self.world.calls)], requests)

    @precondition(lambda self: self.world.calls)
    @rule(which=st.integers(0, 9))
    def crash(self, which: int) -> None:
        self.world.crash(self.world.calls[which % len(self.world.calls)])

    @rule(milliseconds=st.sampled_from([0, 1, 1_000, 30_000]))
    def wait(self, milliseconds: int) -> None:
        self.world.advance(milliseconds)

    @rule(span=st.sampled_from([HOUR_MS, 7 * HOUR_MS, 3 * DAY_MS, 8 * DAY_MS]))
    def wait_long(self, span: int) -> None:
        self.world.advance(span)

    @rule()
    def sweep(self) -> None:
        self.world.sweep()

    def teardown(self) -> None:
        if not hasattr(self, "world"):
            return
        try:
            while self.world.calls:
                self.world.step(self.world.calls[0])
            for part in self.parts:
                if part.call.crashed or part.call.error is not None:
                    part.call = self.world.accept(part.orders)
                    part.call.finish()
                    part.settled = False
                if not part.settled:
                    self.settle(part)
            self.world.drain(self.chance)
            self.world.assert_exact()
            self.assert_each_order_counts_for_one_customer_at_most()
        finally:
            self.world.forget()

    def assert_each_order_counts_for_one_customer_at_most(self) -> None:
        ledger = self.world.stores.ledger(self.world.tenant)
        held = [
            order.order_id
            for customer_id in CUSTOMERS
            for order in ledger.read_customer(customer_id).orders
            if not order.deleted
        ]
        assert len(held) == len(set(held))


@pytest.fixture
def names(aws: Names) -> Iterator[Names]:
    Pipeline.names = aws
    yield aws


def test_facts_end_equal_to_a_fold_of_the_ledger_whatever_happens_on_the_way(names: Names) -> None:
    run_state_machine_as_test(
        Pipeline,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=60,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )
