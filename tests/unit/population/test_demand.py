"""What is expected of every customer's cycles: what docs/scoring.md says of demand and forecast, at the edges."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars.facts.customer import CustomerFacts
from regulars.facts.time import DAY_MS
from regulars.population.demand import Course, Demand, Expected
from regulars.scoring.derive import derive
from regulars.scoring.settings import Settings

from testing.builders import NOW_MS, a_line, an_order, facts_of

DOLLARS = Settings.defaults(2)
TODAY = date(2025, 10, 15)
MS = 1 / DAY_MS


def bought(*days_ago: float, product: str = "tea", units: Sequence[int] = (), minor: Sequence[int] = ()) -> Any:
    """A customer's facts: one product, so many days ago each time, with so many thousandths of a unit and pence."""
    orders = [
        an_order(
            str(nth),
            ordered_at_ms=NOW_MS - round(days * DAY_MS),
            lines=(
                a_line(product, quantity_milli=(units or [2_000] * 99)[nth], amount_minor=(minor or [100] * 99)[nth]),
            ),
        )
        for nth, days in enumerate(days_ago)
    ]
    return facts_of(*orders)


def demand_of(*customers: CustomerFacts, zone: str = "UTC") -> Demand:
    demand = Demand.empty(NOW_MS, zone)
    for facts in customers:
        demand.add(facts, derive(facts, DOLLARS, NOW_MS), DOLLARS)
    return demand


def days_of(course: Course, demand: Demand, days: int) -> dict[int, Expected]:
    """What is expected by the number of local days from today."""
    return {(day - TODAY).days: one for day, one in course.by_day(demand.horizon, days) if one.purchases}


def test_a_pair_is_expected_at_its_predicted_date_and_at_every_later_cycle_within_the_horizon() -> None:
    demand = demand_of(bought(24, 14, 4))

    assert list(days_of(demand.products["tea"], demand, 30)) == [6, 16, 26]
    assert list(days_of(demand.products["tea"], demand, 90)) == [6, 16, 26, 36, 46, 56, 66, 76, 86]
    assert list(days_of(demand.total, demand, 365)) == list(range(6, 366, 10))


def test_a_pair_whose_predicted_date_has_passed_is_overdue_and_expected_on_no_day() -> None:
    demand = demand_of(bought(40, 30, 20))

    assert demand.products["tea"] == Course(overdue=1)
    assert demand.total == Course(overdue=1)


@pytest.mark.parametrize(
    ("later", "expected"), [(-MS, {}), (0, {0: 1, 10: 1, 20: 1, 30: 1}), (MS, {0: 1, 10: 1, 20: 1})]
)
def test_predicted_at_this_very_instant_is_expected_today_and_a_millisecond_before_is_overdue(
    later: float, expected: dict[int, int]
) -> None:
    demand = demand_of(bought(30 - later, 20 - later, 10 - later))

    course = demand.products["tea"]
    assert {day: one.purchases for day, one in days_of(course, demand, 30).items()} == expected
    assert course.overdue == (later < 0)


@pytest.mark.parametrize("days", [1, 7, 30, 89, 90])
def test_the_horizon_ends_with_its_last_instant_and_a_millisecond_behind_it_nothing_is_expected(days: int) -> None:
    at_the_end = demand_of(bought(200 - days, 100 - days))
    behind = demand_of(bought(200 - days - MS, 100 - days - MS))

    assert list(days_of(at_the_end.products["tea"], at_the_end, days)) == [days]
    assert days_of(behind.total, behind, days) == {}
    assert list(days_of(behind.total, behind, days + 1)) == [days]


def test_demand_knows_ninety_days_of_a_product_and_the_forecast_a_year_of_all_of_them() -> None:
    demand = demand_of(bought(110, 10, product="in-90"), bought(109, 9, product="in-91"))

    assert list(days_of(demand.products["in-90"], demand, 90)) == [90]
    assert "in-91" not in demand.products
    assert list(days_of(demand.total, demand, 365)) == [90, 91, 190, 191, 290, 291]
    assert list(days_of(demand_of(bought(365, 0)).total, demand, 365)) == [365]
    assert demand_of(bought(366, 0)) == Demand.empty(NOW_MS, "UTC")


