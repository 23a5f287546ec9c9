"""What is expected to be bought, of one product by day, as the last night found it (docs/scoring.md, Affinity)."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple
from zlib import crc32

from ..population.demand import PRODUCT_DAYS, Course, Demand, Expected, added_up
from ..population.horizon import Horizon
from ..stores.opened import Shop
from .last_night import answer_of, last_night

# How many objects a night spread its products over stands in its record under this name.
OBJECTS = "demandObjects"
# About 100 KB compressed: what one answer reads.
_PRODUCTS_AN_OBJECT = 2_000


class ProductDemand(NamedTuple):
    """By every local day that the horizon touches: purchases and thousandths of a unit. `overdue` pairs stand in none.

    `as_of_ms` is the night's instant, at which the horizon begins.
    """

    as_of_ms: int
    overdue: int
    days: list[tuple[date, Expected]]

    @property
    def whole(self) -> Expected:
        return added_up(one for _, one in self.days)


def read_demand(shop: Shop, product_id: str, days: int) -> ProductDemand:
    """The demand of a product, 0 of one that nobody buys in a pattern. Raises `Conflict` before the first night."""
    night = last_night(shop)
    number = _number_of(product_id, night.values.get(OBJECTS, 1))
    stored = answer_of(shop, night.job_id, object_name(number))
    course = Course.of(stored["products"].get(product_id, [0]))
    horizon = Horizon(stored["as_of"], stored["zone"], PRODUCT_DAYS)
    return ProductDemand(stored["as_of"], course.overdue, course.by_day(horizon, days))


def objects(demand: Demand) -> list[dict[str, Any]]:
    """What a night leaves, object by object: each product is in the one that its id says."""
    number = max(1, -(-len(demand.products) // _PRODUCTS_AN_OBJECT))
    by_object: list[dict[str, list[int]]] = [{} for _ in range(number)]
    for product_id in sorted(demand.products):
        by_object[_number_of(product_id, number)][product_id] = demand.products[product_id].as_json()
    horizon = demand.horizon
    return [{"as_of": horizon.as_of_ms, "zone": horizon.zone, "products": products} for products in by_object]


def object_name(number: int) -> str:
    return f"demand/{number:04d}.json.gz"


def _number_of(product_id: str, objects: int) -> int:
    return crc32(product_id.encode()) % objects
