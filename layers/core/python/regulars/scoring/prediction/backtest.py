"""The models on the tenant's own past: fitted on what was known at a cut, compared with what was ordered after it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from ...facts.customer import PurchaseFacts, TimelineEntry
from ...facts.time import DAY_MS, local_day, local_to_ms
from ..settings import Settings
from .calibration import Calibration, Outcome, auc, brier, calibration
from .days import purchase_days
from .fit import Fit
from .prediction import prediction

_EPOCH = datetime(1970, 1, 1)
_GROUPS = 10


class Outlook(NamedTuple):
    """One customer known at the cut: what was predicted and what they did within the horizon after it.

    `order_probability` is what would have been served, `uncorrected` what the model alone said; by the rules that and
    `expected_orders` are None. `days_since_last` is at the cut. `before` is what plain recency learns from: days since
    the last order a horizon before the cut, and whether they ordered until the cut; None if not known then.
    """

    order_probability: float
    expected_orders: float | None
    ordered: bool
    orders: int
    days_since_last: int
    before: tuple[int, bool] | None
    uncorrected: float | None = None


class Naive(NamedTuple):
    """What needs no model: the Brier score of one probability for all, and of one by the days since the last order.

    Both learn from the horizon before the cut, as a tenant could have at the cut. `auc` is of the days alone.
    """

    rate: float | None
    rate_brier: float | None
    recency_brier: float | None
    recency_auc: float | None


class Backtest(NamedTuple):
    """Probabilities of an order beside what happened; orders (purchase days) expected and placed; the naive peers.

    `uncorrected` are the model's own probabilities, None where nothing corrects them.
    """

    probabilities: Calibration
    expected_orders: float | None
    orders: int
    naive: Naive
    uncorrected: Calibration | None = None


def cut_ms(until_ms: int, zone: str, horizon_days: int) -> int:
    """The last millisecond of the local day that lies a horizon before the local day of `until_ms`."""
    following = _EPOCH + timedelta(days=local_day(until_ms, zone) - horizon_days + 1)
    return local_to_ms(following, zone) - 1


def known_at(purchases: PurchaseFacts, at_ms: int) -> PurchaseFacts | None:
    """A customer's orders placed by an instant, that one included, as they are known today; None without one."""
    timeline = purchases.timeline[: bisect_right(purchases.timeline, at_ms, key=_instant)]
    if not timeline:
        return None
    return replace(
        purchases,
        order_count=len(timeline),
        spend_minor=sum(entry.spend_minor for entry in timeline),
        units_milli=sum(entry.units_milli for entry in timeline),
        last_at_ms=timeline[-1].at_ms,
        timeline=timeline,
    )


def look_back(
    purchases: PurchaseFacts, fit: Fit | None, settings: Settings, at_ms: int, horizon_days: int
) -> Outlook | None:
    """What a whole history says about its cut at `at_ms`; None where the customer was not known by then."""
    known = known_at(purchases, at_ms)
    if known is None or known.last_at_ms is None:
        return None
    # No value is compared, and without a discount none is integrated. A season is said of the days to come.
    asked = replace(settings, churn_horizon_days=horizon_days, discount_rate=0.0, season_factor=1.0)
    found = prediction(known, fit, asked, at_ms)
    assert found is not None
    assert found.churn_probability is not None
    until_ms = at_ms + horizon_days * DAY_MS
    later = [entry for entry in purchases.timeline if at_ms < entry.at_ms <= until_ms]
    orders = purchase_days(later, settings.timezone, until_ms).x + 1 if later else 0
    earlier = known_at(known, at_ms - horizon_days * DAY_MS)
    before = None
    if earlier is not None and earlier.last_at_ms is not None:
        days = (at_ms - horizon_days * DAY_MS - earlier.last_at_ms) // DAY_MS
        before = days, known.order_count > earlier.order_count
    return Outlook(
        1.0 - found.churn_probability,
        found.expected_orders,
        bool(later),
        orders,
        (at_ms - known.last_at_ms) // DAY_MS,
        before,
        1.0 - found.uncorrected.churn_probability if found.uncorrected else None,
    )


def backtest(customers: Sequence[Outlook]) -> Backtest:
    """All customers together, in an order that tells nothing about them (by hash): equal predictions keep it."""
    expected = [one.expected_orders for one in customers if one.expected_orders is not None]
    by_model = [(one.uncorrected, one.ordered) for one in customers if one.uncorrected is not None]
    served = [(one.order_probability, one.ordered) for one in customers]
    return Backtest(
        calibration(served),
        sum(expected) if expected else None,
        sum(one.orders for one in customers),
        _naive(customers),
        calibration(by_model) if by_model and by_model != served else None,
    )


def _naive(customers: Sequence[Outlook]) -> Naive:
    learnt = sorted(one.before for one in customers if one.before is not None)
    by_recency = auc([(-one.days_since_last, one.ordered) for one in customers])
    if not learnt:
        return Naive(None, None, None, by_recency)
    rate = sum(ordered for _, ordered in learnt) / len(learnt)
    groups = [learnt[len(learnt) * n // _GROUPS : len(learnt) * (n + 1) // _GROUPS] for n in range(_GROUPS)]
    steps = [(group[-1][0], sum(ordered for _, ordered in group) / len(group)) for group in groups if group]

    def by_days(days: int) -> float:
        return next((share for most, share in steps if days <= most), steps[-1][1])

    return Naive(
        rate,
        brier(_outcomes(customers, (rate for _ in customers))),
        brier(_outcomes(customers, (by_days(one.days_since_last) for one in customers))),
        by_recency,
    )


def _outcomes(customers: Sequence[Outlook], predicted: Iterable[float]) -> list[Outcome]:
    return [(one, customer.ordered) for one, customer in zip(predicted, customers, strict=True)]


def _instant(entry: TimelineEntry) -> int:
    return entry.at_ms
