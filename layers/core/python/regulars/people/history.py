"""One customer's way through the lifecycle segments: exact entries, time in each, transitions.

See docs/scoring.md, Lifecycle segment.
"""

from __future__ import annotations

from typing import NamedTuple

from ..scoring.history import Stay, segment_history, until
from ..stores.folded import read_folded
from ..stores.shop import Shop


class History(NamedTuple):
    """Stays ascend without gaps and end at `now_ms`; the last one is open. Empty without counted orders."""

    stays: list[Stay]
    now_ms: int


def read_history(shop: Shop, customer_id: str) -> History:
    """The customer's history from their first order until now. Raises `NotFound`."""
    timeline = read_folded(customer_id, shop.ledger).facts.purchases.timeline
    return History(until(segment_history(timeline, shop.settings), shop.now_ms), shop.now_ms)
