"""One program of a shop of the pipeline, and redemptions in it, at once or request by request."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from regulars.crm.loyalty_programs import create_program
from regulars.crm.merges import merge_customers, unmerge_customer
from regulars.crm.points import check_owes_nothing, points_of
from regulars.crm.points_changed import Change, change_points
from regulars.facts.items.loyalty import LoyaltyAction
from regulars.facts.order import Order, OrderStatus
from regulars.loyalty.program import ProgramType
from regulars.stores import shop as stores_shop

from testing.builders import NOW_MS, an_order
from testing.pipeline.gate import Call
from testing.pipeline.shop import Shop

# By tenant.
PROGRAMS: dict[str, str] = {}


def opened(shop: Shop, now_ms: int = NOW_MS) -> stores_shop.Shop:
    record = shop.stores.directory.read(shop.tenant.id)
    assert record is not None
    return stores_shop.Shop(shop.stores, record, now_ms)


def with_program(shop: Shop, **fields: Any) -> None:
    """A point for each whole unit, since before all orders."""
    fields = {"name": "Club", "type": ProgramType.POINTS, "from_ms": 0, **fields}
    PROGRAMS[shop.tenant.id] = create_program(opened(shop), fields, by=None).id


def order(order_id: str, points: int, customer_id: str = "ann", **changes: Any) -> Order:
    return an_order(order_id, customer_id, **{"lines": (), "total_minor": 100 * points, **changes})


def redeem(shop: Shop, points: int | None, customer_id: str = "ann", **more: Any) -> int:
    """What is available afterwards."""
    change = Change(customer_id, PROGRAMS[shop.tenant.id], LoyaltyAction.REDEEM, points, more.pop("reward_id", None))
    key = more.pop("key", None)
    return change_points(opened(shop), change, key=key, by=None, pause=lambda seconds: None).standing.available


def redeeming(shop: Shop, points: int | None, customer_id: str = "ann", **more: Any) -> Call:
    """The same, parked before its first request."""
    return Call("redeem", lambda: redeem(shop, points, customer_id, **more))


def up_to_its_transaction(call: Call) -> None:
    while call.operation != "TransactWriteItems":
        assert not call.finished, call.error
        call.step()


def stands(shop: Shop, customer_id: str = "ann") -> tuple[int, int]:
    """Available, and owed."""
    [found] = points_of(opened(shop, NOW_MS + 1_000), customer_id, PROGRAMS[shop.tenant.id])
    balance = found.balance
    assert balance.earned == (balance.available + balance.pending + balance.redeemed + balance.expired - balance.debt)
    return balance.available, balance.debt


def refund(shop: Shop, order_id: str, points: int, customer_id: str = "ann") -> None:
    refunded = {"status": OrderStatus.REFUNDED, "refunded_minor": 100 * points, "arrived_ms": NOW_MS + 1}
    assert shop.outcome(order(order_id, points, customer_id, **refunded)) == "updated"


def merge(shop: Shop, member: str, into: str) -> None:
    merge_customers(member, into, ledger=shop.ledger, now_ms=NOW_MS)


def unmerge(shop: Shop, member: str, *, checked: bool = True) -> None:
    def check(ids: Sequence[str]) -> None:
        if checked:
            check_owes_nothing(opened(shop), ids)

    unmerge_customer(member, ledger=shop.ledger, now_ms=NOW_MS, check=check)
