"""An overview: each figure is what looking at everybody counts, now and a month ago; parts add up in any order."""

from __future__ import annotations

import json
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars.facts.customer import CustomerFacts, PurchaseFacts, TimelineEntry
from regulars.facts.time import DAY_MS
from regulars.population.figures import Figures
from regulars.population.overview import Cell, Newcomers, Overview, Stake, money_basis, slipping_days
from regulars.scoring.derive import derive, with_prediction
from regulars.scoring.lifecycle import LifecycleSegment
from regulars.scoring.prediction.fit import CDNOW_ORDERS, Basis, Fit
from regulars.scoring.prediction.prediction import prediction
from regulars.scoring.rfm import RfmGroup
from regulars.scoring.settings import Settings

from benchmarks.timelines import purchases_of
from testing.builders import NOW_MS
from testing.examples import examples

DOLLARS = Settings.defaults(2)
FIT = Fit(Basis.MODEL, NOW_MS, 600, orders=CDNOW_ORDERS)
Orders = list[tuple[float, int]]


def customer(*orders: tuple[float, int]) -> CustomerFacts:
    """Orders as (days ago, minor units)."""
    entries = sorted(TimelineEntry(NOW_MS - int(days * DAY_MS), minor, 1_000) for days, minor in orders)
    return CustomerFacts("ann", True, purchases_of(entries) if entries else PurchaseFacts())


def overview_of(*people: CustomerFacts, fit: Fit | None = None) -> Overview:
    overview = Overview(NOW_MS, fit)
    for one in people:
        overview.add(one, derive(one, DOLLARS, NOW_MS), DOLLARS)
    return overview


shops = st.lists(
    st.lists(
        st.tuples(st.integers(0, 200 * 4).map(lambda quarter: quarter / 4), st.sampled_from([1, 999, 300_000])),
        max_size=4,
    ),
    max_size=8,
)


@pytest.mark.parametrize(("dormant_days", "since", "until"), [(90, 77, 90), (14, 1, 14), (13, 0, 13), (5, 0, 5)])
def test_who_is_slipping_lapses_within_two_weeks(dormant_days: int, since: int, until: int) -> None:
    assert slipping_days(replace(DOLLARS, dormant_days=dormant_days)) == (since, until)


@pytest.mark.parametrize(
    ("fit", "basis"),
    [
        (None, "averageOrderValue"),
        (Fit(Basis.RULES, NOW_MS, 10), "averageOrderValue"),
        (replace(FIT, basis=Basis.PRIOR), "prior"),
        (FIT, "model"),
    ],
)
def test_the_money_at_stake_rests_on_the_models_where_they_were_fitted(fit: Fit | None, basis: str) -> None:
    assert money_basis(fit) == basis


def test_the_rate_of_repeat_buyers_changes_by_four_decimals_where_there_was_one() -> None:
    now, before = Figures(NOW_MS, customers=3, repeat_buyers=2), Figures(NOW_MS, customers=3, repeat_buyers=1)

    assert now.repeat_rate_since(before) == 0.3334
    assert now.repeat_rate_since(Figures(NOW_MS)) is None


@given(shops, st.sampled_from([0, 30]))
@examples(300)
def test_figures_are_what_deriving_each_customer_at_their_instant_counts(shop: list[Orders], ago: int) -> None:
    overview = overview_of(*(customer(*orders) for orders in shop))
    found = overview.now if ago == 0 else overview.before
    at_ms = NOW_MS - ago * DAY_MS
    then = [customer(*((days, minor) for days, minor in orders if days >= ago)) for orders in shop]
    bought = [one for one in then if one.purchases.order_count]
    scored = [derive(one, DOLLARS, at_ms).lifecycle for one in bought]

    assert found.customers == len(bought)
    assert found.vip == sum(one.value is LifecycleSegment.VIP for one in scored)
    assert found.active == sum(one.value in (LifecycleSegment.ACTIVE, LifecycleSegment.NEW) for one in scored)
    assert found.at_risk == sum(
        one.value is LifecycleSegment.ACTIVE and (one.days_since_last_order or 0) > 60 for one in scored
    )
    assert found.repeat_buyers == sum(one.purchases.order_count > 1 for one in bought)
    assert found.revenue_minor == sum(minor for orders in shop for days, minor in orders if ago <= days < ago + 30)


