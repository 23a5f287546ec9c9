"""What is expected to be bought of all products, by week, as the last night found it (docs/scoring.md, Affinity)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from ..population.demand import FORECAST_DAYS, Course, Demand, Expected, added_up
from ..population.horizon import Horizon
from ..scoring.prediction.fit import Basis, Fit
from ..scoring.prediction.sums import ModelSums
from ..scoring.settings import Settings
from ..stores.opened import Shop
from .last_night import answer_of, last_night

ANSWER = "forecast.json.gz"
# Under which name nights leave what the models expect (`LastNight.values`).
MODELS = "models"
_WEEK = 7


class Week(NamedTuple):
    """From a local day until before another: purchases, and their revenue in `scoring.demand.REVENUE_PARTS`."""

    first: date
    behind: date
    expected: Expected


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

    `overdue` pairs stand in none of them. `models` None where no model held that night.
    """

    as_of_ms: int
    overdue: int
    weeks: list[Week]
    models: ModelForecast | None

    @property
    def whole(self) -> Expected:
        return added_up(week.expected for week in self.weeks)


def read_forecast(shop: Shop, days: int) -> Forecast:
    """The forecast of the next `days` days. Raises `Conflict` before the first night."""
    night = last_night(shop)
    stored = answer_of(shop, night.job_id, ANSWER)
    course = Course.of(stored["total"])
    by_day = course.by_day(Horizon(stored["as_of"], stored["zone"], FORECAST_DAYS), days)
    weeks = []
    for start in range(0, len(by_day), _WEEK):
        week = by_day[start : start + _WEEK]
        expected = added_up(one for _, one in week)
        weeks.append(Week(week[0][0], week[-1][0] + timedelta(days=1), expected))
    return Forecast(stored["as_of"], course.overdue, weeks, _models(night.values.get(MODELS)))


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


def answer(demand: Demand) -> dict[str, Any]:
    """What a night leaves."""
    horizon = demand.horizon
    return {"as_of": horizon.as_of_ms, "zone": horizon.zone, "total": demand.total.as_json()}
