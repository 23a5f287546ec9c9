"""Whether an order's own sums agree: to the cent, whichever way they are off, and no word where nothing is said."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars.importing.order.reconcile import Sums, disagreement

from testing.builders import a_line, an_order

# Lines of 100.00 and 50.00; as in Shopify's export the subtotal is after the discount, and taxes are on top.
ORDER = an_order(lines=(a_line(), a_line("cup", quantity_milli=1_000)))
SAID = {
    "subtotal": "140.00",
    "discount": "10.00",
    "shipping": "4.95",
    "duties": "2.00",
    "taxes": "11.60",
    "total": "158.55",
}
CENT = Decimal("0.01")


def sums(*, tips: str = "0", discounted: bool = True, rounded: bool = False, **changes: Any) -> Sums:
    """What the export says; of the columns some changed, or cut (None)."""
    said = {name: Decimal(amount) for name, amount in (SAID | changes).items() if amount is not None}
    return Sums(said, Decimal(tips), discounted, rounded)


def said_of(given: Sums) -> str | None:
    return disagreement(ORDER, given, 2)


@pytest.mark.parametrize(
    "agreeing",
    [
        sums(),
        sums(total="146.95"),  # the prices hold the taxes
        sums(taxes=None, total="146.95"),
        sums(taxes="0.00", total="146.95"),
        sums(tips="3.00", total="161.55"),
        sums(fees="1.25", total="159.80"),
        sums(fees="-1.25", total="157.30"),
        sums(discount=None, subtotal="150.00", total="168.55"),
        sums(discount="150.00", subtotal="0.00", shipping="0", duties="0", taxes="0", total="0.00"),
        sums(subtotal=None),  # the column is cut: lines less the discount
        sums(subtotal=None, discount=None, total="168.55"),
        sums(discounted=False, subtotal="150.00"),  # the subtotal is before the discount
        sums(shipping="4.949", total="158.554"),
    ],
)
def test_sums_that_agree_have_nothing_more_said_of_them(agreeing: Sums) -> None:
    assert said_of(agreeing) == ""


@pytest.mark.parametrize("off", [CENT, -CENT])
@pytest.mark.parametrize("name", SAID)
def test_each_sum_that_is_off_by_a_cent_is_noticed(name: str, off: Decimal) -> None:
    changed: dict[str, Any] = {name: str(Decimal(SAID[name]) + off)}
    assert said_of(sums(**changed))


@pytest.mark.parametrize(
    ("disagreeing", "sentence"),
    [
        (sums(total="158.56"), "the parts make 146.95, with taxes 158.55, not the total of 158.56"),
        (sums(total="146.94"), "the parts make 146.95, with taxes 158.55, not the total of 146.94"),
        (sums(taxes=None), "the parts make 146.95, not the total of 158.55"),
        (sums(total="0.00"), "the parts make 146.95, with taxes 158.55, not the total of 0.00"),
        (sums(tips="3.00"), "the parts make 149.95, with taxes 161.55, not the total of 158.55"),
        (sums(subtotal="150.00"), "lines of 150.00 less 10.00 of discount do not make the subtotal of 150.00"),
        (sums(subtotal="0.00", discount=None), "lines of 150.00 do not make the subtotal of 0.00"),
        (sums(subtotal="140.00", discounted=False), "lines of 150.00 do not make the subtotal of 140.00"),
        (sums(subtotal=None, discount=None), "the parts make 156.95, with taxes 168.55, not the total of 158.55"),
    ],
)
def test_sums_that_do_not_agree_are_told_with_both_amounts(disagreeing: Sums, sentence: str) -> None:
    assert said_of(disagreeing) == sentence


def test_where_an_export_says_no_total_or_neither_lines_nor_a_subtotal_there_is_nothing_to_compare() -> None:
    without_lines = an_order(lines=(), total_minor=15_855)

    assert said_of(sums(total=None)) is None
    assert disagreement(without_lines, sums(subtotal=None), 2) is None
    assert disagreement(without_lines, sums(), 2) == ""
    assert disagreement(without_lines, sums(total="158.56"), 2) != ""


@pytest.mark.parametrize(("units", "off"), [(1, 1), (2, 1), (3, 2), (7, 4)])
def test_rounded_unit_prices_may_be_off_by_half_a_cent_for_each_unit_and_no_more(units: int, off: int) -> None:
    order = an_order(lines=(a_line(quantity_milli=1_000 * units, unit_price=Decimal("1.00")),))

    for sign in (CENT, -CENT):
        near, far = (Sums({"total": units + sign * by}, rounded_prices=True) for by in (off, off + 1))
        assert disagreement(order, near, 2) == ""
        assert disagreement(order, far, 2)
        assert disagreement(order, Sums(near.said), 2)


def test_each_line_is_rounded_half_up_before_the_sum_is_made() -> None:
    half = a_line(quantity_milli=500, unit_price=Decimal("0.99"))

    assert disagreement(an_order(lines=(half, half)), Sums({"total": Decimal("1.00")}), 2) == ""
    assert disagreement(an_order(lines=(half, half)), Sums({"total": Decimal("0.99")}), 2)


@pytest.mark.parametrize(
    ("exponent", "price", "agreeing", "off"), [(0, "500", "1000", "1001"), (3, "0.125", "0.250", "0.251")]
)
def test_the_currency_decides_how_small_a_difference_counts(exponent: int, price: str, agreeing: str, off: str) -> None:
    order = an_order(lines=(a_line(unit_price=Decimal(price)),))

    assert disagreement(order, Sums({"total": Decimal(agreeing)}), exponent) == ""
    assert disagreement(order, Sums({"total": Decimal(off)}), exponent)


AMOUNTS = st.decimals(0, 10**6, places=2)


@given(st.lists(st.tuples(st.integers(1, 9), AMOUNTS), min_size=1), AMOUNTS, AMOUNTS, AMOUNTS, st.booleans())
def test_sums_made_of_an_order_agree_with_it_and_no_other_total_does(
    bought: list[tuple[int, Decimal]], shipping: Decimal, taxes: Decimal, tips: Decimal, within: bool
) -> None:
    order = an_order(lines=tuple(a_line(quantity_milli=1_000 * units, unit_price=price) for units, price in bought))
    subtotal = sum((units * price for units, price in bought), Decimal(0))
    total = subtotal + shipping + tips + (0 if within else taxes)
    said = {"subtotal": subtotal, "shipping": shipping, "taxes": taxes, "total": total}

    assert disagreement(order, Sums(said, tips, discounted_subtotal=True), 2) == ""
    if taxes != CENT:
        assert disagreement(order, Sums({**said, "total": total + CENT}, tips, discounted_subtotal=True), 2)


@pytest.mark.parametrize(
    "given",
    [
        sums(discount="4.95", subtotal="150.00", shipping="4.95", total="163.60"),  # shipping is given away
        sums(discount="14.95", total="153.60"),  # and 10.00 of the lines
        sums(discount="2.00", subtotal="150.00", total="166.55"),  # part of the shipping
    ],
)
def test_a_discount_on_shipping_agrees(given: Sums) -> None:
    assert said_of(given) == ""
    total = given.said["total"]
    assert said_of(Sums({**given.said, "total": total + CENT}, discounted_subtotal=True))
    assert said_of(Sums({**given.said, "total": total + given.said["shipping"]}, discounted_subtotal=True))


def test_where_the_column_of_shipping_is_cut_what_is_above_the_subtotal_says_nothing() -> None:
    assert said_of(sums(shipping=None)) is None
    assert said_of(sums(shipping=None, total="130.00"))  # below the subtotal it does
    assert said_of(sums(shipping=None, subtotal="150.00"))  # and so do lines that do not make it
