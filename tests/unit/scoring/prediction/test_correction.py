"""What the tenant's own last window corrects: recovered where it is known, nothing where too little is."""

from __future__ import annotations

import json
from math import exp, inf, isfinite, nan
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars.scoring.prediction.correction import Correction, Row, features, learnt, log_odds, sigmoid
from regulars.scoring.prediction.fit import Basis, Fit
from regulars.scoring.prediction.logistic import logistic_regression

from testing.builders import NOW_MS
from testing.examples import examples

FOUND = Correction(90, 60, 700, 210, 0.5, 0.75, (0.25, -0.5, 0.125), (0.0, 1.0, 5.0), (2.0, 4.0, 9.0))


def rows(number: int, ordered: int, *, seed: int = 1) -> list[tuple[Row, bool]]:
    chance = Random(seed)
    found = []
    for nth in range(number):
        seen = features(chance.randint(0, 9), chance.randint(0, 300), chance.randint(100, 9_000), 1)
        found.append((Row(chance.uniform(0.05, 0.9), seen), nth < ordered))
    return found


def taught(number: int, ordered: int) -> Correction | None:
    some = rows(number, ordered)
    return learnt(some, [row for row, _ in some], horizon_days=90, window_days=90)


@pytest.mark.parametrize(
    ("number", "ordered", "there"),
    [(500, 50, True), (499, 50, False), (500, 49, False), (500, 450, True), (500, 451, False), (0, 0, False)],
)
def test_five_hundred_rows_and_fifty_of_each_outcome_teach_one(number: int, ordered: int, there: bool) -> None:
    assert (taught(number, ordered) is not None) is there


def test_it_says_what_it_was_learnt_from() -> None:
    found = taught(600, 200)

    assert found is not None
    assert found[:4] == (90, 90, 600, 200)
    assert all(low < high for low, high in zip(found.low, found.high, strict=True))


@pytest.mark.long
def test_a_right_model_is_left_as_it_is() -> None:
    chance = Random(3)
    some = [(row, chance.random() < row.probability) for row, _ in rows(5_000, 0, seed=2)]

    found = learnt(some, [row for row, _ in some], horizon_days=90, window_days=90)

    assert found is not None
    # Within three standard errors of 5 000 outcomes.
    assert found.log_odds == pytest.approx(1.0, abs=0.12)
    assert max(map(abs, found.weights)) < 0.12
    for row, _ in some[:200]:
        assert found.corrected(row) == pytest.approx(row.probability, abs=0.06)


@pytest.mark.long
def test_a_model_that_is_too_sure_and_blind_to_value_is_corrected() -> None:
    chance = Random(4)
    some = []
    for row, _ in rows(5_000, 0, seed=5):
        truth = sigmoid(-0.4 + 0.6 * log_odds(row.probability) + 0.5 * (row.features[2] - 8.0))
        some.append((row, chance.random() < truth))

    found = learnt(some, [row for row, _ in some], horizon_days=90, window_days=90)

    assert found is not None
    assert found.log_odds == pytest.approx(0.6, abs=0.12)
    assert found.weights == pytest.approx((0.0, 0.0, 0.5), abs=0.12)


def test_the_level_goes_half_the_way_back_to_the_model_s_own() -> None:
    some = rows(1_000, 100)
    today = [row for row, _ in some]
    found = learnt(some, today, horizon_days=90, window_days=90)
    assert found is not None
    inputs = [(log_odds(row.probability), *clamped(row, found)) for row in today]
    unmoved, _ = logistic_regression(inputs, [came for _, came in some], expected=(1.0, 0.0, 0.0, 0.0))

    full = found._replace(intercept=unmoved + 2 * (found.intercept - unmoved))
    assert mean(found._replace(intercept=unmoved), today) == pytest.approx(0.1, abs=1e-6)
    assert mean(full, today) == pytest.approx(sum(row.probability for row in today) / len(today), abs=1e-6)


def mean(found: Correction, today: list[Row]) -> float:
    return sum(found.corrected(row) for row in today) / len(today)


def clamped(row: Row, found: Correction) -> tuple[float, ...]:
    return tuple(min(max(one, low), high) for one, low, high in zip(row.features, found.low, found.high, strict=True))


def test_worked_out_by_hand() -> None:
    row = Row(0.5, (1.0, 2.0, 6.0))

    # .5 + .75 * 0 + .25 * 1 - .5 * 2 + .125 * 6 = .5
    assert FOUND.corrected(row) == pytest.approx(1 / (1 + exp(-0.5)))


@pytest.mark.parametrize(
    ("outside", "edge"), [((-1.0, 0.0, 0.0), (0.0, 1.0, 5.0)), ((9.0, 9.0, 99.0), (2.0, 4.0, 9.0))]
)
def test_what_lies_outside_the_learning_rows_is_taken_for_their_edge(
    outside: tuple[float, float, float], edge: tuple[float, float, float]
) -> None:
    assert FOUND.corrected(Row(0.3, outside)) == FOUND.corrected(Row(0.3, edge))


def test_an_order_worth_less_than_a_minor_unit_counts_as_one() -> None:
    assert features(0, 0, 0, 3) == features(0, 0, 3, 3) == (0.0, 0.0, 0.0)
    assert features(0, 0, -500, 1) == (0.0, 0.0, 0.0)


@given(st.floats(0, 1), st.tuples(*[st.floats(-100, 100)] * 3))
def test_every_answer_is_a_probability(probability: float, seen: tuple[float, float, float]) -> None:
    assert 0.0 <= FOUND.corrected(Row(probability, seen)) <= 1.0
    assert isfinite(log_odds(probability))


@pytest.mark.parametrize(("at", "probability"), [(0.0, 0.5), (800.0, 1.0), (-800.0, 0.0), (inf, 1.0), (-inf, 0.0)])
def test_no_log_odds_are_too_large(at: float, probability: float) -> None:
    assert sigmoid(at) == probability
    assert sigmoid(at) != nan


kinds = st.tuples(st.sampled_from([0.0, 1e-9, 0.5, 1.0]), st.sampled_from([0.0, 5.0]), st.booleans())


@pytest.mark.long
@given(st.lists(kinds, min_size=1, max_size=4))
@examples(10)
def test_alike_or_separable_customers_make_no_number_that_is_none(few: list[tuple[float, float, bool]]) -> None:
    both = [(Row(0.5, (0.0, 0.0, 0.0)), True), (Row(0.5, (0.0, 0.0, 0.0)), False)]
    some = [(Row(p, (f, f, f)), came) for p, f, came in few] * 100 + both * 200

    found = learnt(some, [row for row, _ in some], horizon_days=90, window_days=90)

    assert found is not None
    assert all(isfinite(found.corrected(row)) for row, _ in some[: len(few)])


def test_what_a_fit_keeps_of_it_is_all_of_it() -> None:
    fit = Fit(Basis.MODEL, NOW_MS, 700, correction=FOUND)

    stored = json.loads(json.dumps(fit.as_json()))

    assert stored["correction"] == [90, 60, 700, 210, 0.5, 0.75, [0.25, -0.5, 0.125], [0.0, 1.0, 5.0], [2.0, 4.0, 9.0]]
    assert Fit.of(stored) == fit


def test_a_fit_that_was_stored_before_there_were_corrections_has_none() -> None:
    stored = Fit(Basis.MODEL, NOW_MS, 700).as_json()
    del stored["correction"]

    assert Fit.of(stored) == Fit(Basis.MODEL, NOW_MS, 700)
