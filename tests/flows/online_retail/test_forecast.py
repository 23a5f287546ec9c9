"""Online Retail: what its cycles promised thirty days before its end, its weeks at every cut, and what came.

The figures of docs/scoring.md, Affinity: the horizon is thirty times 24 hours from the instant on, both ends included.
Skips where the file is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from statistics import median

import pytest
from regulars.facts.customer import CustomerFacts
from regulars.facts.fold import fold
from regulars.facts.order import Order
from regulars.facts.record import CustomerRecord
from regulars.facts.time import DAY_MS
from regulars.population.demand import Demand, added_up
from regulars.population.due import Due
from regulars.population.products_past import ProductsPast
from regulars.population.weeks import Bought, Weeks
from regulars.scoring.affinity import predicted_ms
from regulars.scoring.derive import derive
from regulars.scoring.prediction.next_product import hit_rates, hits
from regulars.scoring.settings import Settings
from regulars.scoring.weekly import AHEAD, WEEKS, usual

DAYS = 30
# The last millisecond of 10 September 2011.
CUT_MS = 1_315_699_199_999
POUNDS = Settings.defaults(2)


def end_of(orders: Mapping[str, Sequence[Order]]) -> int:
    return max(order.ordered_at_ms for theirs in orders.values() for order in theirs)


@pytest.fixture(scope="module")
def known(orders: Mapping[str, Sequence[Order]]) -> list[CustomerFacts]:
    """Each customer thirty days before the end."""
    as_of_ms = end_of(orders) - DAYS * DAY_MS
    return [
        fold(CustomerRecord(customer_id, tuple(one for one in theirs if one.ordered_at_ms <= as_of_ms)))
        for customer_id, theirs in orders.items()
    ]


def demand_at(known: Iterable[CustomerFacts], as_of_ms: int, zone: str) -> tuple[Demand, Due]:
    demand, due = Demand.empty(as_of_ms, zone), Due(as_of_ms)
    for facts in known:
        scores = derive(facts, POUNDS, as_of_ms)
        demand.add(facts, scores, POUNDS)
        due.add(facts, scores, POUNDS)
    return demand, due


@pytest.mark.parametrize("zone", ["UTC", "Europe/London", "Pacific/Auckland"])
def test_without_the_overdue_9594_purchases_are_expected_and_9398_came(
    orders: Mapping[str, Sequence[Order]], known: list[CustomerFacts], zone: str
) -> None:
    as_of_ms = end_of(orders) - DAYS * DAY_MS

    demand, due = demand_at(known, as_of_ms, zone)

    by_day = demand.total.by_day(demand.horizon, DAYS)
    assert len(by_day) == DAYS + 1
    assert added_up(one for _, one in by_day).purchases == 9_594
    of_products = [one for course in demand.products.values() for _, one in course.by_day(demand.horizon, DAYS)]
    assert added_up(of_products).purchases == 9_594
    assert (demand.total.overdue, len(due.pairs)) == (22_063, 8_123)
    assert sum(course.overdue for course in demand.products.values()) == 22_063


def test_what_came_is_counted_of_the_same_pairs(
    orders: Mapping[str, Sequence[Order]], known: list[CustomerFacts]
) -> None:
    end_ms = end_of(orders)
    as_of_ms = end_ms - DAYS * DAY_MS
    came = of_overdue = 0
    for facts in known:
        predicted = {product_id: predicted_ms(product) for product_id, product in (facts.products or {}).items()}
        for order in orders[facts.customer_id]:
            if order.ordered_at_ms > as_of_ms:
                for product_id in {line.product_id for line in order.lines}:
                    next_at_ms = predicted.get(product_id)
                    came += next_at_ms is not None and next_at_ms >= as_of_ms
                    of_overdue += next_at_ms is not None and next_at_ms < as_of_ms

    assert came == 9_398
    assert came + of_overdue == 14_386


@pytest.fixture(scope="module")
def weeks(orders: Mapping[str, Sequence[Order]], customers: list[CustomerFacts]) -> Bought:
    """All full weeks of the file, as a night finds them on the day of the newest order."""
    found = Weeks(end_of(orders), "Europe/London")
    for facts in customers:
        found.count(facts)
    return found.whole


def test_the_mean_of_eight_weeks_is_off_by_a_quarter_at_most_at_half_of_all_cuts(weeks: Bought) -> None:
    """Of the 28 days after each cut, week by week; of purchases, and of revenue."""
    assert len(weeks.purchases) == 53

    for series, most in ((weeks.purchases, 0.25), (weeks.amount, 0.25)):
        errors = []
        for cut in range(WEEKS, len(series) - AHEAD + 1):
            mean, came = usual(series[:cut]).mean, series[cut : cut + AHEAD]
            assert mean is not None
            errors.append(sum(abs(mean - one) for one in came) / sum(came))
        assert len(errors) == 42
        assert median(errors) <= most


def test_the_past_error_says_how_wrong_the_next_forecast_is(weeks: Bought) -> None:
    """Within a factor of two at three of five cuts; Christmas is what nothing before it tells of."""
    told = [
        (found.wape, sum(abs((found.mean or 0) - one) for one in came) / sum(came))
        for cut in range(WEEKS + AHEAD, len(weeks.purchases) - AHEAD + 1)
        for found, came in [(usual(weeks.purchases[:cut]), weeks.purchases[cut : cut + AHEAD])]
    ]

    alike = [past / 2 <= error <= past * 2 for past, error in told if past is not None]
    assert sum(alike) >= 0.6 * len(alike)


def test_cycles_miss_at_other_cuts_what_they_met_at_the_last_one(
    orders: Mapping[str, Sequence[Order]], customers: list[CustomerFacts]
) -> None:
    """At six cuts, a month apart: of thirty days the cycles expect 1.3 times of what those pairs bought, or more."""
    ratios = []
    for months in range(3, 9):
        as_of_ms = end_of(orders) - months * DAYS * DAY_MS
        expected = came = 0
        for facts in customers:
            for product in (facts.products or {}).values():
                before = tuple(one for one in product.purchases if one.at_ms <= as_of_ms)
                if len(before) > 1 and (next_at_ms := predicted_ms(replace(product, purchases=before))):
                    if next_at_ms < as_of_ms:
                        continue
                    until_ms, gap_ms = as_of_ms + DAYS * DAY_MS, next_at_ms - before[-1].at_ms
                    expected += len(range(next_at_ms, until_ms + 1, gap_ms))
                    came += sum(as_of_ms < one.at_ms <= until_ms for one in product.purchases)
        ratios.append(expected / came)

    assert min(ratios) > 1.3


def test_by_probability_three_of_ten_next_products_are_right_where_the_dates_get_two(
    customers: list[CustomerFacts],
) -> None:
    """As a backtest tests it: thirty days after 10 September 2011."""
    cut_ms = CUT_MS
    past = ProductsPast.of(cut_ms, DAYS, "UTC")
    for key, facts in enumerate(customers):
        past.learn(facts, key)

    found = past.tested(DAYS)

    rates = hit_rates(one for facts in customers if (one := hits(facts.products or {}, cut_ms, DAYS)))
    assert rates.customers == 782
    assert rates.recommended is not None
    assert rates.most_frequent is not None
    assert found.probable is not None
    assert found.probable >= 0.30
    assert found.probable >= max(rates.recommended + 0.08, rates.most_frequent - 0.005)
    assert found.buyers == 973
    assert (found.buyers_probable or 0) >= 0.44
    assert (found.rhythm, found.rhythm_came, found.came) == (7_102, 3_652, 45_015)
