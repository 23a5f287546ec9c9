"""An event of Segment's ecommerce spec that is about an order, as it was read."""

from __future__ import annotations

import re
from dataclasses import field
from enum import StrEnum
from typing import Any, NamedTuple

from ..dataclass import dataclass

_LINE = re.compile(r"lines(\[\d+\])(?:\.(\w+))?")
# What a line's fields are called in a product; `productId` may be either of two.
PRODUCT = {"unitPrice": "price", "quantity": "quantity", "productName": "name", "category": "category"}


class EventKind(StrEnum):
    COMPLETED = "Order Completed"
    UPDATED = "Order Updated"
    REFUNDED = "Order Refunded"
    CANCELLED = "Order Cancelled"


class Ignored(NamedTuple):
    """A path of the event that is not taken (of all products: `products[]`), and why."""

    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class OrderEvent:
    """`said` has the shape of an order (docs/api.md), without status; of a refund that of `GivenRefund`.

    `names` says what fields of `said` are called in the event, where `named` cannot tell by itself.
    """

    kind: EventKind
    order_id: str
    message_id: str | None
    said: dict[str, Any] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    ignored: list[Ignored] = field(default_factory=list)

    def named(self, name: str) -> str:
        """The path in the event of what is called `name` in an order or a refund."""
        if name in self.names:
            return self.names[name]
        if line := _LINE.fullmatch(name):
            path = f"properties.products{line[1]}"
            return f"{path}.{PRODUCT.get(line[2], 'product_id')}" if line[2] else path
        return name
