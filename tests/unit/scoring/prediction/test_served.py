"""What one customer is served: by a model, by source 002's table, or not at all."""

from __future__ import annotations

from dataclasses import replace
from math import isfinite

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars.facts.customer import PurchaseFacts
from regulars.facts.time import DAY_MS
from regulars.scoring.prediction.bgnbd import BOUNDS, BgNbd, churn_probability, expected_orders, p_alive
from regulars.scoring.prediction.correction import Correction
from regulars.scoring.prediction.days import PurchaseDays
from regulars.scoring.prediction.fit import Basis, Fit, FitWarning
from regulars.scoring.prediction.gamma_gamma import GammaGamma
from regulars.scoring.prediction.prediction import SCORE, Prediction, needs_timeline, prediction
from regulars.scoring.settings import Settings
from regulars.scoring.venue_rules import churn_by_rules

from testing.builders import NOW_MS, purchases_at

DOLLARS = Settings.defaults(2)
ORDERS, VALUE = BgNbd(0.2426, 30.90, 0.7929, 2.4259), GammaGamma(6.25, 3.74, 1_544.0)
FIT = Fit(Basis.MODEL, NOW_MS - DAY_MS, 900, orders=ORDERS, value=VALUE, value_basis=Basis.MODEL)
REPEAT = purchases_at(NOW_MS - 300 * DAY_MS, NOW_MS - 200 * DAY_MS, NOW_MS - 50 * DAY_MS, spend_minor=2_000)


def predicted(purchases: PurchaseFacts, fit: Fit | None, settings: Settings = DOLLARS) -> Prediction:
    found = prediction(purchases, fit, settings, NOW_MS)
    assert found is not None
    return found


def test_a_model_serves_every_number_with_what_it_was_made_of() -> None:
    found = predicted(REPEAT, FIT)

    assert (found.basis, found.warning, found.fit) == (Basis.MODEL, None, FIT)
    assert found.days == PurchaseDays(2, 250, 300, 4_000)
    assert found.churn_probability == churn_probability(ORDERS, 2, 250, 300, 90)
    assert found.p_alive == p_alive(ORDERS, 2, 250, 300)
    assert found.expected_orders == expected_orders(ORDERS, 2, 250, 300, 90)
    # 6.25 * (1 544 + 3 * 2 000) / (6.25 * 3 + 2.74) is 2 194.0: three purchase days and all that was spent on them.
    assert found.expected_order_value_minor == 2_194
    assert found.clv_minor == pytest.approx(expected_orders(ORDERS, 2, 250, 300, 365) * 2_194.0 * 0.955, rel=0.01)


def test_horizons_and_the_rate_are_the_tenant_s_own() -> None:
    settings = replace(DOLLARS, churn_horizon_days=30, clv_horizon_days=730, discount_rate=0.0)

    found = predicted(REPEAT, FIT, settings)

    assert (found.churn_horizon_days, found.clv_horizon_days) == (30, 730)
    assert found.churn_probability == churn_probability(ORDERS, 2, 250, 300, 30)
    assert found.expected_orders == expected_orders(ORDERS, 2, 250, 300, 30)
    assert found.clv_minor == round(expected_orders(ORDERS, 2, 250, 300, 730) * 6.25 * 7_544 / 21.49)


def test_a_one_time_buyer_is_alive_and_may_still_not_come_back() -> None:
    found = predicted(purchases_at(NOW_MS - 300 * DAY_MS), FIT)

    assert found.p_alive == 1.0
    assert found.churn_probability is not None
    assert 0.9 < found.churn_probability < 1.0
    # 6.25 * (1 544 + 1 000) / (6.25 + 2.74).
    assert found.expected_order_value_minor == 1_769


@pytest.mark.parametrize("fit", [None, Fit(Basis.RULES, NOW_MS, 12, FitWarning.INSUFFICIENT_HISTORY)])
def test_without_a_model_the_table_of_source_002_answers_alone(fit: Fit | None) -> None:
    found = predicted(REPEAT, fit)

    assert (found.basis, found.warning) == (Basis.RULES, fit.warning if fit else None)
    assert found.churn_probability == churn_by_rules(50, 3, 300 * DAY_MS)
    assert set(found[5:9]) == {None}
    assert (found.corrected, found.uncorrected, found.days) == (False, None, None)


def test_without_the_timeline_a_model_says_nothing_and_the_table_all_it_can() -> None:
    row = replace(REPEAT, timeline=())

    assert needs_timeline(row, FIT)
    assert prediction(row, FIT, DOLLARS, NOW_MS) is None
    assert not needs_timeline(row, None)
    assert predicted(row, None).churn_probability == churn_by_rules(50, 3, 300 * DAY_MS)


def test_one_order_is_known_without_its_timeline() -> None:
    whole = purchases_at(NOW_MS - 300 * DAY_MS)

    assert not needs_timeline(replace(whole, timeline=()), FIT)
    assert prediction(replace(whole, timeline=()), FIT, DOLLARS, NOW_MS) == prediction(whole, FIT, DOLLARS, NOW_MS)


