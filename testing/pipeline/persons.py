"""A tenant's life in which customers are claimed, merged and taken out again, beside all that happens otherwise."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from regulars.crm.merges import merge_customers, unmerge_customer
from regulars.errors import Conflict, NotFound, StoreUnavailable
from regulars.facts.customer import CustomerFacts
from regulars.facts.fold import fold
from regulars.facts.order import Contact, Lane, Order, OrderStatus
from regulars.facts.record import CustomerRecord
from regulars.stores.ledger.persons import SeenHead, read_above, read_heads

from testing.pipeline.gate import Call
from testing.pipeline.life import AT_ONCE, CUSTOMERS, ORDER_IDS, Pipeline
from testing.pipeline.part import Part

EXAMPLES = int(os.environ.get("PERSONS_EXAMPLES", "25"))
ADDRESSES = ("x@example.com", "y@example.com")
# What a call may end in where life has gone on meanwhile.
_REFUSED = (Conflict, NotFound, StoreUnavailable)


class Persons(Pipeline):
    """Orders that name a customer and an address, guests, merges by hand; two customers may name one address."""

    def guests(self) -> list[str]:
        return [self.world.tenant.guest_id(address) for address in ADDRESSES]

    def everybody(self) -> list[str]:
        return [*CUSTOMERS, *self.guests()]

    def order_of(self, order_id: str, named: str | None, address: str, cents: int, lane: Lane) -> Order:
        """An order that names an address, and a customer or not."""
        customer_id = named or self.world.tenant.guest_id(address)
        order = self.order(order_id, customer_id, OrderStatus.PAID, cents, 3, lane, "tea")
        return replace(order, contact=Contact(name=customer_id[:9], email=address))

    @rule(
        order_id=st.sampled_from(ORDER_IDS),
        named=st.sampled_from([None, *CUSTOMERS]),
        address=st.sampled_from(ADDRESSES),
        cents=st.sampled_from([1, 20, 500_001]),
        version=st.none() | st.integers(1, 3),
        at_once=AT_ONCE,
    )
    def order_with_an_address(
        self, order_id: str, named: str | None, address: str, cents: int, version: int | None, at_once: bool
    ) -> None:
        order = replace(self.order_of(order_id, named, address, cents, Lane.LIVE), version=version)
        self.written.append(order)
        self.run(self.world.accept([order]), at_once)

    @rule(
        ids=st.lists(st.sampled_from(["f1", "f2", "1"]), min_size=1, unique=True), named=st.sampled_from([None, "ann"])
    )
    def file(self, ids: list[str], named: str | None) -> None:
        """A part of an import whose orders name an address, and somebody beside it or not."""
        self.imports += 1
        orders = [
            replace(self.order_of(one, named, ADDRESSES[0], 300, Lane.IMPORT), import_id=f"import-{self.imports}")
            for one in ids
        ]
        self.parts.append(Part(self.world, orders))

    @rule(data=st.data(), at_once=AT_ONCE)
    def merge(self, data: st.DataObject, at_once: bool) -> None:
        member, into = data.draw(st.lists(st.sampled_from(self.everybody()), min_size=2, max_size=2, unique=True))
        self.run(self.merging(member, into), at_once)

    @rule(data=st.data(), at_once=AT_ONCE)
    def unmerge(self, data: st.DataObject, at_once: bool) -> None:
        self.run(self.unmerging(data.draw(st.sampled_from(self.everybody()))), at_once)

    @rule(data=st.data(), second=st.sampled_from(["back", "back", "out", "order", "on"]))
    def cross(self, data: st.DataObject, second: str) -> None:
        """A merge is left standing before its transaction while something about the same people runs through."""
        three = data.draw(st.permutations(self.everybody()))
        for who in three[:2]:
            self.run(self.world.accept([self.order_of(f"of {who}", who, ADDRESSES[0], 7, Lane.LIVE)]), at_once=True)
        slow = self.merging(three[0], three[1])
        while not slow.finished and slow.operation != "TransactWriteItems":
            self.world.step(slow)
        match second:
            case "back":
                meets = self.merging(three[1], three[0])
            case "out":
                meets = self.unmerging(three[0])
            case "on":
                meets = self.merging(three[1], three[2])
            case _:
                meets = self.world.accept([self.order_of("1", CUSTOMERS[0], ADDRESSES[0], 20, Lane.LIVE)])
        self.run(meets, at_once=True)
        self.run(slow, at_once=True)

    @precondition(lambda self: self.written)
    @rule(data=st.data(), requests=st.integers(1, 8))
    def order_meets_a_merge(self, data: st.DataObject, requests: int) -> None:
        slow = self.world.accept([data.draw(st.sampled_from(self.written))])
        self.world.step(slow, requests)
        member, into = data.draw(st.lists(st.sampled_from(self.everybody()), min_size=2, max_size=2, unique=True))
        self.run(self.merging(member, into), at_once=True)
        self.run(slow, at_once=True)

    def merging(self, member: str, into: str) -> Call:
        return self._by_hand(
            "merge", lambda ledger, now_ms: merge_customers(member, into, ledger=ledger, now_ms=now_ms)
        )

    def unmerging(self, member: str) -> Call:
        return self._by_hand("unmerge", lambda ledger, now_ms: unmerge_customer(member, ledger=ledger, now_ms=now_ms))

    def _by_hand(self, name: str, work: Any) -> Call:
        ledger, now_ms = self.world.stores.ledger(self.world.tenant), self.world.now_ms

        def attempt() -> None:
            with suppress(*_REFUSED):
                work(ledger, now_ms)

        return self.world.start(name, attempt)

    def assert_each_order_counts_for_one_customer_at_most(self) -> None:
        """Each lies live in one collection, whose owner the registry names; and trees are trees."""
        stores, tenant = self.world.stores, self.world.tenant
        ledger = stores.ledger(tenant)
        collections = {one: ledger.read_collection(one) for one in self.everybody()}
        held = {
            (order.order_id, one)
            for one, collection in collections.items()
            for order in collection.orders
            if not order.deleted
        }
        assert len(held) == len({order_id for order_id, _ in held})
        owners = stores.registry(tenant).owners({order_id for order_id, _ in held})
        assert {(order_id, owner.customer_id) for order_id, owner in owners.items() if not owner.released} == held
        self._assert_trees(collections)

    def _assert_trees(self, collections: dict[str, CustomerRecord]) -> None:
        """What the rows say is a fold of the union of each tree, by the edges of the heads alone."""
        ledger = self.world.stores.ledger(self.world.tenant)
        heads = read_heads(ledger, self.everybody())
        roots = {one: read_above(ledger, one)[-1].customer_id for one in self.everybody()}
        edges = {(head.merged_into, one) for one, head in heads.items() if head.merged_into is not None}
        assert edges == {(one, member) for one, found in collections.items() for member in found.members}
        below = {one: {other for other in roots if other != one and _is_below(other, one, heads)} for one in roots}
        assert {one: head.members for one, head in heads.items()} == {one: len(found) for one, found in below.items()}
        rows = {row.customer_id: row.facts for row in self.world.stores.rows(self.world.tenant).all()}
        for one, root in roots.items():
            ids = [other for other, its in roots.items() if its == one]
            union = tuple(item for other in ids for item in collections[other].items)
            codes = frozenset(map(self.world.tenant.referral_code, ids))
            expected = fold(CustomerRecord(one, union, codes=codes)) if root == one else CustomerFacts(one)
            assert rows.get(one, CustomerFacts(one)) == expected, one


def _is_below(customer_id: str, above: str, heads: dict[str, SeenHead]) -> bool:
    at = heads[customer_id].merged_into
    while at is not None and at != above:
        at = heads[at].merged_into
    return at == above
