"""What is expected to be bought in the days to come, by the cycle of every customer and product.

See docs/scoring.md, Affinity.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field
from datetime import date
from typing import Any, NamedTuple, Self

from ..dataclass import dataclass
from ..facts.customer import CustomerFacts
from ..facts.money import divide_half_up, plain
from ..facts.product import ProductFacts
from ..facts.time import DAY_MS
from ..scoring.affinity import gap_days
from ..scoring.derive import Scores
from ..scoring.settings import Settings
from .horizon import Horizon

PRODUCT_DAYS = 90
FORECAST_DAYS = 365
# Of a pair's average spent, hundredths of a minor unit are kept: it is rounded, half up, once a pair.
REVENUE_PARTS = 100

# A slot's purchases stand in the low bits of one integer and what they amount to above them: adding two of them up adds
# up both, and of millions of slots each is one object.
_AMOUNT_BITS = 40
Cells = dict[int, int]


class Expected(NamedTuple):
    """Purchases, and what they amount to: of a product thousandths of a unit, of all of them `REVENUE_PARTS`."""

    purchases: int = 0
    amount: int = 0

    @property
    def units(self) -> int | float:
        """Of a product: units to 2 decimals, half up."""
        return plain(divide_half_up(self.amount, 10), 100)

    @property
    def revenue_minor(self) -> int:
        """Of all products: minor units, half up."""
        return divide_half_up(self.amount, REVENUE_PARTS)

    def plus(self, other: Expected) -> Expected:
        return Expected(self.purchases + other.purchases, self.amount + other.amount)


def added_up(expected: Iterable[Expected]) -> Expected:
    whole = Expected()
    for one in expected:
        whole = whole.plus(one)
    return whole


@dataclass(slots=True)
class Course:
    """What is expected by slot of a horizon, and how many pairs are overdue: their predicted instant has passed."""

    overdue: int = 0
    cells: Cells = field(default_factory=dict)

    def merge(self, other: Course) -> None:
        self.overdue += other.overdue
        for slot, cell in other.cells.items():
            self.cells[slot] = self.cells.get(slot, 0) + cell

    def by_day(self, horizon: Horizon, days: int) -> list[tuple[date, Expected]]:
        """Every local day that the first `days` days of the horizon touch, in order."""
        found = dict.fromkeys(horizon.local_days(days), Expected())
        within = horizon.slots_within(days)
        for slot, cell in self.cells.items():
            if slot < within:
                day = horizon.slots[slot].day
                found[day] = found[day].plus(_taken_apart(cell))
        return list(found.items())

    def as_json(self) -> list[int]:
        """Overdue pairs, then slot by slot its number, its purchases and what they amount to."""
        return [self.overdue, *(number for slot in sorted(self.cells) for number in self._told(slot))]

    @classmethod
    def of(cls, stored: list[int]) -> Course:
        """What `as_json` gave."""
        told = iter(stored)
        overdue = next(told)
        return cls(overdue, {slot: _cell(n, amount) for slot, n, amount in zip(told, told, told, strict=True)})

    def _told(self, slot: int) -> tuple[int, int, int]:
        return slot, *_taken_apart(self.cells[slot])


@dataclass(slots=True)
class Demand:
    """By product for `PRODUCT_DAYS`, and over all products for `FORECAST_DAYS`, from one instant on.

    A pair with a gap is expected at its predicted instant and at every further gap; one that is overdue is expected at
    no instant. Exact integers: parts of customers make the same whole in any order.
    """

    horizon: Horizon
    total: Course = field(default_factory=Course)
    products: dict[str, Course] = field(default_factory=dict)

    @classmethod
    def empty(cls, as_of_ms: int, zone: str) -> Self:
        return cls(Horizon(as_of_ms, zone, FORECAST_DAYS))

    def add(self, facts: CustomerFacts, scores: Scores, settings: Settings) -> None:
        """Counts a customer in. `facts` are whole: those of a heavy customer come from their ledger."""
        for product in (facts.products or {}).values():
            if len(product.purchases) > 1:
                self._expect(product)

    def merge(self, other: Demand) -> None:
        """Adds other customers, as of the same instant and in the same zone."""
        self.total.merge(other.total)
        for product_id, course in other.products.items():
            self._course(product_id).merge(course)

    def as_json(self) -> dict[str, Any]:
        """The same for the same customers, in whatever order they came."""
        products = {product_id: self.products[product_id].as_json() for product_id in sorted(self.products)}
        horizon = self.horizon
        return {"as_of": horizon.as_of_ms, "zone": horizon.zone, "total": self.total.as_json(), "products": products}

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """What `as_json` gave."""
        part = cls.empty(stored["as_of"], stored["zone"])
        part.total = Course.of(stored["total"])
        part.products = {product_id: Course.of(course) for product_id, course in stored["products"].items()}
        return part

    def _expect(self, product: ProductFacts) -> None:
        purchases = product.purchases
        count, last_at_ms = len(purchases), purchases[-1].at_ms
        gap_ms = gap_days(count, purchases[0].at_ms, last_at_ms) * DAY_MS
        if not gap_ms:
            return
        next_at_ms = last_at_ms + gap_ms
        horizon, total = self.horizon, self.total
        if next_at_ms < horizon.as_of_ms:
            total.overdue += 1
            self._course(product.product_id).overdue += 1
            return
        if next_at_ms > horizon.last_ms:
            return
        slots = [horizon.slot_of(at_ms) for at_ms in range(next_at_ms, horizon.last_ms + 1, gap_ms)]
        _add(total.cells, slots, _cell(1, divide_half_up(REVENUE_PARTS * product.spent_minor, count)))
        if slots[0] < (within := horizon.slots_within(PRODUCT_DAYS)):
            soon = [slot for slot in slots if slot < within]
            _add(self._course(product.product_id).cells, soon, _cell(1, divide_half_up(product.units_milli, count)))

    def _course(self, product_id: str) -> Course:
        found = self.products.get(product_id)
        if found is None:
            found = self.products[product_id] = Course()
        return found


def _add(cells: Cells, slots: Iterable[int], cell: int) -> None:
    for slot in slots:
        cells[slot] = cells.get(slot, 0) + cell


def _cell(purchases: int, amount: int) -> int:
    return (amount << _AMOUNT_BITS) + purchases


def _taken_apart(cell: int) -> Expected:
    return Expected(cell & (1 << _AMOUNT_BITS) - 1, cell >> _AMOUNT_BITS)
