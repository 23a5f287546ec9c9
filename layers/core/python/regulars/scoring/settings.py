"""The tenant's settings (docs/scoring.md, Settings), each declared once; how callers give them: `settings_given.py`."""

from __future__ import annotations

from dataclasses import field
from functools import cache
from typing import ClassVar

from ..dataclass import dataclass
from ..facts.addresses import shared_contact
from ..facts.items.profile import CustomerSource
from .setting import defaults_of, group, setting
from .setting_types import Bands, Money, Number, Texts, Whole, Words, YesOrNo, Zone
from .tier_moves import TierMoves

FourBands = tuple[int, int, int, int]
# RFM looks at orders of this many days back unless asked otherwise; 0 means all orders.
WINDOW_DAYS = 365
ALL_HISTORY = 0

_MONEY = Money()
_DAYS = Whole(0, 36_500, "a whole number of days")
# Models and money are not asked further than ten years ahead.
_HORIZON = Whole(1, 3_650, "a whole number of days")
_A_YEAR = Whole(0, 1_000_000, "a whole number of orders a year")
_FROM_BEST = "must descend: the scores 5, 4, 3 and 2 begin there"


def _four(of: Whole | Money, what: str, *, ascending: bool = False, order: str = _FROM_BEST) -> Bands:
    return Bands(of, 4, ascending, f"must be four {what}: for the scores 5, 4, 3 and 2", order)


@dataclass(frozen=True, slots=True)
class RfmBands:
    """Where the scores 5, 4, 3 and 2 end or begin; what is beyond the last scores 1 (docs/scoring.md, RFM).

    `recency_days` ascend, each up to and including: days since the last order. `orders` and `spend_minor` descend, each
    from: orders and minor units. `window_days` is no setting of a tenant: a query may ask for another window.
    """

    recency_days: FourBands = setting(
        _four(
            _DAYS,
            "numbers of days, up to",
            ascending=True,
            order="must ascend: they are the most days for the scores 5, 4, 3 and 2",
        ),
        (30, 60, 90, 180),
        "Up to so many days: 5, 4, 3, 2.",
        re_derives=("rfm",),
    )
    orders: FourBands = setting(
        _four(Whole(1, 1_000_000, "a whole number of orders"), "numbers of orders, from"),
        (10, 7, 4, 2),
        "From so many orders: 5, 4, 3, 2.",
        re_derives=("rfm",),
    )
    spend_minor: FourBands = setting(
        _four(_MONEY, "amounts, from"),
        (5000, 2500, 1000, 500),
        "From so much spend: 5, 4, 3, 2.",
        re_derives=("rfm",),
    )
    window_days: int = WINDOW_DAYS

    ASCENDING: ClassVar = ()


