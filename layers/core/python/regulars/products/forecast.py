"""What is expected to be bought of all products by week, as the last night found it (docs/scoring.md, Affinity)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from ..population.demand import FORECAST_DAYS, Course, Demand, Expected, added_up
from ..population.horizon import Horizon
from ..population.purchase_model import PurchaseModel
from ..population.weeks import Bought, Weeks
from ..scoring.prediction.fit import Basis, Fit
from ..scoring.prediction.sums import ModelSums
from ..scoring.settings import Settings
from ..scoring.weekly import Usual, all_together, usual
from ..stores.shop import Shop
from ..stores.tenant.night_records import LastNight
from .last_night import answer_of, last_night
from .probable import PURCHASE_MODEL

# A night of before left another shape under another name.
ANSWER = "forecast/weeks.json.gz"
# Under which name nights leave what the models expect (`LastNight.values`).
MODELS = "models"
_WEEK = 7


class Sums(NamedTuple):
    """`purchases` and `revenue_minor` by recent weeks (None: too few are known), and of these purchases those of pairs
    that are known; `in_rhythm` by the cycles of pairs, its revenue in `REVENUE_PARTS`."""

    purchases: float | None
    revenue_minor: float | None
    known_pairs: float | None
    in_rhythm: Expected


class Week(NamedTuple):
    """From a local day until before another, as much of it as lies in the horizon."""

    first: date
    behind: date
    sums: Sums


class ModelForecast(NamedTuple):
    """What the models expect of all customers by segment, under the fit that held that night.

    Orders are over `order_days`, lifetime values over `clv_days`, both from the night's instant on.
    """

    sums: ModelSums
    basis: Basis
    fitted_at_ms: int
    order_days: int
    clv_days: int


class Forecast(NamedTuple):
    """Weeks are counted from the local day of `as_of_ms` on, the night's instant; the last one may have fewer days.

    `purchases` and `revenue` say what the weeks are made of, and how wrong that has been. `overdue` pairs are in rhythm
    in none of them. `models` None where no model held that night.
    """

    as_of_ms: int
    purchases: Usual
    revenue: Usual
    overdue: int
    weeks: list[Week]
    models: ModelForecast | None

    @property
    def sums(self) -> Sums:
        """Of all weeks together."""
        weeks = [week.sums for week in self.weeks]
        return Sums(
            all_together(week.purchases for week in weeks),
            all_together(week.revenue_minor for week in weeks),
            all_together(week.known_pairs for week in weeks),
            added_up(week.in_rhythm for week in weeks),
        )


def read_forecast(shop: Shop, days: int) -> Forecast:
    """The forecast of the next `days` days. Raises `Conflict` before the first night."""
    night = last_night(shop)
    stored = answer_of(shop, night.job_id, ANSWER)
    course, bought = Course.of(stored["in_rhythm"]), Bought(*stored["weeks"])
    purchases, revenue = usual(bought.purchases), usual(bought.amount)
    known = _known_weekly(night)
    horizon = Horizon(stored["as_of"], stored["zone"], FORECAST_DAYS)
    lengths = horizon.lengths(days)
    by_day = course.by_day(horizon, days)
    weeks = []
    for number, start in enumerate(range(0, len(by_day), _WEEK)):
        week = by_day[start : start + _WEEK]
        share = sum(lengths[day] for day, _ in week) / _WEEK
        expected = _shared(purchases.of_week(number), share)
        sums = Sums(
            expected,
            _shared(revenue.of_week(number), share),
            _of_known_pairs(expected, _shared(known, share)),
            added_up(one for _, one in week),
        )
        weeks.append(Week(week[0][0], week[-1][0] + timedelta(days=1), sums))
    return Forecast(stored["as_of"], purchases, revenue, course.overdue, weeks, _models(night.values.get(MODELS)))


def of_models(sums: ModelSums, fit: Fit, settings: Settings) -> dict[str, Any]:
    """What a night leaves of the models that held."""
    return {
        "sums": sums.as_json(),
        "basis": fit.basis,
        "fitted": fit.as_of_ms,
        "order_days": settings.churn_horizon_days,
        "clv_days": settings.clv_horizon_days,
    }


def _models(stored: Mapping[str, Any] | None) -> ModelForecast | None:
    if stored is None:
        return None
    sums = ModelSums.of(stored["sums"])
    return ModelForecast(sums, Basis(stored["basis"]), stored["fitted"], stored["order_days"], stored["clv_days"])


def answer(in_rhythm: Demand, weeks: Weeks) -> dict[str, Any]:
    """What a night leaves."""
    horizon, bought = in_rhythm.horizon, weeks.whole
    return {
        "as_of": horizon.as_of_ms,
        "zone": horizon.zone,
        "in_rhythm": in_rhythm.total.as_json(),
        "weeks": [list(bought.purchases), list(bought.amount)],
    }


def _known_weekly(night: LastNight) -> float | None:
    """What all known pairs are expected to buy in a week; None where the night could not learn it."""
    stored = night.values.get(PURCHASE_MODEL)
    per_day = None if stored is None else PurchaseModel.of(stored).known_per_day
    return None if per_day is None else _WEEK * per_day


def _shared(of_week: float | None, share: float) -> float | None:
    return None if of_week is None else of_week * share


def _of_known_pairs(purchases: float | None, known: float | None) -> float | None:
    """Never more than all purchases: where a shop slows down, its pairs' rates notice later than its weeks."""
    return known if purchases is None or known is None else min(purchases, known)
