"""A customer's orders, newest first. Reads his whole history, whatever the page."""

from __future__ import annotations

from ..facts.order import Order
from ..facts.tenant import Tenant
from ..stores import cursors
from ..stores.ledger import Ledger
from .customer import Page
from .one import unknown

# A response of Lambda holds 6 MB; a character takes up to four bytes.
_MOST_CHARACTERS = 1_200_000
_CHARACTERS_A_LINE = 150


def list_orders(
    customer_id: str,
    *,
    from_ms: int | None,
    to_ms: int | None,
    limit: int,
    cursor: str | None,
    ledger: Ledger,
    tenant: Tenant,
    now_ms: int,
) -> Page[Order]:
    """Orders placed from `from_ms` (inclusive) to `to_ms` (exclusive), ties by id; fewer a page where orders are long.

    Raises `NotFound`, and `QueryRefused` for a cursor of another query.
    """
    query = f"orders|{customer_id}|{from_ms}|{to_ms}"
    place = cursors.unseal(cursor, tenant=tenant, query=query) if cursor else {"asOf": now_ms}
    stored = [order for order in ledger.read_customer(customer_id).orders if not order.deleted]
    if not stored:
        raise unknown(customer_id)
    wanted = [
        order
        for order in stored
        if (from_ms is None or order.ordered_at_ms >= from_ms) and (to_ms is None or order.ordered_at_ms < to_ms)
    ]
    wanted.sort(key=_place, reverse=True)
    left = wanted
    if cursor:
        position = (place["at"], place["id"])
        left = [order for order in wanted if _place(order) < position]
    page = left[: _fitting(left, limit)]
    sealed = None
    if len(page) < len(left):
        at_ms, id_ = _place(page[-1])
        sealed = cursors.seal({"at": at_ms, "id": id_, "asOf": place["asOf"]}, tenant=tenant, query=query)
    return Page(page, len(wanted), sealed, place["asOf"])


def _place(order: Order) -> tuple[int, str]:
    return order.ordered_at_ms, order.order_id


def _fitting(orders: list[Order], limit: int) -> int:
    """How many of the first `limit` orders one response holds; at least one."""
    characters = 0
    for index, order in enumerate(orders[:limit]):
        characters += sum(
            _CHARACTERS_A_LINE + len(line.product_id) + len(line.product_name or "") + len(line.category or "")
            for line in order.lines
        )
        if characters > _MOST_CHARACTERS and index:
            return index
    return limit
