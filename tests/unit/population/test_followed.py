"""What is bought next: the products of the order after the first one with a product; parts add up in any order."""

from __future__ import annotations

from collections import Counter
from random import Random
from statistics import median

from hypothesis import given
from hypothesis import strategies as st
from regulars.facts.customer import CustomerFacts
from regulars.facts.time import DAY_MS
from regulars.population.followed import Followed, Next
from regulars.scoring.derive import derive
from regulars.scoring.settings import Settings

from testing.builders import NOW_MS, a_line, an_order, facts_of
from testing.examples import examples

SETTINGS = Settings.defaults(2)
Bought = list[tuple[float, list[str]]]


def customer(*orders: tuple[float, list[str]]) -> CustomerFacts:
    """Orders as (days ago, products)."""
    made = (
        an_order(
            str(number), ordered_at_ms=NOW_MS - int(days * DAY_MS), lines=tuple(a_line(product) for product in products)
        )
        for number, (days, products) in enumerate(orders)
    )
    facts: CustomerFacts = facts_of(*made)
    return facts


def followed(product_id: str, *people: CustomerFacts) -> Followed:
    found = Followed(product_id, NOW_MS)
    for one in people:
        found.add(one, derive(one, SETTINGS, NOW_MS), SETTINGS)
    return found


def test_the_products_of_the_next_order_follow_the_same_one_too() -> None:
    found = followed(
        "tea",
        customer((30, ["tea"]), (20, ["cup", "tea"]), (1, ["pot"])),
        customer((40, ["cup"]), (9, ["tea", "cup"]), (6.5, ["cup"])),
        customer((3, ["tea"])),
        customer((3, ["cup"]), (1, ["pot"])),
    )

    assert (found.buyers, found.ordered_again) == (3, 2)
    assert found.ranked() == [Next("cup", 2, 1.0, 6.0), Next("tea", 1, 0.5, 10.0)]


def test_what_was_bought_before_or_with_it_does_not_follow() -> None:
    found = followed("tea", customer((30, ["pot"]), (20, ["tea", "cup"]), (10, [])))

    assert (found.buyers, found.ordered_again, found.ranked()) == (1, 1, [])


def test_an_order_to_come_follows_nothing_yet() -> None:
    found = followed("tea", customer((3, ["tea"]), (-1, ["cup"])), customer((-1, ["tea"])))

    assert (found.buyers, found.ordered_again) == (1, 0)


shops = st.lists(
    st.lists(
        st.tuples(st.integers(0, 40).map(float), st.lists(st.sampled_from(["tea", "cup", "pot"]), max_size=2)),
        max_size=5,
        unique_by=lambda order: order[0],
    ),
    max_size=6,
)


@given(shops, st.randoms(use_true_random=False))
@examples(200)
def test_counts_are_what_reading_each_customer_s_orders_gives(shop: list[Bought], random: Random) -> None:
    buyers, again, days = 0, 0, dict[str, list[int]]()
    for orders in shop:
        oldest_first = sorted(orders, reverse=True)
        with_tea = [place for place, (_, products) in enumerate(oldest_first) if "tea" in products]
        buyers += bool(with_tea)
        if with_tea and with_tea[0] + 1 < len(oldest_first):
            again += 1
            ago, products = oldest_first[with_tea[0] + 1]
            for product in set(products):
                days.setdefault(product, []).append(int(oldest_first[with_tea[0]][0] - ago))
    parts = [followed("tea", customer(*orders)) for orders in shop]
    random.shuffle(parts)

    found = Followed("tea", NOW_MS)
    for part in parts:
        found.merge(part)

    assert (found.buyers, found.ordered_again) == (buyers, again)
    assert {one.product_id: (one.customers, one.median_days) for one in found.ranked()} == {
        product: (len(gaps), median(gaps)) for product, gaps in days.items()
    }
    assert Counter(one.customers for one in found.ranked()) == Counter(map(len, days.values()))
