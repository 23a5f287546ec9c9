"""The order item: header attributes plus all lines as one compact attribute, guarded by its own revision `n`."""

from __future__ import annotations

from typing import NamedTuple

from ...errors import RegularsError
from ...facts.order import Dated, Lane, Order, OrderStatus
from ..codec import (
    decode_contact,
    decode_lines,
    decode_messages,
    decode_original,
    encode_contact,
    encode_lines,
    encode_messages,
    encode_original,
)
from ..dynamo import Item, pack, unpack
from ..limits import ORDER_ITEM_BYTES


class StoredOrder(NamedTuple):
    """An order with the revision under which it lies; a write names the revision it replaces."""

    order: Order
    n: int


class OrderTooLarge(RegularsError):
    """The order would pass 300 KB as stored."""


def encode_order(order: Order, n: int, *, over: Order | None = None) -> Item:
    """The item's attributes without its key, to lie over `over`. Raises `OrderTooLarge`.

    Over an order with the same lines none is too large: what was taken can be refunded, which makes it longer.
    """
    item = pack(
        {
            "n": n,
            "lane": order.lane,
            "written": order.written_ms,
            "arrived": order.arrived_ms,
            "ordered_at": order.ordered_at_ms,
            "status": order.status,
            "lines": encode_lines(order.lines) if order.lines else None,
            "total": order.total_minor,
            "refunded": order.refunded_minor or None,
            "reference": order.reference,
            "channel": order.channel,
            "contact": encode_contact(order.contact),
            "original": encode_original(order.original),
            "version": order.version,
            "updated_at": order.updated_at_ms,
            "import_id": order.import_id,
            "outcome": order.outcome,
            "deleted": order.deleted or None,
            "dated": None if order.dated is Dated.STATED else order.dated,
            "messages": encode_messages(order.messages) if order.messages else None,
        }
    )
    if (over is None or over.lines != order.lines) and _size(item) > ORDER_ITEM_BYTES:
        raise OrderTooLarge(order.order_id)
    return item


def _size(item: Item) -> int:
    """About the bytes that DynamoDB counts: of every name and every value, a number as it is written."""
    return sum(len(name) + _length(value) for name, held in item.items() for value in held.values())


def _length(value: str | bytes | bool) -> int:
    if isinstance(value, bool):
        return 1
    return len(value.encode()) if isinstance(value, str) else len(value)


def decode_order(customer_id: str, order_id: str, item: Item) -> StoredOrder:
    values = unpack(item)
    order = Order(
        order_id=order_id,
        customer_id=customer_id,
        ordered_at_ms=values["ordered_at"],
        status=OrderStatus(values["status"]),
        lines=decode_lines(values["lines"]) if "lines" in values else (),
        arrived_ms=values["arrived"],
        written_ms=values["written"],
        lane=Lane(values["lane"]),
        total_minor=values.get("total"),
        refunded_minor=values.get("refunded", 0),
        reference=values.get("reference"),
        channel=values.get("channel"),
        contact=decode_contact(values.get("contact")),
        original=decode_original(values.get("original")),
        version=values.get("version"),
        updated_at_ms=values.get("updated_at"),
        import_id=values.get("import_id"),
        outcome=values.get("outcome"),
        deleted=values.get("deleted", False),
        messages=decode_messages(values.get("messages", b"")),
        dated=Dated(values.get("dated", Dated.STATED)),
    )
    return StoredOrder(order, values["n"])
