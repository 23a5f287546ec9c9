"""What products are called: the newest counted order that says it, name and category apart, gathered in any order."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from regulars.facts.catalogue import Called, Catalogue
from regulars.facts.order import Order, OrderStatus

from testing.builders import NOW_MS, a_line, an_order


def said(at: int, name: str | None = None, category: str | None = None, **changes: Any) -> Order:
    line = a_line(product_name=name, category=category)
    return an_order(str(at), ordered_at_ms=NOW_MS + at, lines=(line,), **changes)


def catalogue_of(*orders: Order) -> Catalogue:
    catalogue = Catalogue()
    catalogue.see(orders)
    return catalogue


def test_the_newest_order_that_says_a_name_gives_it_and_another_one_may_give_the_category() -> None:
    found = catalogue_of(said(1, "Tea", "Drinks"), said(3, "Green tea"), said(2, "Black tea", "Hot drinks"), said(4))

    assert found.called("tea") == Called("Green tea", "Hot drinks")
    assert found.called("cup") == Called(None, None)


def test_an_order_that_does_not_count_names_nothing() -> None:
    assert catalogue_of(said(1, "Tea", status=OrderStatus.CANCELLED), said(2, "Tea", deleted=True)) == Catalogue()


orders = st.lists(
    st.builds(
        lambda at, product, name, category: an_order(
            f"{at}", ordered_at_ms=NOW_MS + at, lines=(a_line(product, product_name=name, category=category),)
        ),
        st.integers(0, 5),
        st.sampled_from(["tea", "cup"]),
        st.sampled_from([None, "a", "b"]),
        st.sampled_from([None, "x", "y"]),
    )
)


@given(orders, orders)
def test_parts_make_the_same_whole_in_any_order_also_from_what_is_kept_of_them(
    first: list[Order], second: list[Order]
) -> None:
    whole = json.dumps(catalogue_of(*first, *second).as_json())

    for parts in ((first, second), (second, first), (second, first, second)):
        merged = Catalogue()
        for part in parts:
            merged.merge(Catalogue.of(json.loads(json.dumps(catalogue_of(*part).as_json()))))
        assert json.dumps(merged.as_json()) == whole
