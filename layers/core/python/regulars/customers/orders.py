"""A customer's orders, newest first. Reads his whole history, whatever the page."""

from __future__ import annotations

from dataclasses import astuple

from ..facts.order import Order
from ..facts.tenant import Tenant
from ..stores import cursors
from ..stores.ledger import Ledger
from ..stores.page import Page, fitting, text_bytes
from .one import unknown

# What is the same for each, quotation marks within quotation marks included.
_ORDER_BYTES = 1_500
_LINE_BYTES = 250


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
    record = ledger.read_customer(customer_id)
    if not record.known:
        raise unknown(customer_id)
    wanted = [
        order
        for order in record.orders
        if not order.deleted
        and (from_ms is None or order.ordered_at_ms >= from_ms)
        and (to_ms is None or order.ordered_at_ms < to_ms)
    ]
    wanted.sort(key=_place, reverse=True)
    left = wanted
    if cursor:
        position = (place["at"], place["id"])
        left = [order for order in wanted if _place(order) < position]
    page = left[: fitting(map(_size, left[:limit]))]
    sealed = None
    if len(page) < len(left):
        at_ms, id_ = _place(page[-1])
        sealed = cursors.seal({"at": at_ms, "id": id_, "asOf": place["asOf"]}, tenant=tenant, query=query)
    return Page(page, len(wanted), sealed, place["asOf"])


def _place(order: Order) -> tuple[int, str]:
    return order.ordered_at_ms, order.order_id


def _size(order: Order) -> int:
    """The most bytes that the order takes in an answer."""
    contact = astuple(order.contact) if order.contact else ()
    original = order.original.status_text if order.original else None
    size = _ORDER_BYTES + text_bytes(order.order_id, order.customer_id, order.reference, order.channel, original)
    size += text_bytes(*contact)
    for line in order.lines:
        size += _LINE_BYTES + text_bytes(line.product_id, line.product_name, line.category)
    return size
