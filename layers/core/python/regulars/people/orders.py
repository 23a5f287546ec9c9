"""A customer's orders, newest first. Reads their whole history, whatever the page."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from ..facts.order import Order
from ..stores.folded import read_folded
from ..stores.reading import Position, Reading, in_order
from ..stores.shop import Shop


class OrdersQuery(NamedTuple):
    """Orders placed from `from_ms` (inclusive) to `to_ms` (exclusive)."""

    customer_id: str
    from_ms: int | None
    to_ms: int | None

    @property
    def canonical(self) -> str:
        """Equal for equal queries, so that a cursor serves no other."""
        return f"orders|{self.customer_id}|{self.from_ms}|{self.to_ms}"

    def matches(self, order: Order) -> bool:
        """A stub of a deletion is no order."""
        if order.deleted or (self.from_ms is not None and order.ordered_at_ms < self.from_ms):
            return False
        return self.to_ms is None or order.ordered_at_ms < self.to_ms


def list_orders(shop: Shop, query: OrdersQuery, *, after: Position) -> Reading[Order]:
    """The orders behind a place, ties by id, members' as the customer's own. Raises `NotFound`, and `Merged`."""
    record = read_folded(query.customer_id, shop.ledger).record
    found = (replace(order, customer_id=query.customer_id) for order in record.orders if query.matches(order))
    return in_order(found, _place, after=after, descending=True)


def _place(order: Order) -> tuple[int, str]:
    return order.ordered_at_ms, order.order_id
