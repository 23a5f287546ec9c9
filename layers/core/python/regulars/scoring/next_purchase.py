"""How probable it is that a customer buys a product again, and when (docs/scoring.md, Affinity).

A pair buys at a rate of its own, which its product's other pairs tell before its own purchases do: a gamma prior with
the weight of one purchase, as of Poisson purchases. So one-time pairs take part, and no pair is judged by its short
gaps alone: of the long ones most have not been seen yet.
"""

from __future__ import annotations

from math import expm1, log, log1p
from typing import NamedTuple

from ..facts.time import DAY_MS, elapsed_ms

PROBABILITY_DAYS = 30
"""What a night learns how probable purchases are for, and what is served."""
FARTHEST_DAYS = 3_650
"""Beyond so many days no date is told."""

# What stands for a product whose pairs have not told yet: so many repeats at the shop's rate.
_PRIOR_REPEATS = 3.0
# What stands for a shop without a repeat: one in a year more than were seen.
_SHOP_REPEATS, _SHOP_DAYS = 1.0, 365.0


class Repeats(NamedTuple):
    """Of all pairs of a product, or of a shop: purchases after the first, and whole days since the first."""

    repeats: int = 0
    days: int = 0


class PairRate(NamedTuple):
    """A pair's purchases over the days that they stand for, its age and those of the prior: a rate above 0."""

    purchases: int
    days: float

    @property
    def per_day(self) -> float:
        """Purchases a day, as expected."""
        return self.purchases / self.days

    def probability(self, within_days: float) -> float:
        """Of a purchase within so many days, as the rates say: uncorrected."""
        return -expm1(-self.purchases * log1p(within_days / self.days))

    def expected_ms(self, last_at_ms: int, now_ms: int) -> int | None:
        """The middle of the time to the next purchase, `now_ms` where it has passed; None beyond `FARTHEST_DAYS`."""
        days = log(2.0) * self.days / self.purchases
        if days > FARTHEST_DAYS:
            return None
        return max(now_ms, last_at_ms + round(days * DAY_MS))


def shop_rate(shop: Repeats) -> float:
    """Repeats a pair and day, above 0."""
    return (shop.repeats + _SHOP_REPEATS) / (shop.days + _SHOP_DAYS)


def product_rate(product: Repeats, of_shop: float) -> float:
    """Repeats a pair and day of a product, drawn towards the shop's where few pairs have told."""
    return (product.repeats + _PRIOR_REPEATS) / (product.days + _PRIOR_REPEATS / of_shop)


def pair_rate(purchases: int, first_at_ms: int, of_product: float, now_ms: int) -> PairRate:
    """Of one purchase or more, the first at an instant: one that is still to come has no age yet."""
    return PairRate(purchases, elapsed_ms(first_at_ms, now_ms) / DAY_MS + 1.0 / of_product)
