"""Online Retail's models: a maximum near its bound, and small tenants made of its buyers. Skips without the file."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from statistics import fmean

import pytest
from regulars.facts.time import to_ms
from regulars.scoring.prediction.calibration import brier, calibration
from regulars.scoring.prediction.fit import Basis, fit

from benchmarks.timelines import ONLINE_RETAIL
from testing.holdout import Holdout

# 90 days before its newest order.
CUT_MS = to_ms(datetime(2011, 9, 11, tzinfo=UTC)) - 1


@pytest.fixture(scope="module")
def shop() -> Holdout:
    return Holdout(ONLINE_RETAIL, CUT_MS)


def test_hardly_anybody_drops_out_and_a_weak_penalty_keeps_the_fit_off_its_bounds(shop: Holdout) -> None:
    found = fit(shop.cells(), None)

    assert found.orders is not None
    assert (found.basis, found.at_bound) == (Basis.MODEL, ())
    # A customer of ten orders has left with a chance of one in 450: without the penalty a falls and b grows for ever.
    assert found.orders.a / (found.orders.a + found.orders.b + 9) == pytest.approx(1 / 450, rel=0.05)


@pytest.fixture(scope="module")
def base_rate(shop: Holdout) -> float:
    """What knowing the share of those who will order gets: the tenant does not know it, so it is hard to beat."""
    brier_of_base = calibration(shop.outcomes(None)).base_brier
    assert brier_of_base is not None
    assert brier_of_base == pytest.approx(0.245, abs=5e-4)
    return brier_of_base


@pytest.mark.parametrize(("buyers", "worse", "mean"), [(30, 1, 0.236), (100, 0, 0.228), (499, 0, 0.222)])
def test_penalised_fits_on_a_few_of_its_buyers_beat_the_base_rate_of_all(
    shop: Holdout, base_rate: float, buyers: int, worse: int, mean: float
) -> None:
    scores = []
    for seed in range(10):
        some = random.Random(seed).sample(shop.customers, buyers)
        found = fit(shop.cells(some), None)
        assert found.basis is Basis.PRIOR
        outcomes = shop.outcomes(found)
        scores.append(brier(outcomes))
        # The base rate that these buyers can know at the cut: it is beaten by every subset.
        rate = shop.rate_before(some)
        assert scores[-1] < brier([(rate, ordered) for _, ordered in outcomes])

    # Of 60 subsets of 30 buyers four did not: thirty orders may happen to say anything.
    assert sum(score >= base_rate for score in scores) <= worse
    assert fmean(scores) < mean < base_rate


def test_before_its_fourth_quarter_its_own_fit_expects_too_few_in_every_decile(shop: Holdout) -> None:
    # Nothing in its orders so far tells of Christmas: the docs say so, and a merchant sees it in their backtest.
    bands = calibration(shop.outcomes(fit(shop.cells(), None))).bands

    assert all(0.04 <= band.actual - band.predicted <= 0.17 for band in bands)
