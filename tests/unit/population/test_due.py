"""Which pairs a night finds due: predicted from its instant until 31 days later, in one order however gathered."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars.facts.time import DAY_MS
from regulars.population.due import Due, DuePair
from regulars.scoring.affinity import affinity, predicted_ms
from regulars.scoring.derive import derive
from regulars.scoring.settings import Settings

from testing.builders import NOW_MS, a_line, an_order, facts_of

DOLLARS = Settings.defaults(2)
MS = 1 / DAY_MS


def bought(*days_ago: float, customer_id: str = "ann", product: str = "tea") -> Any:
    orders = [
        an_order(str(nth), customer_id, ordered_at_ms=NOW_MS - round(days * DAY_MS), lines=(a_line(product),))
        for nth, days in enumerate(days_ago)
    ]
    return facts_of(*orders, customer_id=customer_id)


def due(*customers: Any) -> Due:
    part = Due(NOW_MS)
    for facts in customers:
        part.add(facts, derive(facts, DOLLARS, NOW_MS), DOLLARS)
    return part


@pytest.mark.parametrize(
    ("days_ago", "found"),
    [
        ((20, 10), True),
        ((20 + MS, 10 + MS), False),
        ((79, 24), True),
        ((79 - MS, 24 - MS), False),
        ((5,), False),
        ((5, 5), False),
    ],
)
def test_a_pair_is_due_from_this_instant_until_31_days_later_both_included(
    days_ago: tuple[float, ...], found: bool
) -> None:
    assert bool(due(bought(*days_ago)).pairs) is found


def test_pairs_come_by_instant_then_product_then_customer() -> None:
    people = [
        bought(20, 10, customer_id="b"),
        bought(20, 10, customer_id="a"),
        bought(20, 10, customer_id="c", product="cup"),
        bought(19, 9, customer_id="d"),
    ]

    assert [(pair.product_id, pair.customer_id) for pair in map(DuePair._make, due(*people).as_json()["pairs"])] == [
        ("cup", "c"),
        ("tea", "a"),
        ("tea", "b"),
        ("tea", "d"),
    ]


people = st.lists(
    st.builds(
        lambda days, who, product: bought(*days, customer_id=who, product=product),
        st.lists(st.integers(0, 60), min_size=1, max_size=4),
        st.sampled_from(["a", "b", "c"]),
        st.sampled_from(["tea", "cup"]),
    ),
    max_size=5,
)


@given(people, people)
def test_parts_make_the_same_whole_in_any_order_also_from_what_is_kept_of_them(first: Any, second: Any) -> None:
    whole = due(*first, *second).as_json()

    for parts in ((first, second), (second, first)):
        merged = Due(NOW_MS)
        for part in parts:
            merged.merge(Due.of(json.loads(json.dumps(due(*part).as_json()))))
        assert merged.as_json() == whole


@given(st.lists(st.integers(0, 300 * DAY_MS), min_size=1, max_size=6))
def test_the_predicted_instant_alone_is_that_of_the_affinity(ago_ms: list[int]) -> None:
    [product] = bought(*(one / DAY_MS for one in ago_ms)).products.values()

    assert predicted_ms(product) == affinity(product, NOW_MS).next_at_ms
