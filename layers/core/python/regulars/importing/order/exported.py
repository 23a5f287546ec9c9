"""The clock of a file: its orders as they were known when it was exported."""

from __future__ import annotations

from dataclasses import replace

from ...errors import FieldError, OrderRefused
from ...facts.order import Order


def known_at(order: Order, exported_ms: int) -> Order:
    """The order as a state of that instant: its arrival, and its `updatedAt` where the file gives none of its own.

    Raises `OrderRefused` for one that was placed later: then the instant is wrong.
    """
    if order.given_at_ms > exported_ms:
        raise OrderRefused(
            [FieldError("orderedAt", "lies after exportedAt, when the file was exported")], order.order_id
        )
    updated_at_ms = exported_ms if order.updated_at_ms is None else order.updated_at_ms
    return replace(order, arrived_ms=exported_ms, updated_at_ms=updated_at_ms)


def newest_ms(order: Order) -> int:
    """The latest instant that the order names: it was exported then or later."""
    return max(order.given_at_ms, order.updated_at_ms or 0)
