"""What a customer bought of each product: dated purchases, their money after refunds, and the category last named."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars.facts.fold import fold
from regulars.facts.order import Order, OrderStatus
from regulars.facts.product import ProductFacts, Purchase
from regulars.facts.record import CustomerRecord

from testing.builders import a_line, an_order, facts_of

PAID, PARTIALLY = OrderStatus.PAID, OrderStatus.PARTIALLY_REFUNDED


def products_of(*orders: Order) -> dict[str, ProductFacts]:
    products = facts_of(*orders).products
    assert isinstance(products, dict)
    return products


def test_each_product_of_an_order_is_one_dated_purchase_of_its_units_and_money() -> None:
    lines = (a_line("tea", quantity_milli=2_500, amount_minor=1_000), a_line("pot", amount_minor=4_000))

    assert products_of(an_order(ordered_at_ms=7, lines=lines)) == {
        "tea": ProductFacts("tea", (Purchase(7, 2_500, 1_000),)),
        "pot": ProductFacts("pot", (Purchase(7, 2_000, 4_000),)),
    }


def test_several_lines_of_one_product_in_one_order_are_one_purchase() -> None:
    lines = (
        a_line("tea", quantity_milli=1_000, amount_minor=500),
        a_line("pot"),
        a_line("tea", quantity_milli=250, amount_minor=100),
        a_line("tea", quantity_milli=1, amount_minor=0),
    )

    tea = products_of(an_order(lines=lines, ordered_at_ms=7))["tea"]

    assert tea.purchases == (Purchase(7, 1_251, 600),)
    assert tea.count == 1


def test_two_orders_of_one_instant_are_two_purchases() -> None:
    tea = products_of(an_order("1", ordered_at_ms=7), an_order("2", ordered_at_ms=7))["tea"]

    assert (tea.count, tea.first_at_ms, tea.last_at_ms) == (2, 7, 7)


def test_purchases_ascend_by_instant_in_whatever_order_the_orders_come() -> None:
    orders = [an_order(str(at_ms), ordered_at_ms=at_ms) for at_ms in (30, 10, 20)]

    tea = products_of(*orders)["tea"]

    assert [purchase.at_ms for purchase in tea.purchases] == [10, 20, 30]
    assert (tea.first_at_ms, tea.last_at_ms, tea.units_milli, tea.spent_minor) == (10, 30, 6_000, 30_000)


@pytest.mark.parametrize("status", [OrderStatus.PENDING, OrderStatus.CANCELLED, OrderStatus.REFUNDED])
def test_an_order_that_does_not_count_has_bought_nothing(status: OrderStatus) -> None:
    assert products_of(an_order(status=status, lines=(a_line(category="Tea"),))) == {}


def test_a_deleted_order_has_bought_nothing() -> None:
    assert products_of(an_order("1", ordered_at_ms=1), an_order("2", deleted=True))["tea"].count == 1


def test_an_order_without_lines_counts_and_belongs_to_no_product() -> None:
    facts = facts_of(an_order(lines=(), total_minor=900))

    assert (facts.purchases.order_count, facts.products) == (1, {})


def test_a_products_money_is_its_lines_whatever_the_total_says() -> None:
    """Tax and shipping belong to no product."""
    tea = products_of(an_order(lines=(a_line("tea", amount_minor=1_000),), total_minor=1_500))["tea"]

    assert tea.spent_minor == 1_000


def test_a_partial_refund_lowers_what_was_spent_and_leaves_units_and_dates() -> None:
    lines = (a_line("tea", amount_minor=1_000), a_line("pot", amount_minor=3_000), a_line("tea", amount_minor=2_000))
    whole = products_of(an_order(lines=lines))

    partial = products_of(an_order(lines=lines, status=PARTIALLY, refunded_minor=600))

    assert {product_id: product.spent_minor for product_id, product in partial.items()} == {"tea": 2_700, "pot": 2_700}
    for product_id, product in partial.items():
        assert product.units_milli == whole[product_id].units_milli
        assert (product.first_at_ms, product.last_at_ms) == (
            whole[product_id].first_at_ms,
            whole[product_id].last_at_ms,
        )


def test_a_free_line_is_a_purchase_that_cost_nothing() -> None:
    assert products_of(an_order(lines=(a_line("sample", amount_minor=0),), ordered_at_ms=7)) == {
        "sample": ProductFacts("sample", (Purchase(7, 2_000, 0),))
    }


def test_the_category_is_that_of_the_newest_counted_order_that_names_one() -> None:
    first = an_order("1", ordered_at_ms=1, lines=(a_line(category="Tea"),))
    second = an_order("2", ordered_at_ms=2, lines=(a_line(category="Green tea"),))
    silent = an_order("3", ordered_at_ms=3)
    pending = an_order("4", ordered_at_ms=4, status=OrderStatus.PENDING, lines=(a_line(category="Black tea"),))

    assert products_of(silent, second, pending, first)["tea"].category == "Green tea"
    assert products_of(first, silent)["tea"].category == "Tea"
    assert products_of(silent)["tea"].category is None


def test_of_two_categories_at_one_instant_the_greater_order_id_names_it_and_in_one_order_the_later_line() -> None:
    low, great = (
        an_order(order_id, lines=(a_line(category=category),)) for order_id, category in (("1", "Low"), ("2", "Great"))
    )
    both = an_order(lines=(a_line(category="First"), a_line(category="Second"), a_line()))

    assert products_of(great, low)["tea"].category == "Great"
    assert products_of(both)["tea"].category == "Second"


_LINES = st.lists(
    st.builds(
        a_line,
        st.sampled_from(["tea", "pot", "cup"]),
        quantity_milli=st.integers(1, 5_000),
        amount_minor=st.integers(0, 1_000),
        category=st.sampled_from([None, "Tea", "Ware"]),
    ),
    max_size=5,
)


@st.composite
def _orders(draw: st.DrawFn) -> list[Order]:
    orders = []
    for number in range(draw(st.integers(0, 6))):
        lines = tuple(draw(_LINES))
        gross = sum(line.amount_minor for line in lines)
        status = draw(st.sampled_from(OrderStatus))
        refund = draw(st.integers(0, gross)) if status is PARTIALLY else 0
        at_ms = draw(st.integers(0, 4))
        orders.append(an_order(str(number), lines=lines, status=status, refunded_minor=refund, ordered_at_ms=at_ms))
    return orders


@given(orders=_orders())
def test_products_are_the_plain_sums_over_the_orders_that_count(orders: list[Order]) -> None:
    products = products_of(*orders)

    counted = [order for order in orders if order.status in (PAID, PARTIALLY)]
    units: dict[str, int] = defaultdict(int)
    instants: dict[str, list[int]] = defaultdict(list)
    for order in counted:
        for product_id in {line.product_id for line in order.lines}:
            instants[product_id].append(order.ordered_at_ms)
        for line in order.lines:
            units[line.product_id] += line.quantity_milli
    assert {product_id: product.units_milli for product_id, product in products.items()} == units
    assert {
        product_id: [purchase.at_ms for purchase in product.purchases] for product_id, product in products.items()
    } == {product_id: sorted(found) for product_id, found in instants.items()}
    spent = sum(product.spent_minor for product in products.values())
    assert spent == sum(order.spend_minor for order in counted), "without totals, spend is the products' and no more"
    assert all(product.product_id == product_id for product_id, product in products.items())


@given(orders=_orders())
def test_a_category_is_the_last_that_any_line_of_the_product_names(orders: list[Order]) -> None:
    named: dict[str, str] = {}
    for order in sorted(orders, key=lambda order: (order.ordered_at_ms, order.order_id)):
        if order.status in (PAID, PARTIALLY):
            named |= {line.product_id: line.category for line in order.lines if line.category}

    products = products_of(*orders)

    assert {product_id: product.category for product_id, product in products.items() if product.category} == named


@given(orders=_orders(), data=st.data())
def test_the_same_orders_make_the_same_products_in_the_same_order_however_they_come(
    orders: list[Order], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(orders))

    one, other = (fold(CustomerRecord("ann", tuple(given))).products or {} for given in (orders, shuffled))

    assert list(one.items()) == list(other.items())


@given(orders=_orders())
def test_whose_customer_it_is_makes_no_difference(orders: list[Order]) -> None:
    others = tuple(replace(order, customer_id="bob") for order in orders)

    assert fold(CustomerRecord("bob", others)).products == products_of(*orders)
