"""The ranking of a night's products: by purchases, then id, whoever bought them and however they are spread."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars.facts.customer import CustomerFacts
from regulars.facts.order import OrderStatus
from regulars.population import most_bought
from regulars.population.most_bought import MostBought

from testing.builders import a_line, an_order, facts_of


def counted(*customers: CustomerFacts) -> MostBought:
    found = MostBought()
    for facts in customers:
        found.count(facts)
    return found


def bought(*baskets: str) -> CustomerFacts:
    """A customer with an order of these products, a letter each, for each basket."""
    orders = (an_order(str(nth), lines=tuple(map(a_line, basket))) for nth, basket in enumerate(baskets))
    facts: CustomerFacts = facts_of(*orders)
    return facts


def test_a_product_is_bought_once_an_order_however_many_lines_and_units_it_has() -> None:
    assert counted(bought("aab", "a"), bought("b")).purchases == {"a": 2, "b": 2}


def test_what_does_not_count_as_an_order_is_not_bought() -> None:
    assert counted(facts_of(an_order(status=OrderStatus.CANCELLED))).purchases == {}


def test_the_most_bought_come_first_and_equals_by_id() -> None:
    found = counted(bought("b", "b", "c", "a"), bought("c", "d"))

    assert found.ranking(9) == ["b", "c", "a", "d"]
    assert found.ranking(3) == ["b", "c", "a"]
    assert found.ranking(0) == []


customers = st.lists(st.builds(lambda baskets: bought(*baskets), st.lists(st.text("abcd", max_size=4), max_size=4)))


@given(customers, customers, customers)
def test_parts_make_the_same_whole_in_any_order_and_any_grouping(
    first: list[CustomerFacts], second: list[CustomerFacts], third: list[CustomerFacts]
) -> None:
    whole = counted(*first, *second, *third)

    for parts in ([first, second, third], [third, first, second]):
        merged = MostBought()
        for part in parts:
            merged.merge(MostBought.of(json.loads(json.dumps(counted(*part).as_json()))))
        assert merged == whole


def test_more_products_than_are_counted_leave_the_most_bought(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(most_bought, "MOST_COUNTED", 4)
    at_bound = counted(bought("abcd"))
    assert len(at_bound.purchases) == 4

    at_bound.merge(counted(bought("c", "c", "d", "e")))

    assert at_bound.purchases == {"c": 3, "d": 2}
