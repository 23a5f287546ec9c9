"""All that a fit needs of a tenant's customers: distinct cells with their counts, made of parts in any order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import field
from math import exp, floor, log
from typing import Any, Self

from ...dataclass import dataclass
from ...facts.customer import CustomerFacts
from ...facts.time import DAY_MS, days_since
from ..settings import Settings
from .days import purchase_days

# More distinct cells than this are kept by week and by half percent: a fit takes this many in about a second.
MOST_CELLS = 50_000
_WEEK, _MIDDLE = 7, 3
_STEP = log(1.005)

OrderCell = tuple[int, int, int]
ValueCell = tuple[int, float]


@dataclass(slots=True)
class Cells:
    """Buyers at one instant by `(x, t_x, T)`, days, and those who paid on repeat days by `(x, x m)`, minor units.

    `purchase_days` and `spend_minor` are over all days of all buyers. A table is coarse once all parts together have
    more than `MOST_CELLS` distinct cells, so the same whole comes out in whatever order its parts are merged.
    """

    as_of_ms: int
    buyers: int = 0
    purchase_days: int = 0
    spend_minor: int = 0
    oldest_at_ms: int | None = None
    newest_at_ms: int | None = None
    orders: Counter[OrderCell] = field(default_factory=Counter)
    values: Counter[ValueCell] = field(default_factory=Counter)
    orders_coarse: bool = False
    values_coarse: bool = False

    @property
    def coarse(self) -> bool:
        """Whether something was rounded to weeks or half percents."""
        return self.orders_coarse or self.values_coarse

    @property
    def repeat_buyers(self) -> int:
        """Buyers of two purchase days or more."""
        return sum(customers for (x, _, _), customers in self.orders.items() if x)

    @property
    def history_days(self) -> int:
        """Whole days from the oldest counted order to the newest."""
        if self.oldest_at_ms is None or self.newest_at_ms is None:
            return 0
        return days_since(self.oldest_at_ms, self.newest_at_ms)

    @property
    def days_since_newest(self) -> int:
        """Whole days from the newest counted order to the cells' instant."""
        return 0 if self.newest_at_ms is None else days_since(self.newest_at_ms, self.as_of_ms)

    def add(self, facts: CustomerFacts, scores: object, settings: Settings) -> None:
        """Counts a customer in. `facts` are whole; no score matters here: other sums of a night take them."""
        timeline = facts.purchases.timeline
        if not timeline:
            return
        x, t_x, age, repeat_minor = purchase_days(timeline, settings.timezone, self.as_of_ms)
        self.buyers += 1
        self.purchase_days += x + 1
        self.spend_minor += facts.purchases.spend_minor
        self._span(timeline[0].at_ms, min(timeline[-1].at_ms, self.as_of_ms))
        cell = (x, t_x, age)
        self.orders[_by_week(cell) if self.orders_coarse else cell] += 1
        if x and repeat_minor > 0:
            value = (x, repeat_minor)
            self.values[_by_half_percent(value) if self.values_coarse else value] += 1
        self._keep_small()

    def merge(self, other: Cells) -> None:
        """Adds the customers of another part, of the same instant and zone."""
        self.buyers += other.buyers
        self.purchase_days += other.purchase_days
        self.spend_minor += other.spend_minor
        if other.oldest_at_ms is not None and other.newest_at_ms is not None:
            self._span(other.oldest_at_ms, other.newest_at_ms)
        theirs, values = other.orders, other.values
        if self.orders_coarse and not other.orders_coarse:
            theirs = _coarser(theirs, _by_week)
        elif other.orders_coarse and not self.orders_coarse:
            self.orders, self.orders_coarse = _coarser(self.orders, _by_week), True
        if self.values_coarse and not other.values_coarse:
            values = _coarser(values, _by_half_percent)
        elif other.values_coarse and not self.values_coarse:
            self.values, self.values_coarse = _coarser(self.values, _by_half_percent), True
        self.orders.update(theirs)
        self.values.update(values)
        self._keep_small()

    def at_newest_order(self) -> Cells:
        """The same cells as they were on the day of the newest counted order: every age is younger by as much."""
        since = self.days_since_newest
        younger: Counter[OrderCell] = Counter()
        for (x, t_x, age), customers in self.orders.items():
            younger[x, t_x, max(t_x, age - since)] += customers
        return Cells(
            self.as_of_ms - since * DAY_MS,
            self.buyers,
            self.purchase_days,
            self.spend_minor,
            self.oldest_at_ms,
            self.newest_at_ms,
            younger,
            self.values,
            self.orders_coarse,
            self.values_coarse,
        )

    def as_json(self) -> dict[str, Any]:
        return {
            "as_of": self.as_of_ms,
            "buyers": self.buyers,
            "purchase_days": self.purchase_days,
            "spend": self.spend_minor,
            "oldest": self.oldest_at_ms,
            "newest": self.newest_at_ms,
            "orders": [" ".join(map(str, (*cell, customers))) for cell, customers in sorted(self.orders.items())],
            "values": [[*cell, customers] for cell, customers in sorted(self.values.items())],
            "orders_coarse": self.orders_coarse,
            "values_coarse": self.values_coarse,
        }

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """What `as_json` gave."""
        orders = (map(int, cell.split()) for cell in stored["orders"])
        return cls(
            as_of_ms=stored["as_of"],
            buyers=stored["buyers"],
            purchase_days=stored["purchase_days"],
            spend_minor=stored["spend"],
            oldest_at_ms=stored["oldest"],
            newest_at_ms=stored["newest"],
            orders=Counter({(x, t_x, age): customers for x, t_x, age, customers in orders}),
            values=Counter({(x, spend): customers for x, spend, customers in stored["values"]}),
            orders_coarse=stored["orders_coarse"],
            values_coarse=stored["values_coarse"],
        )

    def _span(self, oldest_at_ms: int, newest_at_ms: int) -> None:
        if self.oldest_at_ms is None or oldest_at_ms < self.oldest_at_ms:
            self.oldest_at_ms = oldest_at_ms
        if self.newest_at_ms is None or newest_at_ms > self.newest_at_ms:
            self.newest_at_ms = newest_at_ms

    def _keep_small(self) -> None:
        if not self.orders_coarse and len(self.orders) > MOST_CELLS:
            self.orders, self.orders_coarse = _coarser(self.orders, _by_week), True
        if not self.values_coarse and len(self.values) > MOST_CELLS:
            self.values, self.values_coarse = _coarser(self.values, _by_half_percent), True


def _coarser(cells: Counter[Any], rounded: Any) -> Counter[Any]:
    found: Counter[Any] = Counter()
    for cell, customers in cells.items():
        found[rounded(cell)] += customers
    return found


def _by_week(cell: OrderCell) -> OrderCell:
    """Both ages in the middle of their week; a cell that is there already stays. t_x of a one-time buyer is 0."""
    x, t_x, age = cell
    return x, t_x // _WEEK * _WEEK + _MIDDLE if x else 0, age // _WEEK * _WEEK + _MIDDLE


def _by_half_percent(cell: ValueCell) -> ValueCell:
    """m at the nearest power of 1.005; one that is there already stays."""
    x, spend = cell
    return x, x * exp(_STEP * floor(log(spend / x) / _STEP + 0.5))
