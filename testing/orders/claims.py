"""Orders that name a customer, an address, or both, and what a shop knows of each customer then."""

from __future__ import annotations

from typing import Any

from regulars.crm.merges import merge_customers
from regulars.facts.fold import fold
from regulars.facts.order import Contact, Lane, Order

from testing.builders import NOW_MS, an_order
from testing.pipeline.gate import Call
from testing.pipeline.shop import Shop

ADDRESS = "x@example.com"


def guest(shop: Shop) -> str:
    return shop.tenant.guest_id(ADDRESS)


def live(order_id: str = "o1", customer_id: str = "ann", *, email: str | None = ADDRESS, **changes: Any) -> Order:
    """An order that names a customer and the address."""
    contact = None if email is None else Contact(email=email)
    return an_order(order_id, customer_id, **{"lines": (), "total_minor": 100, "contact": contact, **changes})


def filed(shop: Shop, order_id: str = "o1", **changes: Any) -> Order:
    """An order of a file, which knows the address alone."""
    return live(order_id, guest(shop), **{"lane": Lane.IMPORT, "import_id": "i1", "total_minor": 30, **changes})


def spends(shop: Shop, *customers: str) -> dict[str, int]:
    """By the customers who are known, what a fresh fold says of each."""
    everybody = (*customers, "ann", "bob", guest(shop))
    folds = {one: fold(shop.ledger.read_customer(one)) for one in everybody}
    return {one: facts.purchases.spend_minor for one, facts in folds.items() if facts.known}


def merging(shop: Shop, member: str, into: str) -> Call:
    return Call("merge", lambda: merge_customers(member, into, ledger=shop.ledger, now_ms=NOW_MS))


def up_to_its_transaction(call: Call) -> None:
    while call.operation != "TransactWriteItems":
        assert not call.finished
        call.step()
