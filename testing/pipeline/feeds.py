"""Files and a live feed of one shop, where one customer names an address: whatever comes first, and comes again."""

from __future__ import annotations

import itertools
import os
import random
from contextlib import suppress
from dataclasses import replace

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule
from regulars.config import Names
from regulars.crm.merges import merge_customers, unmerge_customer
from regulars.errors import Conflict, NotFound
from regulars.facts.order import Contact, Lane, Order
from regulars.orders.find import find_order
from regulars.stores.ledger.persons import survivor_of

from testing.builders import an_order
from testing.pipeline.gate import Call
from testing.pipeline.under_way import UnderWay
from testing.pipeline.world import World

EXAMPLES = int(os.environ.get("FEEDS_EXAMPLES", "25"))
PEOPLE = {"ann": "x@example.com", "bob": "y@example.com"}
ORDERS = {"a1": "ann", "a2": "ann", "b1": "bob"}
RIVAL = "cy"
AT_ONCE = st.sampled_from([True, False])
_worlds = itertools.count()


class Feeds(UnderWay):
    """Every statement has a version of its own, which is its total too: who wins can be read from the sums."""

    names: Names

    @initialize(seed=st.integers(0, 2**32))
    def open(self, seed: int) -> None:
        self.world = World(self.names, f"f{next(_worlds)}")
        self.chance = random.Random(seed)
        self.sent: list[tuple[Order, Call]] = []
        self.deleted: dict[str, int] = {}

    def guest(self, customer_id: str) -> str:
        return self.world.tenant.guest_id(PEOPLE[customer_id])

    @rule(
        order_id=st.sampled_from(sorted(ORDERS)),
        named=st.booleans(),
        lane=st.sampled_from([Lane.LIVE, Lane.BULK]),
        version=st.integers(1, 50),
        at_once=AT_ONCE,
    )
    def state(self, order_id: str, named: bool, lane: Lane, version: int, at_once: bool) -> None:
        """The feed knows the customer and the address, a file the address alone."""
        if version in {order.version for order, _ in self.sent}:
            return
        customer_id = ORDERS[order_id]
        order = an_order(
            order_id,
            customer_id if named else self.guest(customer_id),
            lines=(),
            total_minor=version,
            version=version,
            lane=lane,
            contact=Contact(email=PEOPLE[customer_id]),
            arrived_ms=self.world.now_ms,
            written_ms=self.world.now_ms,
        )
        self.send(order, at_once)

    @precondition(lambda self: self.sent)
    @rule(data=st.data(), at_once=AT_ONCE)
    def send_again(self, data: st.DataObject, at_once: bool) -> None:
        order, _ = data.draw(st.sampled_from(self.sent))
        self.send(replace(order, arrived_ms=self.world.now_ms, written_ms=self.world.now_ms), at_once)

    def send(self, order: Order, at_once: bool) -> None:
        self.sent.append((order, self.world.accept([order])))
        if at_once:
            self.finish(self.sent[-1][1])

    @rule(order_id=st.sampled_from(sorted(ORDERS)))
    def delete(self, order_id: str) -> None:
        stores, tenant = self.world.stores, self.world.tenant
        try:
            found = find_order(order_id, registry=stores.registry(tenant), ledger=stores.ledger(tenant)).item
        except NotFound:
            return
        self.finish(self.world.delete(order_id))
        self.deleted[order_id] = max(self.deleted.get(order_id, 0), found.version or 0)

    @rule(milliseconds=st.sampled_from([1, 1_000]))
    def wait(self, milliseconds: int) -> None:
        self.world.advance(milliseconds)

    @rule()
    def come_to_rest(self) -> None:
        super().come_to_rest()
        for index, (order, call) in enumerate(self.sent):
            if call.crashed:
                self.sent[index] = order, self.world.accept([order])
                self.finish(self.sent[index][1])
        self.world.drain(self.chance)
        self.world.assert_exact()
        assert {call.error for _, call in self.sent} <= {None}
        self.assert_persons()

    def assert_persons(self) -> None:
        assert "refused" not in {call.result[0].outcome for _, call in self.sent}
        for customer_id in PEOPLE:
            self._assert_one_person(customer_id)
            ids = (customer_id, self.guest(customer_id))
            assert self._spend(*ids) == sum(self._stands(one) for one in ORDERS if ORDERS[one] == customer_id)

    def finish(self, call: Call) -> None:
        while not call.finished:
            self.world.step(call)

    def _assert_one_person(self, customer_id: str) -> None:
        """As soon as an order has named both."""
        if any(order.customer_id == customer_id for order, _ in self.sent):
            ledger = self.world.stores.ledger(self.world.tenant)
            assert survivor_of(ledger, self.guest(customer_id)) == customer_id

    def _spend(self, *customer_ids: str) -> int:
        rows = {row.customer_id: row.facts for row in self.world.stores.rows(self.world.tenant).all()}
        return sum(rows[one].purchases.spend_minor for one in customer_ids if one in rows)

    def _stands(self, order_id: str) -> int:
        """The total of the newest statement about an order that was not refused; 0 where that was deleted."""
        taken = (
            order.version or 0
            for order, call in self.sent
            if order.order_id == order_id and call.result[0].outcome != "refused"
        )
        newest = max(taken, default=0)
        return newest if newest > self.deleted.get(order_id, 0) else 0


class Rivals(Feeds):
    """The same with a customer who names the others' orders, and people who merge and take out: who has an order may
    then depend on what came first, and statements be refused, but which of them stands may not."""

    @rule(order_id=st.sampled_from(sorted(ORDERS)), version=st.integers(1, 50), at_once=AT_ONCE)
    def state_by_another(self, order_id: str, version: int, at_once: bool) -> None:
        if version not in {order.version for order, _ in self.sent}:
            now_ms = self.world.now_ms
            said = {"lines": (), "total_minor": version, "version": version, "arrived_ms": now_ms, "written_ms": now_ms}
            self.send(an_order(order_id, RIVAL, **said), at_once)

    @rule(order_id=st.sampled_from(sorted(ORDERS)), data=st.data())
    def come_late(self, order_id: str, data: st.DataObject) -> None:
        """What was deleted is stated anew, by the one or the other and out of order."""
        self.delete(order_id)
        version = data.draw(st.integers(1, 50))
        if data.draw(st.booleans()):
            self.state_by_another(order_id, version, True)
        else:
            self.state(order_id, data.draw(st.booleans()), Lane.LIVE, version, True)

    @rule(two=st.lists(st.integers(0, 4), min_size=2, max_size=2, unique=True), cuts=st.booleans())
    def join_or_part(self, two: list[int], cuts: bool) -> None:
        everybody = [*PEOPLE, RIVAL, *map(self.guest, PEOPLE)]
        member, into = (everybody[one] for one in two)
        ledger, now_ms = self.world.stores.ledger(self.world.tenant), self.world.now_ms
        with suppress(Conflict, NotFound):
            if cuts:
                unmerge_customer(member, ledger=ledger, now_ms=now_ms)
            else:
                merge_customers(member, into, ledger=ledger, now_ms=now_ms)
        self.world.flow_to_facts()

    def assert_persons(self) -> None:
        everybody = (*PEOPLE, RIVAL, *map(self.guest, PEOPLE))
        assert self._spend(*everybody) == sum(map(self._stands, ORDERS))
