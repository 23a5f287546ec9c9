"""What a customer bought, as a client posts it and as answers list it."""

from __future__ import annotations

from typing import Any

from testing.api.client import Answered
from testing.api.orders import line_of, order_with


def bought(product_id: str, *days_ago: float, **line: Any) -> list[dict[str, Any]]:
    """An order with nothing else in it, so many days ago, for each."""
    return [order_with(f"{product_id}-{days}", days, line_of(product_id, **line)) for days in days_ago]


def ids(answer: Answered) -> list[str]:
    """The products of an answer's rows, in their order."""
    return [row["productId"] for row in answer.data]