def test_who_bought_once_or_without_a_gap_is_expected_never() -> None:
    demand = demand_of(bought(3), bought(5, 5, product="cup"), bought(5.4, 5, product="pot"))

    assert demand == Demand.empty(NOW_MS, "UTC")


def test_a_pair_adds_its_average_quantity_and_its_average_order_value_half_up() -> None:
    demand = demand_of(bought(20, 10, 1, units=[1_000, 1_000, 3_001], minor=[100, 100, 101]))

    assert days_of(demand.products["tea"], demand, 9) == {9: Expected(1, 1_667)}
    assert days_of(demand.total, demand, 9) == {9: Expected(1, 10_033)}
    even = demand_of(bought(20, 10, units=[1_000, 1_001], minor=[1, 0]))
    assert days_of(even.products["tea"], even, 0) == {0: Expected(1, 1_001)}
    assert days_of(even.total, even, 0) == {0: Expected(1, 50)}


def test_the_largest_amounts_and_the_most_purchases_keep_apart() -> None:
    demand = demand_of(*[bought(20, 10, minor=[10**15, 10**15], units=[10**12, 10**12])] * 1_000)

    assert days_of(demand.total, demand, 0) == {0: Expected(1_000, 10**20)}
    assert days_of(demand.products["tea"], demand, 0) == {0: Expected(1_000, 10**15)}


def test_days_are_those_of_the_tenants_zone() -> None:
    """It is half past eight in the morning, in UTC: nine hours on it is still today, in Tokyo tomorrow."""
    facts = bought(10 - 9 / 24 + 10, 10 - 9 / 24)
    here, tokyo = demand_of(facts), demand_of(facts, zone="Asia/Tokyo")

    assert list(days_of(here.products["tea"], here, 5)) == [0]
    assert list(days_of(tokyo.products["tea"], tokyo, 5)) == [1]


def test_every_day_that_the_horizon_touches_is_told_in_order() -> None:
    demand = demand_of(bought(24, 14, 4))

    told = demand.total.by_day(demand.horizon, 30)

    assert [day.toordinal() - TODAY.toordinal() for day, _ in told] == list(range(31))


customers = st.lists(
    st.builds(
        lambda days, product, units: bought(*days, product=product, units=[units] * len(days)),
        st.lists(st.integers(0, 120), max_size=5),
        st.sampled_from(["tea", "cup", "pot"]),
        st.integers(1, 5_000),
    ),
    max_size=6,
)


@given(customers, customers, customers)
def test_parts_make_the_same_whole_in_any_order_and_any_grouping_also_from_what_is_kept_of_them(
    first: list[CustomerFacts], second: list[CustomerFacts], third: list[CustomerFacts]
) -> None:
    whole = json.dumps(demand_of(*first, *second, *third).as_json())

    for parts in ([first, second, third], [third, first, second], [[], third + second, first]):
        merged = Demand.empty(NOW_MS, "UTC")
        for part in parts:
            merged.merge(Demand.of(json.loads(json.dumps(demand_of(*part).as_json()))))
        assert json.dumps(merged.as_json()) == whole


@given(customers)
def test_it_is_what_a_slow_count_finds(people: list[CustomerFacts]) -> None:
    counted: Counter[tuple[str, int]] = Counter()
    overdue: Counter[str] = Counter()
    for facts in people:
        for product in (facts.products or {}).values():
            days = [(NOW_MS - one.at_ms) / DAY_MS for one in product.purchases]
            gap = int((days[0] - days[-1]) / max(1, len(days) - 1) + 0.5)
            following = gap - days[-1]
            if gap and following < 0:
                overdue[product.product_id] += 1
            elif gap:
                counted.update(
                    (product.product_id, int(following) + gap * nth) for nth in range(91) if following + gap * nth <= 90
                )

    demand = demand_of(*people)

    found = {
        (product_id, day): one.purchases
        for product_id, course in demand.products.items()
        for day, one in days_of(course, demand, 90).items()
    }
    assert found == dict(counted)
    assert Counter({one: course.overdue for one, course in demand.products.items()}) == overdue
