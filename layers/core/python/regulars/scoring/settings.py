"""The tenant's thresholds (scoring.md §9) and their defaults. How callers give them: `settings_given.py`."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from ..facts.money import to_minor

FourBands = tuple[int, int, int, int]
# RFM looks at orders of so many days where nobody says otherwise; 0 are all there ever were.
WINDOW_DAYS = 365
ALL_HISTORY = 0


@dataclass(frozen=True, slots=True)
class RfmBands:
    """Where the scores 5, 4, 3 and 2 end or begin; what is beyond the last scores 1 (scoring.md §3).

    `recency_days` ascend, each up to and including: days since the last order. `orders` and `spend_minor` descend, each
    from: orders and minor units. `window_days` is no setting of a tenant: a query may ask for another window.
    """

    recency_days: FourBands
    orders: FourBands
    spend_minor: FourBands
    window_days: int = WINDOW_DAYS

    @classmethod
    def defaults(cls, exponent: int) -> RfmBands:
        highest, high, middle, low = (to_minor(Decimal(major), exponent) for major in (5000, 2500, 1000, 500))
        return cls((30, 60, 90, 180), (10, 7, 4, 2), (highest, high, middle, low))


@dataclass(frozen=True, slots=True)
class VenueThresholds:
    """What a venue's segments compare with, each `more than` (scoring.md §4). Frequencies are orders a year."""

    vip_spend_minor: int
    vip_frequency: int = 4
    regular_frequency: int = 2
    at_risk_days: int = 90
    dormant_days: int = 180
    lost_days: int = 365

    @classmethod
    def defaults(cls, exponent: int) -> VenueThresholds:
        return cls(vip_spend_minor=to_minor(Decimal(1000), exponent))


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a score compares with. Money in minor units; days are whole days; scores are 0 to 100.

    `discount_rate` is a share a year: 0.1 is ten percent.
    """

    vip_spend_minor: int
    timezone: str = "UTC"
    dormant_days: int = 90
    new_days: int = 30
    frequency_days: tuple[int, int, int] = (7, 30, 90)
    recommendation_days: int = 7
    recommendation_min_score: int = 60
    at_risk_min_purchases: int = 3
    clv_horizon_days: int = 365
    churn_horizon_days: int = 90
    discount_rate: float = 0.1
    # Like `vip_spend_minor` they hold money: a default would be of one currency only.
    rfm: RfmBands = field(kw_only=True)
    venue: VenueThresholds = field(kw_only=True)

    @classmethod
    def defaults(cls, exponent: int) -> Settings:
        """The documented defaults in a currency of `exponent` decimals."""
        return cls(
            vip_spend_minor=to_minor(Decimal(5000), exponent),
            rfm=RfmBands.defaults(exponent),
            venue=VenueThresholds.defaults(exponent),
        )
