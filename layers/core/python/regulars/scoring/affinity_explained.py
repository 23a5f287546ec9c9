"""What made up an affinity, and the averages that are shown beside it (docs/scoring.md, Affinity)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..facts.money import divide_half_up, plain
from ..facts.product import ProductFacts
from .affinity import CONSISTENCY, FREQUENCY, QUANTITY, RECENCY, Affinity, Band, band_of
from .explain import Explanation, Told, integer, quantity, text


def explain(product: ProductFacts, found: Affinity) -> Mapping[str, Explanation]:
    """The four parts whose points are the score. Segment and level go by the bands of frequency and recency."""
    count, units = product.count, product.units_milli
    since, gap = found.days_since_last, found.frequency_days
    return {
        "frequency": _part(FREQUENCY, count, integer(count), "purchases"),
        "recency": _part(RECENCY, since, integer(since), "days since the last purchase"),
        "quantity": _part(QUANTITY, units // 1_000, quantity(units), "units"),
        "consistency": _part(CONSISTENCY, gap, integer(gap), "days between purchases"),
    }


def average_units(product: ProductFacts) -> int | float:
    """Units of a purchase, to 2 decimals, half up."""
    return plain(divide_half_up(100 * product.units_milli, 1_000 * product.count), 100)


def average_spent(product: ProductFacts, exponent: int) -> int | float:
    """Spend of a purchase in major units, to 2 decimals in whatever currency, half up."""
    return plain(divide_half_up(100 * product.spent_minor, 10**exponent * product.count), 100)


def _part(bands: Sequence[Band], value: int, shown: Told, unit: str) -> Mapping[str, Explanation]:
    low, high, points = band_of(bands, value)
    return {
        "points": integer(points),
        "most": integer(max(band.points for band in bands)),
        "value": shown,
        "unit": text(unit),
        "from": integer(low),
        "to": integer(high),
    }
