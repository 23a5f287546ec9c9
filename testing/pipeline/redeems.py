"""A tenant's life in which points are redeemed while orders come and are refunded, and customers merged and parted."""

from __future__ import annotations

import os
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule
from regulars.crm.loyalty_programs import create_program
from regulars.crm.merges import merge_customers, unmerge_customer
from regulars.crm.points import check_owes_nothing, points_of
from regulars.crm.points_changed import Change, change_points
from regulars.errors import Conflict, Merged, NotFound, StoreUnavailable
from regulars.facts.items.loyalty import LoyaltyAction
from regulars.facts.order import OrderStatus
from regulars.loyalty.program import ProgramType
from regulars.stores.shop import Shop as OpenedShop

from testing.builders import NOW_MS, an_order
from testing.pipeline.gate import Call
from testing.pipeline.shop import Shops

EXAMPLES = int(os.environ.get("REDEEM_EXAMPLES", "12"))
CUSTOMERS = ("ann", "bob", "cy")
_REFUSED = (Conflict, Merged, NotFound, StoreUnavailable)


class Redeems(RuleBasedStateMachine):
    """Points are worth a unit each, and neither wait nor lapse: so nothing but a refund may leave anybody in debt."""

    shops: Shops

    def __init__(self) -> None:
        super().__init__()
        self.shop = self.shops.open()
        self.calls: list[Call] = []
        self.orders: dict[str, tuple[str, int]] = {}
        self.refunded = 0
        self.redeemed = 0
        fields = {"name": "Club", "type": ProgramType.POINTS, "from_ms": 0}
        self.program = create_program(self.opened(), fields, by=None).id
        for customer_id in CUSTOMERS:
            self.order(customer_id, 20)

    def opened(self) -> OpenedShop:
        record = self.shop.stores.directory.read(self.shop.tenant.id)
        assert record is not None
        return OpenedShop(self.shop.stores, record, NOW_MS)

    @rule(customer_id=st.sampled_from(CUSTOMERS), points=st.sampled_from([1, 20, 50]))
    def order(self, customer_id: str, points: int) -> None:
        order_id = f"o{len(self.orders)}"
        self.orders[order_id] = (customer_id, points)
        self.shop.accept(an_order(order_id, customer_id, lines=(), total_minor=100 * points))

    @precondition(lambda self: self.orders)
    @rule(data=st.data())
    def refund(self, data: st.DataObject) -> None:
        order_id = data.draw(st.sampled_from(sorted(self.orders)))
        customer_id, points = self.orders[order_id]
        told: dict[str, Any] = {"lines": (), "total_minor": 100 * points, "refunded_minor": 100 * points}
        refund = an_order(order_id, customer_id, status=OrderStatus.REFUNDED, arrived_ms=NOW_MS + 1, **told)
        if self.shop.outcome(refund) == "updated":
            self.refunded += points

    @rule(customer_id=st.sampled_from(CUSTOMERS), points=st.sampled_from([1, 20, 21, 60]), steps=st.integers(0, 12))
    def redeem(self, customer_id: str, points: int, steps: int) -> None:
        change = Change(customer_id, self.program, LoyaltyAction.REDEEM, points)

        def work() -> int:
            change_points(self.opened(), change, key=None, by=None, pause=lambda seconds: None)
            return points

        self.begin(Call("redeem", work), steps)

    @rule(pair=st.lists(st.sampled_from(CUSTOMERS), min_size=2, max_size=2, unique=True), steps=st.integers(0, 8))
    def merge(self, pair: list[str], steps: int) -> None:
        ledger = self.shop.ledger
        self.begin(Call("merge", lambda: merge_customers(*pair, ledger=ledger, now_ms=NOW_MS)), steps)

    @rule(member=st.sampled_from(CUSTOMERS), steps=st.integers(0, 14))
    def unmerge(self, member: str, steps: int) -> None:
        def work() -> None:
            unmerge_customer(
                member, ledger=self.shop.ledger, now_ms=NOW_MS, check=lambda ids: check_owes_nothing(self.opened(), ids)
            )

        self.begin(Call("unmerge", work), steps)

    @precondition(lambda self: self.calls)
    @rule(data=st.data(), steps=st.integers(1, 14))
    def go_on(self, data: st.DataObject, steps: int) -> None:
        self.step(data.draw(st.sampled_from(self.calls)), steps)

    @precondition(lambda self: self.calls)
    @rule(data=st.data())
    def crash(self, data: st.DataObject) -> None:
        call = data.draw(st.sampled_from(self.calls))
        call.crash()
        self.calls.remove(call)

    def begin(self, call: Call, steps: int) -> None:
        self.calls.append(call)
        self.step(call, steps)

    def step(self, call: Call, steps: int) -> None:
        call.step(steps)
        if call.finished:
            self.calls.remove(call)
            assert call.error is None or isinstance(call.error, _REFUSED), call.error
            self.redeemed += call.result if isinstance(call.result, int) else 0

    def teardown(self) -> None:
        for call in list(self.calls):
            self.step(call, 10_000)
        shop, owed, redeemed = self.opened(), 0, 0
        for customer_id in CUSTOMERS:
            try:
                [found] = points_of(shop, customer_id, self.program)
            except Merged:
                continue
            points = found.balance
            assert points.earned == points.available + points.pending + points.redeemed + points.expired - points.debt
            owed, redeemed = owed + points.debt, redeemed + points.redeemed
        assert redeemed == self.redeemed, "each redemption that succeeded stands once, and no other"
        assert owed <= self.refunded, "only what was refunded may be owed"
