"""Which fit a tenant gets: by buyers, history and silence; and that no tenant, however odd, breaks a night."""

from __future__ import annotations

import json
import random
from collections import Counter
from dataclasses import replace
from math import isfinite

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from regulars.facts.customer import CustomerFacts, TimelineEntry
from regulars.facts.time import DAY_MS
from regulars.scoring.prediction import bgnbd, gamma_gamma
from regulars.scoring.prediction import fit as module
from regulars.scoring.prediction.bgnbd import BgNbd
from regulars.scoring.prediction.cells import Cells
from regulars.scoring.prediction.estimate import estimate
from regulars.scoring.prediction.fit import CDNOW_ORDERS, WEAK, Basis, Fit, FitWarning, fit
from regulars.scoring.prediction.gamma_gamma import GammaGamma, expected_value
from regulars.scoring.prediction.prediction import prediction
from regulars.scoring.settings import Settings

from benchmarks.timelines import purchases_of
from testing.builders import NOW_MS

DOLLARS = Settings.defaults(2)


def a_shop(*, buyers: int, history_days: int = 400, silent_days: int = 0, repeat: bool = True) -> Cells:
    """Buyers spread over the history, its first and its last day included; half of them came back."""
    chance = random.Random(7)
    cells = Cells(NOW_MS, newest_at_ms=NOW_MS - silent_days * DAY_MS)
    cells.oldest_at_ms = NOW_MS - (silent_days + history_days) * DAY_MS
    for number in range(buyers):
        span = history_days * (number + 1) // buyers
        x = min(chance.randrange(1, 6), span) if repeat and number % 2 else 0
        t_x = chance.randint(x, span) if x else 0
        cells.orders[x, t_x, span + silent_days] += 1
        cells.buyers += 1
        cells.purchase_days += x + 1
        cells.spend_minor += (x + 1) * 2_000
        if x:
            cells.values[x, x * chance.randrange(1_000, 4_000)] += 1
    return cells


def a_fit(**changes: object) -> Fit:
    return replace(
        Fit(Basis.MODEL, NOW_MS - DAY_MS, 900, None, BgNbd(0.3, 20.0, 1.0, 3.0), -100.0, GammaGamma(6.0, 4.0, 1_500.0)),
        **changes,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("buyers", "history_days", "basis", "warning"),
    [
        (500, 180, Basis.MODEL, None),
        (499, 180, Basis.PRIOR, None),
        (500, 179, Basis.PRIOR, None),
        (30, 30, Basis.PRIOR, None),
        (29, 400, Basis.RULES, FitWarning.INSUFFICIENT_HISTORY),
        (900, 29, Basis.RULES, FitWarning.INSUFFICIENT_HISTORY),
        (0, 0, Basis.RULES, FitWarning.INSUFFICIENT_HISTORY),
    ],
)
def test_buyers_and_days_of_history_decide_the_basis(
    buyers: int, history_days: int, basis: Basis, warning: FitWarning | None
) -> None:
    cells = a_shop(buyers=buyers, history_days=history_days) if buyers else Cells(NOW_MS)

    found = fit(cells, None)

    assert (found.basis, found.warning, found.customers, found.as_of_ms) == (basis, warning, buyers, NOW_MS)
    assert (found.orders is None) == (found.value is None) == (basis is Basis.RULES)


def test_too_little_history_has_no_model_whatever_was_fitted_before() -> None:
    assert fit(a_shop(buyers=29), a_fit()).orders is None


def test_after_ninety_days_without_an_order_the_last_fit_stands_and_says_why() -> None:
    last = a_fit()

    again = fit(a_shop(buyers=600, silent_days=90), last)
    assert (again.customers, again.warning) == (600, None)
    assert fit(a_shop(buyers=600, silent_days=91), last) == replace(last, warning=FitWarning.NO_RECENT_ORDERS)


def test_the_warning_goes_when_somebody_orders_again() -> None:
    silent = fit(a_shop(buyers=600, silent_days=91), a_fit())

    assert fit(a_shop(buyers=600), silent).warning is None


def test_a_tenant_that_comes_with_an_old_history_is_fitted_as_of_its_newest_order() -> None:
    fresh = fit(a_shop(buyers=600), None)

    old = fit(a_shop(buyers=600, silent_days=5_000), None)

    assert old.warning is FitWarning.NO_RECENT_ORDERS
    assert old == replace(fresh, as_of_ms=NOW_MS - 5_000 * DAY_MS, warning=FitWarning.NO_RECENT_ORDERS)


def test_where_the_search_fails_the_last_fit_stands_then_the_penalised_one_then_the_rules(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole, last, cells = estimate, a_fit(), a_shop(buyers=600)

    def only_strong(*args: object, deviations: tuple[float, ...] | None) -> object:
        return None if deviations in (None, WEAK) else whole(*args, deviations=deviations)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "estimate", only_strong)
    assert fit(cells, last) == last
    assert fit(cells, None).basis is Basis.PRIOR
    assert fit(cells, Fit(Basis.RULES, NOW_MS, 3)).basis is Basis.PRIOR

    monkeypatch.setattr(module, "estimate", lambda *args, deviations: None)
    assert fit(cells, None) == Fit(Basis.RULES, NOW_MS, 600)
    assert fit(a_shop(buyers=100), last) == last


