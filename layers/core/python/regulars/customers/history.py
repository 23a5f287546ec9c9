"""One customer's way through the lifecycle segments: exact entries, time in each, transitions (scoring.md §1)."""

from __future__ import annotations

from typing import NamedTuple

from ..facts.fold import fold
from ..scoring.history import Stay, segment_history, until
from ..scoring.settings import Settings
from ..stores.ledger import Ledger
from .one import unknown


class History(NamedTuple):
    """Stays ascend without gaps and end at `now_ms`; the last one is open. Empty without counted orders."""

    stays: list[Stay]
    now_ms: int


def read_history(customer_id: str, *, ledger: Ledger, settings: Settings, now_ms: int) -> History:
    """The customer's history from his first order until now. Raises `NotFound`."""
    facts = fold(ledger.read_customer(customer_id))
    if not facts.known:
        raise unknown(customer_id)
    return History(until(segment_history(facts.purchases.timeline, settings), now_ms), now_ms)
