"""Whether to rely on the models: what they would have predicted, beside what happened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...audience.backtest import Seen, read_backtest
from ...errors import FieldError, QueryRefused
from ...scoring.prediction.backtest import Backtest
from ...scoring.prediction.calibration import Calibration
from ...scoring.prediction.fit import Basis
from ...scoring.prediction.next_product import HitRates
from ...scoring.prediction.products_tested import ProductsTested
from ...scoring.prediction.retrospect import Question
from ...scoring.prediction.verdict import closest, products_sentence, purchases_sentence, sentence, verdict
from ..door.call import Call
from ..door.endpoint import Answer, Routes
from ..door.params import instant as instant_param
from ..door.params import integer
from ..door.render import instant, rounded

if TYPE_CHECKING:
    from . import shapes
    from .shapes import BacktestAnswer, BacktestNaive, BacktestProducts, BacktestPurchases, BacktestUncorrected

routes = Routes()

_HOLDOUT_DAYS, _PRODUCT_DAYS = 90, 30
_MOST_DAYS = 365


@routes.get(
    "/api/v1/analytics/backtest",
    integer("holdoutDays", 1, _MOST_DAYS, "How many of the newest days are held out.", _HOLDOUT_DAYS),
    instant_param("until", "The local day that ends the test; not in the future. Default: that of the newest order."),
    integer(
        "productDays",
        1,
        _MOST_DAYS,
        "Within how many days after the cut a recommended product counts as bought; at most `holdoutDays`. Default: "
        f"{_PRODUCT_DAYS}, or `holdoutDays` where that is less.",
    ),
    kept=True,
)
def get_backtest(call: Call) -> Answer[BacktestAnswer]:
    """The models fitted on orders up to a cut and compared with the orders of the days after it.

    `sentence` says in words whether to rely on them. Of this instant, or, with more than 10 000 customers, as `regulars
    backtest` has tested them last: `asOf` says when, `stored` that it did; before that 409.
    """
    seen = read_backtest(call.shop, _question(call))
    return Answer({"success": True, "data": _render(seen)})


def _question(call: Call) -> Question:
    """Raises `QueryRefused`."""
    until_ms, holdout_days, product_days = (call.params[name] for name in ("until", "holdoutDays", "productDays"))
    faults = []
    if until_ms is not None and until_ms > call.now_ms:
        faults.append(FieldError("until", "must not lie in the future"))
    if product_days is None:
        product_days = min(_PRODUCT_DAYS, holdout_days)
    if product_days > holdout_days:
        faults.append(FieldError("productDays", "must be at most holdoutDays: what came later is not known"))
    if faults:
        raise QueryRefused(faults)
    return Question(until_ms, holdout_days, product_days)


def _render(seen: Seen) -> shapes.Backtest:
    tested = seen.backtested
    fit, found = tested.fit, tested.found
    whole = found.probabilities
    assert fit.basis is not Basis.NOT_ELIGIBLE, "of a customer, never of a fit"
    return {
        "verdict": verdict(tested),
        "sentence": sentence(tested),
        "productsSentence": products_sentence(tested),
        "purchasesSentence": purchases_sentence(tested),
        "closest": closest(tested),
        "asOf": instant(tested.as_of_ms),
        "stored": seen.stored,
        "cut": instant(tested.cut_ms),
        "until": instant(tested.question.until_ms),
        "holdoutDays": tested.question.holdout_days,
        "productDays": tested.question.product_days,
        "basis": fit.basis,
        "warning": fit.warning,
        "fittedCustomers": fit.customers if fit.orders else None,
        "atBound": list(fit.at_bound),
        "coarse": fit.coarse,
        "corrected": fit.correction is not None,
        "customers": whole.customers,
        "predicted": rounded(whole.predicted, 4),
        "actual": rounded(whole.actual, 4),
        "deciles": [
            {"customers": band.customers, "predicted": rounded(band.predicted, 4), "actual": rounded(band.actual, 4)}
            for band in whole.bands
        ],
        "slope": rounded(whole.slope, 4),
        "brier": rounded(whole.brier, 4),
        "auc": rounded(whole.auc, 4),
        "uncorrected": _uncorrected(found.uncorrected),
        "orders": {"expected": rounded(found.expected_orders, 1), "placed": found.orders},
        "naive": _naive(found),
        "products": _products(tested.products, tested.tested),
        "purchases": _purchases(tested.tested),
    }


def _naive(found: Backtest) -> BacktestNaive:
    naive = found.naive
    return {
        "rate": rounded(naive.rate, 4),
        "rateBrier": rounded(naive.rate_brier, 4),
        "hindsightRateBrier": rounded(found.probabilities.base_brier, 4),
        "recencyBrier": rounded(naive.recency_brier, 4),
        "recencyAuc": rounded(naive.recency_auc, 4),
    }


def _uncorrected(found: Calibration | None) -> BacktestUncorrected | None:
    if found is None:
        return None
    return {
        "predicted": rounded(found.predicted, 4),
        "slope": rounded(found.slope, 4),
        "brier": rounded(found.brier, 4),
        "auc": rounded(found.auc, 4),
    }


def _products(found: HitRates, tested: ProductsTested) -> BacktestProducts:
    return {
        "customers": found.customers,
        "recommended": rounded(found.recommended, 4),
        "mostFrequent": rounded(found.most_frequent, 4),
        "last": rounded(found.last, 4),
        "probable": rounded(tested.probable, 4),
        "buyers": {
            "customers": tested.buyers,
            "probable": rounded(tested.buyers_probable, 4),
            "mostFrequent": rounded(tested.buyers_most_frequent, 4),
        },
    }


def _purchases(tested: ProductsTested) -> BacktestPurchases:
    return {
        "expected": rounded(tested.by_weeks, 1),
        "came": tested.came,
        "inRhythm": {"expected": tested.rhythm, "came": tested.rhythm_came},
    }
