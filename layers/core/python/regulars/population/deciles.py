"""RFM 1 to 10: where a customer stands among the tenant's own, by the cut points of last night.

See docs/scoring.md, RFM.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import field
from typing import Any, NamedTuple, Self

from ..dataclass import dataclass
from ..facts.customer import CustomerFacts, PurchaseFacts
from ..scoring.derive import Scores
from ..scoring.rfm import ALL_HISTORY, WINDOW_DAYS, in_window
from ..scoring.settings import Settings

# The windows for which nights leave cut points.
WINDOWS = (WINDOW_DAYS, ALL_HISTORY)
_DECILES = 10
# What one element of an array holds.
_MOST = 2**63 - 1


class Cuts(NamedTuple):
    """Nine values each, ascending: a customer above the first is in decile 2, above the ninth in decile 10."""

    orders: tuple[int, ...]
    spend_minor: tuple[int, ...]


class CutPoints(NamedTuple):
    """The cut points of all `customers` with a counted order at `as_of_ms`, by window in days.

    `last_order_ms` are instants, so that nobody moves because a day has passed; with no customers there are no values.
    """

    as_of_ms: int
    customers: int
    last_order_ms: tuple[int, ...]
    windows: Mapping[int, Cuts]

    def as_json(self) -> dict[str, Any]:
        return {
            "as_of": self.as_of_ms,
            "customers": self.customers,
            "last_order": self.last_order_ms,
            "windows": {str(days): cuts for days, cuts in self.windows.items()},
        }

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> CutPoints:
        """What `as_json` gave."""
        windows = {int(days): Cuts(*map(tuple, cuts)) for days, cuts in stored["windows"].items()}
        return cls(stored["as_of"], stored["customers"], tuple(stored["last_order"]), windows)


class RfmDeciles(NamedTuple):
    """Recency, frequency and monetary value, each 1 to 10; the orders and the spend (minor units) of the window."""

    recency: int
    frequency: int
    monetary: int
    orders: int
    spend_minor: int

    @property
    def code(self) -> str:
        """`"10-4-3"`: with numbers up to 10, digits alone could be read in two ways."""
        return f"{self.recency}-{self.frequency}-{self.monetary}"


def rfm_deciles(purchases: PurchaseFacts, cut_points: CutPoints, now_ms: int, days: int) -> RfmDeciles | None:
    """The deciles at `now_ms` for a window that has cut points; None without a counted order.

    Orders but none in the window: 1-1-1, as in the fixed bands. Raises `ValueError` where the timeline would decide and
    was not read.
    """
    if purchases.last_at_ms is None:
        return None
    window = in_window(purchases, now_ms, days)
    if window is None:
        raise ValueError("the timeline was not read")
    orders, spend_minor = window
    if not orders:
        return RfmDeciles(1, 1, 1, 0, 0)
    cuts = cut_points.windows[days]
    return RfmDeciles(
        decile(cut_points.last_order_ms, purchases.last_at_ms),
        decile(cuts.orders, orders),
        decile(cuts.spend_minor, spend_minor),
        orders,
        spend_minor,
    )


def decile(cuts: tuple[int, ...], value: int) -> int:
    """1 + floor(10 * share of customers strictly worse), at most 10; equal values share one."""
    return 1 + bisect_left(cuts, value)


def cuts_of(values: Iterable[int]) -> tuple[int, ...]:
    """The cut points of these values: `decile` by them is what counting the worse ones gives, for any value.

    At least k tenths are worse than a value exactly where it exceeds the ceil(k n / 10)-th smallest.
    """
    ascending = sorted(values)
    count = len(ascending)
    return tuple(ascending[-(-k * count // _DECILES) - 1] for k in range(1, _DECILES)) if count else ()


def _numbers() -> array[int]:
    return array("q")


@dataclass(slots=True)
class Deciles:
    """What all customers with a counted order amount to at one instant: every value, of which the cut points are made.

    About 40 bytes a customer. Spend beyond 2^63 minor units counts as that.
    """

    as_of_ms: int
    last_order_ms: array[int] = field(default_factory=_numbers)
    orders: dict[int, array[int]] = field(default_factory=lambda: {days: _numbers() for days in WINDOWS})
    spend_minor: dict[int, array[int]] = field(default_factory=lambda: {days: _numbers() for days in WINDOWS})

    def add(self, facts: CustomerFacts, scores: Scores, settings: Settings) -> None:
        """Counts a customer in. `facts` are whole; who never ordered, or whose timeline is damaged, is left out."""
        purchases = facts.purchases
        windows = [in_window(purchases, self.as_of_ms, days) for days in WINDOWS]
        if purchases.last_at_ms is None or None in windows:
            return
        self.last_order_ms.append(purchases.last_at_ms)
        for days, window in zip(WINDOWS, windows, strict=True):
            assert window is not None
            self.orders[days].append(window[0])
            self.spend_minor[days].append(min(window[1], _MOST))

    def merge(self, other: Deciles) -> None:
        """Adds the customers of another part, of the same instant."""
        self.last_order_ms.extend(other.last_order_ms)
        for days in WINDOWS:
            self.orders[days].extend(other.orders[days])
            self.spend_minor[days].extend(other.spend_minor[days])

    def cut_points(self) -> CutPoints:
        """At most 1 KB as JSON, however many customers there are."""
        windows = {days: Cuts(cuts_of(self.orders[days]), cuts_of(self.spend_minor[days])) for days in WINDOWS}
        return CutPoints(self.as_of_ms, len(self.last_order_ms), cuts_of(self.last_order_ms), windows)

    def as_json(self) -> dict[str, Any]:
        return {
            "as_of": self.as_of_ms,
            "last_order": list(self.last_order_ms),
            "orders": {str(days): list(self.orders[days]) for days in WINDOWS},
            "spend": {str(days): list(self.spend_minor[days]) for days in WINDOWS},
        }

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """What `as_json` gave."""
        return cls(
            stored["as_of"],
            array("q", stored["last_order"]),
            {days: array("q", stored["orders"][str(days)]) for days in WINDOWS},
            {days: array("q", stored["spend"][str(days)]) for days in WINDOWS},
        )
