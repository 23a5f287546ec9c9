"""How good probabilities were: each measure at values that can be worked out by hand."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars.scoring.prediction.calibration import Band, auc, brier, calibration, slope

outcomes = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1)


def test_certain_and_right_is_perfect() -> None:
    found = calibration([(1.0, True), (0.0, False)], bands=2)

    assert (found.brier, found.auc) == (0.0, 1.0)
    assert found.slope == pytest.approx(1.0)
    assert found.bands == (Band(1, 0.0, 0.0), Band(1, 1.0, 1.0))


def test_the_base_rate_ranks_nobody_and_its_brier_is_its_variance() -> None:
    found = calibration([(0.25, True), (0.25, False), (0.25, False), (0.25, False)])

    assert (found.brier, found.base_brier, found.auc, found.slope) == (0.1875, 0.1875, 0.5, None)
    assert (found.predicted, found.actual) == (0.25, 0.25)


def test_a_tie_counts_half() -> None:
    assert auc([(0.9, True), (0.5, True), (0.5, False), (0.1, False)]) == (1 + 1 + 1 + 0.5) / 4


def test_where_all_came_out_alike_nobody_can_be_ranked() -> None:
    assert auc([(0.1, True), (0.9, True)]) is None
    assert calibration([(0.1, False)]).auc is None


def test_predictions_twice_as_far_apart_as_what_happens_have_a_slope_of_a_half() -> None:
    # A quarter and three quarters happen where nobody and everybody were predicted.
    sure = [(0.0, True), (0.0, False), (0.0, False), (0.0, False), (1.0, True), (1.0, True), (1.0, True), (1.0, False)]

    assert slope(sure) == pytest.approx(0.5)


@pytest.mark.parametrize("probability", [0.1, 0.2, 1 / 3, 0.8])
@pytest.mark.parametrize("customers", [3, 7, 100])
def test_equal_predictions_have_no_slope_whatever_their_mean_is_rounded_to(probability: float, customers: int) -> None:
    assert slope([(probability, index % 3 == 0) for index in range(customers)]) is None


def test_of_nobody_nothing_is_known() -> None:
    found = calibration([])

    assert (found.customers, found.bands) == (0, ())
    assert set(found[1:7]) == {None}


@given(outcomes)
def test_bands_hold_everybody_once_in_equal_counts(some: list[tuple[float, bool]]) -> None:
    bands = calibration(some).bands

    assert sum(band.customers for band in bands) == len(some)
    assert max(band.customers for band in bands) - min(band.customers for band in bands) <= 1
    assert [band.predicted for band in bands] == sorted(band.predicted for band in bands)
    assert sum(band.actual * band.customers for band in bands) == pytest.approx(sum(came for _, came in some))


@given(outcomes)
def test_the_order_of_customers_changes_no_measure_but_who_of_equals_is_in_which_band(
    some: list[tuple[float, bool]],
) -> None:
    shuffled = random.Random(0).sample(some, len(some))

    one, other = calibration(some), calibration(shuffled)

    assert one[:6] == pytest.approx(other[:6])
    assert 0 <= brier(some) <= 1