@given(shops, st.randoms(use_true_random=False), st.sampled_from([None, FIT]))
@examples(50)
def test_parts_make_the_same_overview_in_any_order_and_through_json(
    shop: list[Orders], random: Random, fit: Fit | None
) -> None:
    people = [customer(*orders) for orders in shop]
    whole = overview_of(*people, fit=fit)
    parts = [overview_of(one, fit=fit) for one in people]
    random.shuffle(parts)

    merged = Overview(NOW_MS)
    for part in parts:
        merged.merge(Overview.of(json.loads(json.dumps(part.as_json()))))

    assert merged.as_json() == whole.as_json()
    assert merged.good_newcomers() == whole.good_newcomers()


@pytest.mark.parametrize(
    ("days", "slipping"), [(76.99, False), (77, True), (90, True), (90.99, True), (91, False), (77.5, True)]
)
def test_who_lapses_within_two_weeks_is_slipping(days: float, slipping: bool) -> None:
    assert overview_of(customer((days, 100))).slipping == (Stake(1, 0, 100) if slipping else Stake())


def test_a_vip_who_keeps_away_is_slipping_too() -> None:
    assert overview_of(customer((80, 600_000)), customer((80, 1))).slipping == Stake(2, 1, 600_001)


def test_with_few_dormant_days_everybody_until_then_is_slipping() -> None:
    short = replace(DOLLARS, dormant_days=5)
    overview = Overview(NOW_MS)
    for one in (customer((0, 1)), customer((5.5, 1)), customer((6, 1))):
        overview.add(one, derive(one, short, NOW_MS), short)

    assert overview.slipping.customers == 2


def test_money_at_stake_is_expected_orders_times_their_value_else_one_average_order() -> None:
    ann = customer((200, 1_000), (80, 3_001))
    expected = prediction(ann.purchases, FIT, DOLLARS, NOW_MS)
    assert expected is not None
    assert expected.expected_orders is not None

    assert overview_of(ann).slipping.money_minor == 2_001, "half up"
    assert overview_of(ann, fit=FIT).slipping.money_minor == round(expected.expected_orders * 2_001)


def test_what_a_night_has_predicted_is_not_predicted_again() -> None:
    ann = customer((200, 1_000), (80, 3_001))
    scores = with_prediction(derive(ann, DOLLARS, NOW_MS), ann, FIT, DOLLARS, NOW_MS)
    overview = Overview(NOW_MS)

    overview.add(ann, scores, DOLLARS)

    assert overview.slipping == overview_of(ann, fit=FIT).slipping


def test_the_newest_fifth_of_those_with_one_order_are_good_newcomers() -> None:
    people = [customer((day + 0.5, 100)) for day in range(10)] + [customer((3, 1), (2, 1)), customer((61, 1))]

    assert overview_of(*people).good_newcomers() == Newcomers(1, Stake(2, 0, 200), 10)


def test_who_is_as_many_days_away_as_the_last_of_the_fifth_belongs_to_it() -> None:
    people = [customer((4, 100))] * 3 + [customer((60.9, 100))] * 2

    assert overview_of(*people).good_newcomers() == Newcomers(4, Stake(3, 0, 300), 5)
    assert overview_of(customer((61, 1))).good_newcomers() is None


def test_a_newcomer_who_has_spent_nothing_is_not_a_good_one() -> None:
    spender, gift, cent = customer((2, 100)), customer((1, 0)), customer((3, 1))

    assert overview_of(spender, gift, cent).good_newcomers() == Newcomers(2, Stake(1, 0, 100), 2)
    assert overview_of(gift).good_newcomers() is None


def test_the_probability_of_a_second_order_falls_with_the_days_since_the_first_alone() -> None:
    """So the newest are the fifth of whom a model expects a second order most."""
    churn = [
        found.churn_probability or 0.0
        for days in range(1, 61)
        if (found := prediction(customer((days, 100 * days)).purchases, FIT, DOLLARS, NOW_MS))
    ]

    assert churn == sorted(churn)
    assert len(set(churn)) == 60


def test_cells_tell_groups_apart_and_leave_out_who_never_ordered() -> None:
    overview = overview_of(customer((3, 900_000)), customer((3, 100)), customer((3, 100)), customer())

    assert overview.cells == {Cell(5, 1, RfmGroup.VIP): 1, Cell(5, 1, RfmGroup.NEW_CUSTOMERS): 2}
    assert overview.no_orders == 1
