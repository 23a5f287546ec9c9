"""A tenant's life in which customers bring each other, beside orders, merges and all that happens otherwise."""

from __future__ import annotations

import os

from hypothesis import strategies as st
from hypothesis.stateful import rule
from regulars.crm.referrals import claim_referral
from regulars.facts.folds.purchases import counted_orders
from regulars.facts.items.referral import Referral
from regulars.facts.order import Lane, Order, OrderStatus
from regulars.facts.record import CustomerRecord
from regulars.stores.ledger.persons import read_above
from regulars.stores.ledger.referrals import BROUGHT

from testing.pipeline.life import AT_ONCE, CUSTOMERS
from testing.pipeline.persons import Persons
from testing.pipeline.world import World
from testing.shops import shop_of

EXAMPLES = int(os.environ.get("REFERRAL_EXAMPLES", "25"))


class Bringing(Persons):
    """Anybody may give anybody's code, also in a circle, and be one person with them before or after."""

    @rule(who=st.sampled_from([*CUSTOMERS, "guest"]), by=st.sampled_from([*CUSTOMERS, "guest"]), at_once=AT_ONCE)
    def give_a_code(self, who: str, by: str, at_once: bool) -> None:
        who, by = (self.guests()[0] if one == "guest" else one for one in (who, by))
        shop = shop_of(self.world.stores, self.world.tenant.id, self.world.now_ms)
        code = self.world.tenant.referral_code(by)
        self.run(self.world.start("claim", lambda: claim_referral(shop, who, code)), at_once)

    @rule(data=st.data(), days=st.integers(92, 400), leaves=st.booleans())
    def note_meets_another_person(self, data: st.DataObject, days: int, leaves: bool) -> None:
        """A projection is left standing before it notes a first order; meanwhile who came leaves the person, or joins
        another, and everything is done past it."""
        came, other, by = data.draw(st.permutations(self.everybody()))[:3]
        self.run(self.world.accept([self.first_order(who, 3) for who in (came, other, by)]), at_once=True)
        self.give_a_code(came, by, at_once=True)
        self.run(self.merging(came, other) if leaves else self.unmerging(came), at_once=True)
        self.flow()
        self.run(self.world.accept([self.first_order(other if leaves else came, days)]), at_once=True)
        self.run(self.world.deliver(self.chance, 100), at_once=True)
        slow = self.world.receive(self.world.live, self.chance, 10)
        while slow is not None and not slow.finished and slow.operation != "TransactWriteItems":
            self.world.step(slow)
        self.run(self.unmerging(came) if leaves else self.merging(came, other), at_once=True)
        self.flow()
        self.run(slow, at_once=True)

    def first_order(self, who: str, days: int) -> Order:
        return self.order(f"of {who}", who, OrderStatus.PAID, 100, days, Lane.LIVE, "tea")

    def assert_each_order_counts_for_one_customer_at_most(self) -> None:
        super().assert_each_order_counts_for_one_customer_at_most()
        assert noted(self.world, self.everybody()) == expected_notes(self.world, self.everybody())


def noted(world: World, everybody: list[str]) -> dict[tuple[str, str], int]:
    """Under whom of everybody lies when who came, by their code; without stubs."""
    ledger = world.stores.ledger(world.tenant)
    found = (stored.item for one in everybody for stored in ledger.read_kind(BROUGHT, one))
    return {(one.customer_id, one.code): one.at_ms for one in found if one.at_ms is not None}


def expected_notes(world: World, everybody: list[str]) -> dict[tuple[str, str], int]:
    """What `noted` is to be, from the collections of each person alone."""
    ledger, registry, code_of = (
        world.stores.ledger(world.tenant), world.stores.registry(world.tenant), world.tenant.referral_code
    )  # fmt: skip
    erased = {code_of(one) for one in ledger.erased(everybody, consistent=True)}
    people: dict[str, list[CustomerRecord]] = {}
    for one in everybody:
        people.setdefault(read_above(ledger, one)[-1].customer_id, []).append(ledger.read_collection(one))
    found = {}
    for collections in people.values():
        items = [item for collection in collections for item in collection.items]
        orders = counted_orders([item for item in items if isinstance(item, Order) and not item.deleted])
        own = {code_of(collection.customer_id) for collection in collections}
        claims = [item for item in items if isinstance(item, Referral) and item.code not in own]
        if not claims or not orders:
            continue
        first = min(claims, key=lambda one: (one.claimed_ms, one.customer_id))
        referrer_id = registry.customer_of_code(first.code)
        if first.code in erased:
            continue
        assert referrer_id is not None, "a code of nobody is not stored"
        found[referrer_id, code_of(first.customer_id)] = min(order.ordered_at_ms for order in orders)
    return found
