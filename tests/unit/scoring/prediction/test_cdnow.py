"""The CDNOW sample, cut after 1997-09-30 (docs/scoring.md, Models)."""

from __future__ import annotations

from datetime import UTC, datetime
from math import log

import pytest
from regulars.facts.time import to_ms
from regulars.scoring.prediction.calibration import Calibration, auc, calibration
from regulars.scoring.prediction.fit import CDNOW_ORDERS, CDNOW_P, CDNOW_Q, Basis, Fit, fit

from testing.cdnow import cdnow
from testing.holdout import Holdout

CUT_MS = to_ms(datetime(1997, 10, 1, tzinfo=UTC)) - 1
CENTS = log(100)


@pytest.fixture(scope="module")
def sample() -> Holdout:
    return Holdout(cdnow(), CUT_MS)


@pytest.fixture(scope="module")
def fitted(sample: Holdout) -> Fit:
    return fit(sample.cells(), None)


@pytest.fixture(scope="module")
def found(sample: Holdout, fitted: Fit) -> Calibration:
    return calibration(sample.outcomes(fitted))


def test_the_maximum_of_fader_hardie_lee_2005_is_found_to_four_digits_in_days(fitted: Fit) -> None:
    assert fitted.orders is not None
    assert fitted.orders == pytest.approx((0.24259, 30.895, 0.79292, 2.42591), rel=5e-5)
    assert fitted.orders.alpha / 7 == pytest.approx(4.41360, rel=5e-6)
    assert fitted.orders_log_likelihood == pytest.approx(-14_363.530, abs=1e-3)


def test_its_log_likelihood_in_weeks_is_that_of_the_paper(sample: Holdout, fitted: Fit) -> None:
    # A density over t_x in weeks is seven times that over days, for each of the x repeat days.
    assert fitted.orders_log_likelihood is not None
    repeat_days = sum(cell[0] * customers for cell, customers in sample.cells().orders.items())

    assert fitted.orders_log_likelihood + repeat_days * log(7) == pytest.approx(-9582.4292, abs=1e-3)


def test_the_maximum_of_fader_and_hardie_2013_is_found_in_cents(sample: Holdout, fitted: Fit) -> None:
    assert fitted.value is not None
    assert fitted.value_log_likelihood is not None
    customers = sample.cells().values.total()

    assert fitted.value == pytest.approx((6.2496, 3.7442, 1_544.35), rel=5e-5)
    assert fitted.value_log_likelihood + customers * CENTS == pytest.approx(-4055.918, abs=1e-3)


def test_where_a_small_tenants_fit_is_centred_is_this_maximum_as_published(fitted: Fit) -> None:
    """Fader, Hardie and Lee (2005) in days, Fader and Hardie (2013): four digits, and three."""
    assert fitted.orders is not None
    assert fitted.value is not None
    assert CDNOW_ORDERS == (0.2426, 30.90, 0.7929, 2.4259) == pytest.approx(fitted.orders, rel=5e-4)
    assert (CDNOW_P, CDNOW_Q) == (6.25, 3.74) == pytest.approx(fitted.value[:2], abs=5e-3)


def test_it_is_a_model_of_its_own_inside_its_bounds(sample: Holdout, fitted: Fit) -> None:
    assert (fitted.basis, fitted.value_basis, fitted.customers) == (Basis.MODEL, Basis.MODEL, 2_357)
    assert (fitted.at_bound, fitted.coarse, fitted.warning) == ((), False, None)
    assert len(sample.cells().orders) == 1_016


def test_ninety_days_later_the_probabilities_were_better_than_the_base_rate_and_than_recency(
    sample: Holdout, found: Calibration
) -> None:
    assert found.brier is not None
    assert found.auc is not None
    assert found.base_brier == pytest.approx(0.140, abs=5e-4)
    assert found.brier <= 0.110
    by_recency = auc(sample.recency())
    assert by_recency == pytest.approx(0.784, abs=5e-4)
    assert found.auc > 0.784 > 0.78


def test_ninety_days_later_every_decile_came_true_within_eight_hundredths(found: Calibration) -> None:
    assert len(found.bands) == 10
    assert max(abs(band.predicted - band.actual) for band in found.bands) <= 0.08


def test_ninety_days_later_the_mean_and_the_slope_hold(found: Calibration) -> None:
    assert found.slope is not None
    assert found.predicted == pytest.approx(found.actual, abs=0.03)
    assert 0.85 <= found.slope <= 1.15
