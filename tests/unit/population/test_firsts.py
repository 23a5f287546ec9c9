"""Cohorts by what the first order was: who ordered how many months later, of those who have come as far."""

from __future__ import annotations

from datetime import datetime
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars.facts.customer import CustomerFacts
from regulars.facts.order import OrderStatus
from regulars.facts.time import DAY_MS, local_to_ms
from regulars.population.cohorts import CohortParts
from regulars.population.firsts import (
    MOST_MONTHS,
    MOST_NAMED,
    First,
    Firsts,
    LaterMonth,
    first_channel,
    first_product,
)
from regulars.scoring.derive import derive
from regulars.scoring.settings import Settings

from testing.builders import NOW_MS, a_line, an_order, facts_of
from testing.examples import examples

SETTINGS = Settings.defaults(2)


def at(text: str) -> int:
    return local_to_ms(datetime.fromisoformat(text), "UTC")


def customer(*orders: tuple[int, dict[str, int]]) -> CustomerFacts:
    """Orders as (instant, what was spent on each product)."""
    made = (
        an_order(
            str(number),
            ordered_at_ms=at_ms,
            lines=tuple(a_line(product, amount_minor=minor) for product, minor in spent.items()),
        )
        for number, (at_ms, spent) in enumerate(orders)
    )
    facts: CustomerFacts = facts_of(*made)
    return facts


def first_products(*people: CustomerFacts) -> Firsts:
    found = Firsts(NOW_MS, "UTC", first_product)
    for one in people:
        found.add(one, derive(one, SETTINGS, NOW_MS), SETTINGS)
    return found


def test_a_share_is_of_those_who_have_come_as_far() -> None:
    found = first_products(
        customer((at("2025-08-31"), {"tea": 500}), (at("2025-10-01"), {"cup": 200})),
        customer((at("2025-10-02"), {"tea": 300}), (at("2025-10-03"), {"tea": 100})),
    ).ranked()

    months = (LaterMonth(2, 2, 900), LaterMonth(1, 0, 0), LaterMonth(1, 1, 200))
    assert found == [First("tea", 2, months)]


@pytest.mark.parametrize(
    ("spent", "first"), [({"tea": 5, "cup": 9}, "cup"), ({"tea": 9, "cup": 9}, "cup"), ({"tea": 1}, "tea"), ({}, None)]
)
def test_the_product_on_which_most_was_spent_counts(spent: dict[str, int], first: str | None) -> None:
    assert first_product(customer((at("2025-10-01"), spent), (at("2025-10-02"), {"pot": 99}))) == first


def test_further_products_and_orders_without_a_line_are_counted_together() -> None:
    people = [customer((NOW_MS, {f"p{number:02}": 1})) for number in range(MOST_NAMED + 2)]
    people += [customer((NOW_MS, {"p21": 1})), customer((NOW_MS, {}))]

    found = first_products(*people).ranked()

    assert [one.name for one in found] == ["p21", *(f"p{number:02}" for number in range(19)), None]
    assert (found[0].customers, found[-1].customers) == (2, 3)


def test_nobody_makes_no_row_and_months_end_after_two_years() -> None:
    assert first_products(customer()).ranked() == []
    [old] = first_products(customer((NOW_MS - 3_000 * DAY_MS, {"tea": 1}))).ranked()
    assert len(old.months) == MOST_MONTHS + 1


shops = st.lists(
    st.lists(
        st.tuples(
            st.integers(-5, 700).map(lambda days: NOW_MS - days * DAY_MS),
            st.dictionaries(st.sampled_from(["tea", "cup"]), st.integers(0, 900), max_size=2),
        ),
        max_size=5,
    ),
    max_size=6,
)


@given(shops, st.randoms(use_true_random=False))
@examples(100)
def test_parts_in_any_order_add_up_to_the_cohorts_of_everybody(
    shop: list[list[tuple[int, dict[str, int]]]], random: Random
) -> None:
    people = [customer(*orders) for orders in shop]
    parts = [first_products(one) for one in people]
    random.shuffle(parts)
    merged = first_products()
    for part in parts:
        merged.merge(part)
    cohorts = CohortParts(NOW_MS, "UTC")
    for one in people:
        cohorts.add(one, derive(one, SETTINGS, NOW_MS), SETTINGS)

    found = merged.ranked()

    assert found == first_products(*people).ranked()
    by_month = cohorts.cohorts().cohorts
    assert sum(one.customers for one in found) == sum(cohort.active[0] for cohort in by_month)
    for later in range(MOST_MONTHS + 1):
        months = [one.months[later] for one in found if later < len(one.months)]
        reached = [cohort for cohort in by_month if later < len(cohort.active)]
        assert sum(month.of for month in months) == sum(cohort.active[0] for cohort in reached)
        assert sum(month.active for month in months) == sum(cohort.active[later] for cohort in reached)
        assert sum(month.spend_minor for month in months) == sum(cohort.spend_minor[later] for cohort in reached)


def test_the_channel_of_the_first_order_counts_whatever_came_later() -> None:
    first, later = at("2025-09-01"), at("2025-10-01")
    people = [
        facts_of(an_order("1", ordered_at_ms=first, channel=one), an_order("2", ordered_at_ms=later, channel="pos"))
        for one in ("web", "web", "fair", None)
    ]
    found = Firsts(NOW_MS, "UTC", first_channel)
    for one in people:
        found.add(one, derive(one, SETTINGS, NOW_MS), SETTINGS)

    assert [(one.name, one.customers) for one in found.ranked()] == [("web", 2), ("fair", 1), (None, 1)]


def test_the_channel_of_an_order_that_does_not_count_is_nobodys_first() -> None:
    cancelled = an_order("1", ordered_at_ms=at("2025-09-01"), channel="web", status=OrderStatus.CANCELLED)
    counted = an_order("2", ordered_at_ms=at("2025-10-01"), channel="pos")

    facts = facts_of(cancelled, counted, an_order("3", ordered_at_ms=NOW_MS, channel="fair"))

    assert first_channel(facts) == "pos"
    assert first_channel(facts.as_of(at("2025-10-02"))) == "pos"
    assert first_channel(facts.as_of(at("2025-09-30"))) is None
