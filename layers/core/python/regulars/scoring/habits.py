"""What a customer mostly buys, and at which time of day (docs/scoring.md, Venue, source 002's attributes)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from ..facts.order import Order
from ..facts.product import ProductFacts
from ..facts.time import local_hour

MOST_CATEGORIES = 5


class PartOfDay(StrEnum):
    """Local hours: from 5 to 11, from 12 to 16, and the rest."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


def part_of_day(hour: int) -> PartOfDay:
    """Of a local hour, 0 to 23."""
    if 5 <= hour < 12:
        return PartOfDay.MORNING
    return PartOfDay.AFTERNOON if 12 <= hour < 17 else PartOfDay.EVENING


def usual_part_of_day(instants_ms: Sequence[int], zone: str) -> PartOfDay | None:
    """The part of the day with the most of these ascending instants, ties go to the latest; None without instants."""
    parts = [part_of_day(local_hour(at_ms, zone)) for at_ms in instants_ms]
    counts = Counter(parts)
    most = max(counts.values(), default=0)
    return next((part for part in reversed(parts) if counts[part] == most), None)


def favourite_categories(counted: Iterable[Order], products: Mapping[str, ProductFacts]) -> list[str]:
    """The categories in the most orders, ties by name, at most five.

    A product's category is the one that its newest order names; spellings that differ in case only are one, named as
    the first of them by name.
    """
    orders: Counter[str] = Counter()
    for order in counted:
        orders.update({
            category.casefold()
            for line in order.lines
            if (product := products.get(line.product_id)) and (category := product.category)
        })  # fmt: skip
    names: dict[str, str] = {}
    for category in sorted({product.category for product in products.values() if product.category}):
        names.setdefault(category.casefold(), category)
    ranked = sorted(orders, key=lambda folded: (-orders[folded], names[folded]))
    return [names[folded] for folded in ranked[:MOST_CATEGORIES]]
