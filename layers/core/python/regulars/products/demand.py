"""What is expected to be bought of one product by day, as the last night found it (docs/scoring.md, Affinity)."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from ..population.demand import PRODUCT_DAYS, Course, Demand, Expected, added_up
from ..population.horizon import Horizon
from ..population.weeks import Bought, Weeks
from ..scoring.weekly import Usual, all_together, usual
from ..stores.shop import Shop
from .last_night import answer_of, last_night
from .spread import number_of, spread

# How many objects a night spread its products over stands in its record under this name.
OBJECTS = "demandObjects"
# About 100 KB compressed: what one answer reads.
_PRODUCTS_AN_OBJECT = 2_000
_WEEK = 7


class DayDemand(NamedTuple):
    """A local day: purchases and thousandths of a unit by recent weeks (None: too few are known), and by rhythm.

    The first and the last day are cut by the clock, and expect as much less.
    """

    day: date
    purchases: float | None
    units_milli: float | None
    in_rhythm: Expected


class ProductDemand(NamedTuple):
    """By every local day that the horizon touches, from `as_of_ms` on, the night's instant.

    `usual` is of purchases by week. `overdue` pairs are in rhythm on no day.
    """

    as_of_ms: int
    usual: Usual
    overdue: int
    days: list[DayDemand]

    @property
    def purchases(self) -> float | None:
        return all_together(day.purchases for day in self.days)

    @property
    def units_milli(self) -> float | None:
        return all_together(day.units_milli for day in self.days)

    @property
    def in_rhythm(self) -> Expected:
        return added_up(day.in_rhythm for day in self.days)


def read_demand(shop: Shop, product_id: str, days: int) -> ProductDemand:
    """The demand of a product, 0 of one that nobody buys. Raises `Conflict` before the first night."""
    night = last_night(shop)
    number = number_of(product_id, night.values.get(OBJECTS, 1))
    stored = answer_of(shop, night.job_id, object_name(number))
    left = stored["products"].get(product_id) or {"in_rhythm": [0], "weeks": stored["nothing"]}
    course = Course.of(left["in_rhythm"])
    weeks = Bought(*left["weeks"])
    purchases, units = usual(weeks.purchases), usual(weeks.amount)
    horizon = Horizon(stored["as_of"], stored["zone"], PRODUCT_DAYS)
    lengths = horizon.lengths(days)
    return ProductDemand(
        stored["as_of"],
        purchases,
        course.overdue,
        [
            DayDemand(day, _of_days(purchases, lengths[day]), _of_days(units, lengths[day]), expected)
            for day, expected in course.by_day(horizon, days)
        ],
    )


def objects(in_rhythm: Demand, weeks: Weeks) -> list[dict[str, Any]]:
    """What a night leaves, object by object."""
    horizon, nothing = in_rhythm.horizon, Course()
    shared = {"as_of": horizon.as_of_ms, "zone": horizon.zone, "nothing": _stored(weeks.of_product(""))}
    return [
        shared
        | {
            "products": {
                product_id: {
                    "in_rhythm": in_rhythm.products.get(product_id, nothing).as_json(),
                    "weeks": _stored(weeks.of_product(product_id)),
                }
                for product_id in ids
            }
        }
        for ids in spread(in_rhythm.products.keys() | weeks.products.keys(), _PRODUCTS_AN_OBJECT)
    ]


def object_name(number: int) -> str:
    # A night of before left another shape under another name.
    return f"demand/weeks-{number:04d}.json.gz"


def _of_days(usual: Usual, days: float) -> float | None:
    return None if usual.mean is None else usual.mean * days / _WEEK


def _stored(bought: Bought) -> list[list[int]]:
    return [list(bought.purchases), list(bought.amount)]