@dataclass(frozen=True, slots=True)
class VenueThresholds:
    """What a venue's segments compare with, each `more than`. Frequencies are orders a year.

    See docs/scoring.md, Venue.
    """

    ASCENDING: ClassVar = (("at_risk_days", "dormant_days", "lost_days"), ("regular_frequency", "vip_frequency"))

    vip_spend_minor: int = setting(
        _MONEY, 1000, "vip: spend above this, and more orders a year than vipFrequency.", re_derives=("venue",)
    )
    vip_frequency: int = setting(_A_YEAR, 4, "Orders a year.", re_derives=("venue",))
    regular_frequency: int = setting(_A_YEAR, 2, "regular: more orders a year than this.", re_derives=("venue",))
    at_risk_days: int = setting(_DAYS, 90, "at_risk: more days than this since the last order.", re_derives=("venue",))
    dormant_days: int = setting(_DAYS, 180, "dormant: more days than this.", re_derives=("venue",))
    lost_days: int = setting(_DAYS, 365, "lost: more days than this.", re_derives=("venue",))


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything a score compares with. Money in minor units; days are whole days; scores are 0 to 100.

    `discount_rate` is a share a year: 0.1 is ten percent. `tier_moves` is no setting: it tells how tiers moved in the
    tenant's active loyalty programs; None where none has tiers.
    """

    ASCENDING: ClassVar = ()

    timezone: str = setting(Zone(), "UTC", "IANA zone.", re_derives=("prediction",))
    vip_spend_minor: int = setting(_MONEY, 5000, "VIP: total spend above this.", re_derives=("lifecycle",))
    dormant_days: int = setting(
        _DAYS, 90, "Dormant: more days than this since the last order.", re_derives=("lifecycle", "lapse")
    )
    new_days: int = setting(_DAYS, 30, "New: up to so many days since the first order.", re_derives=("lifecycle",))
    frequency_days: tuple[int, int, int] = setting(
        Bands(
            _DAYS,
            3,
            True,
            "must be three numbers of days: weekly, monthly, quarterly",
            "must ascend: weekly < monthly < quarterly",
        ),
        (7, 30, 90),
        "Weekly, monthly, quarterly: days, up to.",
        re_derives=("lifecycle",),
    )
    engagement_spend_minor: tuple[int, int, int, int, int] = setting(
        Bands(
            _MONEY,
            5,
            False,
            "must be five amounts, from: for 100, 80, 60, 40 and 20 of engagement",
            "must descend: 100, 80, 60, 40 and 20 of engagement begin there",
        ),
        (1000, 500, 200, 100, 50),
        "Engagement by spend, from so much: 100, 80, 60, 40, 20.",
        re_derives=("engagement",),
    )
    recommendation_days: int = setting(_DAYS, 7, "Recommended: predicted within so many days from now.")
    recommendation_min_score: int = setting(Whole(0, 100), 60, "Recommended: an affinity score of this or more.")
    # A customer who bought fewer times has no pattern to fall out of.
    at_risk_min_purchases: int = setting(
        Whole(3, 1_000_000, "a whole number of purchases"),
        3,
        "At risk: only who bought the product so often; 3 or more.",
    )
    rfm: RfmBands = group(RfmBands, "What the scores 5, 4, 3 and 2 take; what is beyond the last scores 1.")
    venue: VenueThresholds = group(
        VenueThresholds, "Both frequencies and all three days ascend: regular below vip; at risk, dormant, lost."
    )
    clv_horizon_days: int = setting(
        _HORIZON, 365, "Lifetime value is that of so many days ahead; 1 to 3650.", re_derives=("prediction",)
    )
    churn_horizon_days: int = setting(
        _HORIZON, 90, "Churned: no order within so many days; 1 to 3650.", re_derives=("prediction",)
    )
    season_factor: float = setting(
        Number(0.2, 5, "1 is the mean of a year"),
        1.0,
        "Orders expected within `churnHorizonDays`, against the mean of a year: 1.5 is half as many again; 0.2 to 5.",
        re_derives=("prediction",),
    )
    discount_rate: float = setting(
        Number(0, 10, "0.1 is ten percent a year"),
        0.1,
        "What later money is worth less, a year: 0.1 is ten percent.",
        re_derives=("prediction",),
    )

    shared_contacts: tuple[str, ...] = setting(
        Texts(100, 500, "an e-mail address or a phone number", shared_contact),
        (),
        "Addresses and numbers that identify nobody, such as a till's own: no guest is known by them, and no order "
        "makes two customers one by them. At most 100; orders taken before stay as they are.",
    )

    channel_sources: tuple[tuple[str, str], ...] = setting(
        Words(100, 128, "a channel of orders, and direct, marketplace or referral", CustomerSource),
        {},
        "What a customer's `source` is where nobody set it: by the channel of their newest order, whatever its case. A "
        "channel that is not among them stands for the source that it is called as. At most 100.",
        re_derives=("contact",),
    )

    events_name_customers: bool = setting(
        YesOrNo(),
        False,
        "Whether events and webhooks say a customer's id beside their hash.",
    )

    erasure_delay_hours: int = setting(
        Whole(0, 720),
        0,
        "How long an erasure waits until it begins; until then it can be cancelled.",
    )

    webhooks_to_8443: bool = setting(YesOrNo(), False, "Whether webhooks may use port 8443 beside 443.")

    tier_moves: TierMoves | None = field(default=None, compare=False, repr=False)

    @staticmethod
    @cache
    def defaults(exponent: int) -> Settings:
        """The documented defaults in a currency of `exponent` decimals."""
        return defaults_of(Settings, exponent)