@pytest.mark.parametrize("fit", [None, FIT])
def test_who_never_ordered_is_never_a_number(fit: Fit | None) -> None:
    found = predicted(PurchaseFacts(), fit)

    assert found.basis is Basis.NOT_ELIGIBLE
    assert set(found[4:9]) == {None}
    assert (found.corrected, found.uncorrected, found.days) == (False, None, None)


def test_where_few_came_back_no_silence_tells_more_than_that_of_a_one_time_buyer() -> None:
    often_then_silent = purchases_at(*(NOW_MS - day * DAY_MS for day in range(500, 460, -5)))
    few = replace(FIT, few_came_back=True)

    found, once = predicted(often_then_silent, few), predicted(purchases_at(NOW_MS - 465 * DAY_MS), few)

    assert found.churn_probability == once.churn_probability
    assert found.uncorrected is not None
    assert found.uncorrected.churn_probability == churn_probability(ORDERS, 7, 35, 500, 90) > 0.999
    assert found.p_alive == p_alive(ORDERS, 7, 35, 500)
    assert (found.corrected, found.clv_minor) > (False, predicted(often_then_silent, FIT).clv_minor)


def test_where_few_came_back_whoever_bought_of_late_is_expected_as_the_model_says() -> None:
    few = replace(FIT, few_came_back=True)

    assert predicted(REPEAT, few)[4:11] == predicted(REPEAT, FIT)[4:11]


def test_a_correction_that_the_tenant_s_past_has_taught_stands_without_that() -> None:
    taught = Correction(90, 90, 700, 210, 0.0, 1.0, (0.0, 0.0, 0.0), (0.0, 0.0, 0.0), (3.0, 7.0, 14.0))
    long_silent = purchases_at(*(NOW_MS - day * DAY_MS for day in range(500, 460, -5)))

    of_both = [predicted(long_silent, replace(FIT, correction=taught, few_came_back=few)) for few in (False, True)]

    assert of_both[0].churn_probability == of_both[1].churn_probability


weights = st.floats(-8, 8)
corrections = st.builds(
    lambda intercept, log_odds, given: Correction(
        90, 90, 700, 210, intercept, log_odds, given, (0.0, 0.0, 0.0), (3.0, 7.0, 14.0)
    ),
    weights,
    st.floats(-1, 3),
    st.tuples(weights, weights, weights),
)
parameters = st.builds(BgNbd, *(st.sampled_from([low, (low * high) ** 0.5, high]) for low, high in BOUNDS.values()))


@given(
    parameters,
    corrections,
    st.sampled_from([0.2, 1.0, 5.0]),
    st.lists(st.integers(0, 36_500), min_size=1, max_size=5),
    st.sampled_from([0, 1, 10**9]),
)
def test_no_parameters_correction_or_season_make_a_number_that_is_none(
    model: BgNbd, correction: Correction, season: float, days_ago: list[int], spend_minor: int
) -> None:
    instants = sorted(max(0, NOW_MS - days * DAY_MS) for days in days_ago)
    fit = replace(FIT, orders=model, correction=correction)

    found = predicted(purchases_at(*instants, spend_minor=spend_minor), fit, replace(DOLLARS, season_factor=season))

    assert found.corrected
    assert found.churn_probability is not None
    assert 0.0 <= found.churn_probability <= 1.0
    for number in (found.p_alive, found.expected_orders, found.expected_order_value_minor, found.clv_minor):
        assert number is not None
        assert isfinite(number)
        assert number >= 0


def test_a_tenant_whose_orders_cost_nothing_has_orders_but_no_value() -> None:
    found = predicted(REPEAT, replace(FIT, value=None))

    assert found.expected_orders is not None
    assert (found.expected_order_value_minor, found.clv_minor) == (None, None)


def test_the_warning_of_a_fit_goes_with_every_number_that_rests_on_it() -> None:
    silent = replace(FIT, warning=FitWarning.NO_RECENT_ORDERS)

    assert predicted(REPEAT, silent).warning is FitWarning.NO_RECENT_ORDERS


def test_orders_in_the_future_are_of_today() -> None:
    future = purchases_at(NOW_MS - 10 * DAY_MS, NOW_MS + 500 * DAY_MS)

    found = predicted(future, FIT)

    assert found.days == PurchaseDays(1, 10, 10, 1_000)


def test_every_number_of_the_models_can_be_read_by_its_field() -> None:
    class Scores:
        prediction = predicted(REPEAT, FIT)

    read = {field.name: field.read(None, Scores) for field in SCORE.fields}  # type: ignore[arg-type]

    assert read == {
        "modelBasis": "model",
        "modelChurnProbability": Scores.prediction.churn_probability,
        "modelCorrected": False,
        "pAlive": Scores.prediction.p_alive,
        "expectedOrders": Scores.prediction.expected_orders,
        "expectedOrderValue": 2_194,
        "modelClv": Scores.prediction.clv_minor,
    }