def test_few_customers_are_drawn_to_cdnow_and_many_speak_for_themselves() -> None:
    def distance(buyers: int) -> float:
        found = fit(a_shop(buyers=buyers), None).orders
        assert found is not None
        return abs(found.r - CDNOW_ORDERS.r)

    assert distance(30) < distance(499)


def test_without_repeat_buyers_the_expected_value_is_the_tenant_s_mean_of_a_purchase_day() -> None:
    found = fit(a_shop(buyers=900, repeat=False), None)

    assert (found.basis, found.value_basis) == (Basis.PRIOR, Basis.PRIOR)
    assert found.value is not None
    assert expected_value(found.value, 0, 0.0) == pytest.approx(2_000)


def test_a_value_without_a_model_is_centred_on_purchase_days_and_not_on_buyers() -> None:
    cells = replace(a_shop(buyers=900), values=Counter())

    found = fit(cells, None)

    assert cells.purchase_days > 1_500
    assert found.value is not None
    assert expected_value(found.value, 0, 0.0) == pytest.approx(2_000)


def test_a_small_tenant_s_value_is_penalised_however_many_came_back() -> None:
    cells = a_shop(buyers=499)

    assert cells.values.total() > 200
    assert fit(cells, None).value_basis is Basis.PRIOR


@pytest.mark.parametrize(("repeat_buyers", "basis"), [(29, Basis.PRIOR), (30, Basis.MODEL)])
def test_thirty_repeat_buyers_make_models_of_the_tenant_s_own(repeat_buyers: int, basis: Basis) -> None:
    cells = a_shop(buyers=900, repeat=False)
    for number in range(repeat_buyers):
        cells.values[1 + number % 3, 1_000 + 77 * number] += 1
        cells.orders[1 + number % 3, 100, 200 + number] += 1

    found = fit(cells, None)

    assert (found.basis, found.value_basis) == (basis, basis)


def test_one_time_buyers_alone_make_no_cliff_at_five_hundred() -> None:
    fewer, more = (fit(a_shop(buyers=buyers, repeat=False), None) for buyers in (499, 500))

    assert fewer.basis is more.basis is Basis.PRIOR
    assert more.at_bound == ()
    assert fewer.orders is not None
    assert more.orders == pytest.approx(fewer.orders, rel=0.01)


def test_where_nobody_ever_paid_there_is_no_value() -> None:
    cells = replace(a_shop(buyers=900), values=Counter(), spend_minor=0)

    found = fit(cells, None)

    assert found.orders is not None
    assert (found.value, found.value_log_likelihood, found.value_basis) == (None, None, Basis.RULES)


@pytest.mark.parametrize("buyers", [0, 100, 900])
def test_what_is_kept_of_a_fit_is_all_of_it(buyers: int) -> None:
    found = fit(a_shop(buyers=buyers), None) if buyers else fit(Cells(NOW_MS), None)

    assert Fit.of(json.loads(json.dumps(found.as_json()))) == found


instants = (
    st.integers(NOW_MS - 500 * DAY_MS, NOW_MS)
    | st.just(NOW_MS)
    | st.just(NOW_MS - 200 * DAY_MS)
    | st.integers(NOW_MS, NOW_MS + 10**12)
    | st.integers(0, NOW_MS)
)
histories = st.lists(
    st.lists(st.tuples(instants, st.sampled_from([0, 1, 999, 10**14])), min_size=1, max_size=5).map(sorted),
    min_size=1,
    max_size=12,
)


@given(histories, st.sampled_from([1, 40, 600]))
@example([[(NOW_MS, 0)]], 600)
@example([[(NOW_MS + DAY_MS, 5)]], 600)
@example([[(NOW_MS - 400 * DAY_MS, 100)], [(NOW_MS, 100)]], 600)
@example([[(NOW_MS - day * DAY_MS, 10**14) for day in range(400, -1, -1)], *[[(NOW_MS, 1)]] * 3], 200)
def test_no_tenant_breaks_a_fit_or_is_served_a_number_that_is_none(
    timelines: list[list[tuple[int, int]]], times: int
) -> None:
    customers = [purchases_of(TimelineEntry(at_ms, minor, 0) for at_ms, minor in one) for one in timelines]
    cells = Cells(NOW_MS)
    for purchases in customers:
        cells.add(CustomerFacts("ann", True, purchases), None, DOLLARS)
    for ordered in cells.orders:
        cells.orders[ordered] *= times
    for spent in cells.values:
        cells.values[spent] *= times
    cells = replace(cells, buyers=cells.buyers * times, purchase_days=cells.purchase_days * times,
                    spend_minor=cells.spend_minor * times)  # fmt: skip

    found = fit(cells, None)

    assert found.basis in (Basis.MODEL, Basis.PRIOR, Basis.RULES)
    if found.orders:
        assert all(low <= one <= high for one, (low, high) in zip(found.orders, bgnbd.BOUNDS.values(), strict=True))
    if found.value:
        ranges = gamma_gamma.BOUNDS.values()
        assert all(low <= one <= high for one, (low, high) in zip(found.value, ranges, strict=True))
    for purchases in customers:
        served = prediction(purchases, found, DOLLARS, NOW_MS)
        assert served is not None
        numbers = [one for one in served[4:9] if one is not None]
        assert all(isfinite(one) and one >= 0 for one in numbers)
        assert served.churn_probability is not None
