"""Instants at which what changes with time may change: what scores give to say when a rule's verdict can turn next.

`Field.turns` gives all of them or more; some may already be past. Who asks tries them in order (`scoring/turning.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from ..facts.attention import ACTIVITY_WINDOW_MS, SENT_WINDOW_MS
from ..facts.customer import CustomerFacts, PurchaseFacts
from ..facts.time import DAY_MS
from .settings import Settings


def days_after(since_ms: int | None, days: Iterable[int]) -> Iterator[int]:
    """When whole days since an instant become each of these."""
    if since_ms is not None:
        yield from (since_ms + day * DAY_MS for day in days)


def leaving(instants: Iterable[int], window_ms: int) -> Iterator[int]:
    """When each falls out of a window that ends now and holds both of its ends."""
    return (at + window_ms + 1 for at in instants)


def days_reached(since: Callable[[CustomerFacts], int | None]) -> Any:
    """`Field.turns` of whole days since an instant: when they reach and leave the wanted numbers."""

    def turns(facts: CustomerFacts, settings: Settings, now_ms: int, wanted: Sequence[int]) -> Iterator[int]:
        return days_after(since(facts), (day + more for day in wanted for more in (0, 1)))

    return turns


def activity_instants(facts: CustomerFacts, now_ms: int) -> list[int]:
    """What counts as an activity within 90 days."""
    found = [entry.at_ms for entry in facts.purchases.timeline if entry.at_ms >= now_ms - ACTIVITY_WINDOW_MS]
    for part in (facts.interactions, facts.communications):
        found += part.activities if part else ()
    return found


def of_activities(facts: CustomerFacts, now_ms: int, days: Iterable[int], windows_ms: Iterable[int]) -> Iterator[int]:
    """When the newest activity becomes so many days old, and when each falls out of the windows."""
    instants = activity_instants(facts, now_ms)
    last = [*instants, *(at for at in (facts.purchases.last_at_ms,) if at is not None)]
    yield from days_after(max(last, default=None), days)
    for window_ms in windows_ms:
        yield from leaving(instants, window_ms)


def of_sent(facts: CustomerFacts) -> Iterator[int]:
    return leaving((one.at_ms for one in facts.communications.sent) if facts.communications else (), SENT_WINDOW_MS)


def of_order_window(purchases: PurchaseFacts, days: int) -> Iterator[int]:
    """When each order falls out of a window of days; 0 is all history."""
    return leaving((entry.at_ms for entry in purchases.timeline), days * DAY_MS) if days else iter(())
