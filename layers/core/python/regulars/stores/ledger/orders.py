"""The order item: header attributes plus all lines as one compact attribute."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...errors import RegularsError
from ...facts.order import Dated, Order, OrderStatus
from ...facts.order_told import order_told
from ...facts.ranges import Range
from ..dynamo.calls import Value
from ..limits import ORDER_ITEM_BYTES
from ..order_codec import (
    decode_contact,
    decode_lines,
    decode_messages,
    decode_original,
    encode_contact,
    encode_lines,
    encode_messages,
    encode_original,
)
from .envelope import envelope_of
from .kind import ItemKind


class OrderTooLarge(RegularsError):
    """The order would pass 300 KB as stored."""


def encode_order(order: Order, replaced: Order | None) -> dict[str, Value | None]:
    """The order's own attributes. Raises `OrderTooLarge`.

    In the place of an order with the same lines none is too large: what was taken can be refunded, which makes it
    longer.
    """
    values: dict[str, Value | None] = {
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
    if (replaced is None or replaced.lines != order.lines) and _size(values) > ORDER_ITEM_BYTES:
        raise OrderTooLarge(order.order_id)
    return values


def _size(values: Mapping[str, Value | None]) -> int:
    """About the bytes that DynamoDB counts: of every name and every value, a number as it is written."""
    return sum(len(name) + _length(value) for name, value in values.items() if value is not None)


def _length(value: Value) -> int:
    if isinstance(value, bytes):
        return len(value)
    return 1 if value is True else len(str(value).encode())


def decode_order(customer_id: str, order_id: str, values: Mapping[str, Any]) -> Order:
    return Order(
        order_id=order_id,
        customer_id=customer_id,
        ordered_at_ms=values["ordered_at"],
        status=OrderStatus(values["status"]),
        lines=decode_lines(values["lines"]) if "lines" in values else (),
        **envelope_of(values),
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
        messages=decode_messages(values["messages"]) if "messages" in values else (),
        dated=Dated(values["dated"]) if "dated" in values else Dated.STATED,
    )


ORDER = ItemKind(
    prefix="order#",
    held_as="Orders",
    type=Order,
    encode=encode_order,
    decode=decode_order,
    parts=frozenset({"known", "purchases", "profile", "products"}),
    journey=order_told,
    listed=None,
    range=Range.CORE,
)
