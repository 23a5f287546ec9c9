"""Facts as of an instant are those of the orders placed by then, without reading these again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars.facts.customer import CustomerFacts, PurchaseFacts
from regulars.facts.fold import fold
from regulars.facts.order import Order, OrderStatus
from regulars.facts.record import CustomerRecord

from testing.builders import a_line, an_order
from testing.examples import examples

orders = st.lists(
    st.builds(
        lambda at_ms, status, products, number: an_order(
            str(number),
            ordered_at_ms=at_ms,
            status=status,
            lines=tuple(a_line(product) for product in products),
        ),
        st.integers(0, 5),
        st.sampled_from([OrderStatus.PAID, OrderStatus.PAID, OrderStatus.CANCELLED, OrderStatus.REFUNDED]),
        st.lists(st.sampled_from(["tea", "cup"]), max_size=3),
        st.integers(0, 10**6),
    ),
    max_size=7,
    unique_by=lambda order: order.order_id,
)


@given(orders, st.integers(-1, 6))
@examples(300)
def test_they_are_what_the_record_of_then_folds_to(made: list[Order], at_ms: int) -> None:
    record = CustomerRecord("ann", tuple(made))

    found, expected = fold(record).as_of(at_ms), fold(record.as_of(at_ms))

    assert replace(found.purchases, last_reference=None) == replace(expected.purchases, last_reference=None)
    products, of_then = found.products or {}, expected.products or {}
    assert {id_: one.purchases for id_, one in products.items()} == {id_: one.purchases for id_, one in of_then.items()}


def test_where_nothing_came_later_they_are_the_same() -> None:
    facts = fold(CustomerRecord("ann", (an_order("1", ordered_at_ms=7, lines=(a_line("tea"),)),)))

    assert facts.as_of(7) == facts
    assert facts.as_of(6) == replace(facts, purchases=PurchaseFacts(), products={})


def test_a_missing_timeline_is_not_taken_for_no_order() -> None:
    heavy = CustomerFacts("ann", True, PurchaseFacts(2, 100, 0, 5, 9))

    assert heavy.as_of(9) == replace(heavy)
    with pytest.raises(ValueError, match="timeline"):
        heavy.as_of(8)
