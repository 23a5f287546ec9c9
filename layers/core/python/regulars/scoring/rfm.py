"""Recency, frequency and monetary value, each 1 to 5, and the group they name.

See docs/scoring.md, RFM, sources 001 and 002.
"""

from __future__ import annotations

from bisect import bisect_left
from enum import StrEnum
from operator import itemgetter
from typing import NamedTuple

from ..facts.customer import PurchaseFacts, TimelineEntry
from ..facts.time import DAY_MS, days_since
from .settings import ALL_HISTORY, WINDOW_DAYS, FourBands, RfmBands, Settings

__all__ = ["ALL_HISTORY", "WINDOW_DAYS", "Rfm", "RfmGroup", "Rule", "in_window", "needs_timeline", "rfm", "rfm_if_read"]


_SPEND = itemgetter(TimelineEntry._fields.index("spend_minor"))


class RfmGroup(StrEnum):
    CHAMPIONS = "Champions"
    VIP = "VIP"
    LOYAL_CUSTOMERS = "Loyal Customers"
    POTENTIAL_LOYALISTS = "Potential Loyalists"
    RECENT_CUSTOMERS = "Recent Customers"
    PROMISING = "Promising"
    NEW_CUSTOMERS = "New Customers"
    AT_RISK = "At Risk"
    HIBERNATING = "Hibernating"
    LOST = "Lost"


class Rule(NamedTuple):
    """The scores, as digits, that a group takes of each part."""

    recency: str
    frequency: str
    monetary: str
    group: RfmGroup


# Every one of the 125 codes is in exactly one rule.
RULES = (
    Rule("5", "45", "45", RfmGroup.CHAMPIONS),
    Rule("5", "123", "5", RfmGroup.VIP),
    Rule("34", "12345", "5", RfmGroup.VIP),
    Rule("5", "5", "123", RfmGroup.LOYAL_CUSTOMERS),
    Rule("34", "5", "1234", RfmGroup.LOYAL_CUSTOMERS),
    Rule("34", "4", "4", RfmGroup.LOYAL_CUSTOMERS),
    Rule("345", "4", "123", RfmGroup.POTENTIAL_LOYALISTS),
    Rule("345", "23", "4", RfmGroup.POTENTIAL_LOYALISTS),
    Rule("5", "23", "123", RfmGroup.RECENT_CUSTOMERS),
    Rule("34", "23", "123", RfmGroup.PROMISING),
    Rule("345", "1", "1234", RfmGroup.NEW_CUSTOMERS),
    Rule("2", "12", "123", RfmGroup.HIBERNATING),
    Rule("2", "12", "45", RfmGroup.AT_RISK),
    Rule("1", "12", "1", RfmGroup.LOST),
    Rule("1", "12", "2345", RfmGroup.AT_RISK),
    Rule("12", "345", "12345", RfmGroup.AT_RISK),
)
GROUP_OF = {
    (int(recency), int(frequency), int(monetary)): rule.group
    for rule in RULES
    for recency in rule.recency
    for frequency in rule.frequency
    for monetary in rule.monetary
}


class Rfm(NamedTuple):
    """The group and the scores with what made them: the inputs over `window_days`, 0 for all history.

    `days_since_last_order` looks at all history whatever the window. `window_empty`: orders, but none in the window.
    """

    value: RfmGroup
    recency: int
    frequency: int
    monetary: int
    days_since_last_order: int
    orders: int
    spend_minor: int
    window_days: int
    window_empty: bool

    @property
    def code(self) -> str:
        """`"543"`: recency, frequency, monetary."""
        return f"{self.recency}{self.frequency}{self.monetary}"


def rfm(purchases: PurchaseFacts, settings: Settings, now_ms: int, days: int = WINDOW_DAYS) -> Rfm | None:
    """The scores at `now_ms` over the last `days`, 0 for all history; None without a counted order.

    Raises `ValueError` where the timeline would decide and is missing (`needs_timeline`): rows of an index have none.
    """
    found = rfm_if_read(purchases, settings, now_ms, days)
    if found is None and purchases.last_at_ms is not None:
        raise ValueError("the timeline was not read")
    return found


def rfm_if_read(purchases: PurchaseFacts, settings: Settings, now_ms: int, days: int = WINDOW_DAYS) -> Rfm | None:
    """The same, but None also where the timeline is missing."""
    last_at_ms = purchases.last_at_ms
    window = in_window(purchases, now_ms, days)
    if last_at_ms is None or window is None:
        return None
    return scored(days_since(last_at_ms, now_ms), *window, settings.rfm, days)


def scored(days_since_last: int, orders: int, spend_minor: int, bands: RfmBands, window_days: int) -> Rfm:
    """The scores of inputs: whole days, orders (or units), minor units. No orders: the window is empty, and 1-1-1."""
    if not orders:
        return Rfm(RfmGroup.LOST, 1, 1, 1, days_since_last, 0, 0, window_days, True)
    recency = 5 - bisect_left(bands.recency_days, days_since_last)
    frequency, monetary = _from(bands.orders, orders), _from(bands.spend_minor, spend_minor)
    group = GROUP_OF[recency, frequency, monetary]
    return Rfm(group, recency, frequency, monetary, days_since_last, orders, spend_minor, window_days, False)


def in_window(purchases: PurchaseFacts, now_ms: int, days: int) -> tuple[int, int] | None:
    """Orders and spend (minor units) of the last `days`; None where the timeline would decide and is missing.

    From `now_ms - days` on, that instant included; what is newer than `now_ms` is no older than now.
    """
    first_at_ms, last_at_ms = purchases.first_at_ms, purchases.last_at_ms
    if first_at_ms is None or last_at_ms is None:
        return 0, 0
    from_ms = now_ms - days * DAY_MS
    if not days or first_at_ms >= from_ms:
        return purchases.order_count, purchases.spend_minor
    if last_at_ms < from_ms:
        return 0, 0
    timeline, count = purchases.timeline, purchases.order_count
    if len(timeline) != count:
        return None
    # A tuple is less than a longer one that begins with it: this is the first entry at or after the instant.
    index = bisect_left(timeline, (from_ms,))
    if 2 * index > count:
        return count - index, sum(map(_SPEND, timeline[index:]))
    return count - index, purchases.spend_minor - sum(map(_SPEND, timeline[:index]))


def needs_timeline(purchases: PurchaseFacts, now_ms: int, days: int = WINDOW_DAYS) -> bool:
    """Whether `rfm` cannot be answered: orders before the window and in it, and the timeline was not read."""
    return in_window(purchases, now_ms, days) is None


def _from(bands: FourBands, value: int) -> int:
    """The score of a value by bands that descend, each from its bound on."""
    highest, high, middle, low = bands
    if value >= middle:
        return 5 if value >= highest else 4 if value >= high else 3
    return 2 if value >= low else 1
