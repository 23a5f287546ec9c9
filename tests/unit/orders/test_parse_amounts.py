"""The amounts of one order: numbers, lines and total, refunds, currencies.

See docs/api.md, Orders; docs/scoring.md, Conventions.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from regulars.facts.money import to_minor
from regulars.facts.order import OrderStatus, Original

from testing.builders import a_tenant
from testing.orders.parsing import line, parsed, refused

YEN, DINAR = a_tenant(currency="JPY", exponent=0), a_tenant(currency="KWD", exponent=3)


@pytest.mark.parametrize(
    ("quantity", "quantity_milli"),
    [
        (1, 1_000),
        (2.5, 2_500),
        ("2.5", 2_500),
        ("0.001", 1),
        (0.001, 1),
        ("1.000000", 1_000),
        ("+3", 3_000),
        (1e3, 10**6),
        (0.1 + 0.2, 300),
        ("1.00000000000000001", 1_000),
    ],
)
def test_a_quantity_is_a_json_number_or_a_decimal_string_above_zero(quantity: Any, quantity_milli: int) -> None:
    assert parsed(lines=[line(quantity=quantity)]).lines[0].quantity_milli == quantity_milli


@pytest.mark.parametrize(
    ("quantity", "message"),
    [
        (-1, "must be 0 or more"),
        ("-0.001", "must be 0 or more"),
        (Decimal("-1e400"), "must be 0 or more"),
        (Decimal("1e400"), "is too large"),
        ("0.0005", "must have at most 3 decimals"),
        (1.0005, "must have at most 3 decimals"),
        (10**15, "is too large"),
        ("1e3", "must be a number with a decimal point, such as 12.50"),
        ("1,5", "must be a number with a decimal point, such as 12.50"),
        ("1 000", "must be a number with a decimal point, such as 12.50"),
        ("", "must be a number with a decimal point, such as 12.50"),
        ("NaN", "must be a number with a decimal point, such as 12.50"),
        ("٣", "must be a number with a decimal point, such as 12.50"),
        (float("nan"), "must be a number"),
        (float("inf"), "must be a number"),
        (True, "must be a number"),
        (None, "must be a number"),
        ([1], "must be a number"),
    ],
)
def test_any_other_quantity_is_refused(quantity: Any, message: str) -> None:
    assert refused(lines=[line(quantity=quantity)]) == {"lines[0].quantity": message}


@pytest.mark.parametrize(
    ("unit_price", "amount_minor"), [(0, 0), ("0.000001", 0), ("0.005", 1), ("0.004999", 0), (12.345678, 1_235)]
)
def test_a_unit_price_is_zero_or_more_with_up_to_six_decimals(unit_price: Any, amount_minor: int) -> None:
    assert parsed(lines=[line(unitPrice=unit_price)]).lines[0].amount_minor == amount_minor


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (0.1 + 0.2, "0.300000"),
        ("12.3400000000000002", "12.340000"),
        (Decimal("1") / 3, "0.333333"),
        ("0.0000005", "0.000001"),
        (Decimal("5.55e-17"), "0.000000"),
        (-5.55e-17, "0.000000"),
        ("-0", "0"),
        (-0.0, "0.0"),
        ("-0.00", "0.00"),
    ],
)
def test_what_floats_leave_behind_the_sixth_decimal_is_rounded_off_and_minus_zero_is_zero(
    given: Any, kept: str
) -> None:
    assert str(parsed(lines=[line(unitPrice=given)]).lines[0].unit_price) == kept
    assert parsed(total=given).total_minor == to_minor(Decimal(kept), 2)


def test_a_rate_is_rounded_to_its_eight_decimals() -> None:
    order = parsed(currency="EUR", exchangeRate="1.0834567891234", total=1)

    assert order.original is not None
    assert order.original.exchange_rate == Decimal("1.08345679")


@pytest.mark.parametrize("unit_price", ["-0.01", "-0.000001"])
def test_a_unit_price_below_zero_is_refused(unit_price: Any) -> None:
    assert refused(lines=[line(unitPrice=unit_price)]) == {"lines[0].unitPrice": "must be 0 or more"}


@pytest.mark.parametrize("nothing", [0, "0.000", "-0", 1e-9])
def test_a_line_of_quantity_zero_is_no_line(nothing: Any) -> None:
    order = parsed(lines=[line("pot", quantity=nothing), line(quantity=1)])

    assert [one.product_id for one in order.lines] == ["tea"]
    assert parsed(lines=[line(quantity=nothing)], total=5).lines == ()
    assert refused(lines=[line(quantity=nothing)]) == {"lines": "must hold a quantity above 0 where no total is given"}


@pytest.mark.parametrize("field", ["total", "refundedAmount"])
@pytest.mark.parametrize("amount", [-1, "-0.01", "x", True, "1,50"])
def test_a_total_and_a_refund_are_numbers_of_zero_or_more(field: str, amount: Any) -> None:
    assert list(refused(**{field: amount})) == [field]


def test_amounts_up_to_ten_to_the_fifteen_minor_units_are_taken() -> None:
    assert parsed(total=10**13, lines=[]).total_minor == 10**15
    assert refused(total="10000000000000.01", lines=[]) == {"total": "is too large an amount"}
    assert parsed(tenant=DINAR, total=10**12, lines=[]).total_minor == 10**15
    assert refused(tenant=DINAR, total="1000000000000.001", lines=[]) == {"total": "is too large an amount"}


def test_a_line_or_a_sum_of_lines_beyond_that_is_refused() -> None:
    huge = line(quantity=10**9, unitPrice=10_000)  # exactly 10^15 cents
    assert parsed(lines=[huge]).gross_minor == 10**15
    assert refused(lines=[huge, line(unitPrice="0.01")]) == {"lines": "is too large an amount"}
    assert refused(lines=[line(quantity=10**9, unitPrice="10000.01")], total=5) == {"total": "is too large an amount"}


def test_lines_may_be_empty_or_missing_where_a_total_is_given() -> None:
    assert parsed(lines=[], total=5).gross_minor == 500
    assert parsed(lines=..., total=5).lines == ()
    assert parsed(lines=[], total=0).gross_minor == 0


@pytest.mark.parametrize("lines", [[], ...])
def test_without_a_total_there_must_be_a_line(lines: Any) -> None:
    assert list(refused(lines=lines)) == ["lines"]


def test_an_order_may_have_1000_lines_and_no_more() -> None:
    assert parsed(lines=[line()] * 1_000).gross_minor == 1_000_000
    assert refused(lines=[line()] * 1_001) == {"lines": "must hold at most 1000 lines"}


@pytest.mark.parametrize("lines", ["x", {"productId": "tea"}, 7])
def test_lines_that_are_no_list_are_refused(lines: Any) -> None:
    assert list(refused(lines=lines)) == ["lines"]


def test_a_line_that_is_no_object_is_named_with_its_index() -> None:
    assert refused(lines=[line(), "tea"]) == {"lines[1]": "must be an object"}


def test_the_total_is_the_orders_and_not_the_lines() -> None:
    order = parsed(lines=[line(unitPrice=10), line(productId="pot", unitPrice=20)], total="33.30")

    assert (order.gross_minor, [one.amount_minor for one in order.lines]) == (3_330, [1_000, 2_000])


def test_each_line_is_rounded_half_up_before_they_are_summed() -> None:
    assert parsed(lines=[line(unitPrice="0.005")] * 3).gross_minor == 3


@pytest.mark.parametrize(
    ("tenant", "unit_price", "minor"),
    [(YEN, "10.5", 11), (YEN, "10.49", 10), (DINAR, "1.2345", 1_235), (DINAR, "1", 1_000)],
)
def test_amounts_are_in_the_minor_units_of_the_tenants_currency(tenant: Any, unit_price: str, minor: int) -> None:
    assert parsed(tenant=tenant, lines=[line(unitPrice=unit_price)]).gross_minor == minor


@pytest.mark.parametrize(
    ("status", "refund", "stored"),
    [
        ("paid", ..., "paid"),
        ("paid", 0, "paid"),
        ("paid", "0.01", "partially_refunded"),
        ("paid", "24.99", "partially_refunded"),
        ("paid", "25.00", "refunded"),
        ("partially_refunded", "0.01", "partially_refunded"),
        ("partially_refunded", 25, "refunded"),
        ("refunded", ..., "refunded"),
        ("refunded", 25, "refunded"),
        ("refunded", 0, "refunded"),
        ("cancelled", 10, "cancelled"),
        ("pending", ..., "pending"),
    ],
)
def test_the_refund_decides_between_paid_partially_refunded_and_refunded(status: str, refund: Any, stored: str) -> None:
    assert parsed(status=status, refundedAmount=refund).status == stored


@pytest.mark.parametrize("refund", ["0.01", 10, "24.99"])
def test_refunded_with_less_than_the_total_says_two_things_and_is_refused(refund: Any) -> None:
    assert refused(status="refunded", refundedAmount=refund) == {
        "refundedAmount": "is less than the order's total of 25.00, which the status refunded says was paid back: give "
        "the status partially_refunded, or leave the amount out"
    }
    assert parsed(status="partially_refunded", refundedAmount=10).spend_minor == 1_500


@pytest.mark.parametrize("status", ["paid", "partially_refunded", "refunded", "cancelled", "pending"])
def test_a_refund_of_more_than_the_total_is_refused(status: str) -> None:
    assert refused(status=status, refundedAmount="25.01") == {
        "refundedAmount": "is more than the order's total of 25.00"
    }
    assert refused(status=status, total=20, refundedAmount="20.01") == {
        "refundedAmount": "is more than the order's total of 20.00"
    }


@pytest.mark.parametrize("refund", [..., 0])
def test_partially_refunded_without_an_amount_is_refused(refund: Any) -> None:
    assert list(refused(status="partially_refunded", refundedAmount=refund)) == ["refundedAmount"]


def test_a_free_order_that_is_paid_stays_paid() -> None:
    assert parsed(total=0, lines=[], refundedAmount=0).status is OrderStatus.PAID


@pytest.mark.parametrize("given", [{}, {"currency": "USD"}, {"currency": "USD", "exchangeRate": 1}])
def test_the_tenants_own_currency_needs_no_rate(given: dict[str, Any]) -> None:
    order = parsed(**given)

    assert (order.gross_minor, order.original) == (2_500, None)


@pytest.mark.parametrize("given", [{"exchangeRate": "1.1"}, {"currency": "USD", "exchangeRate": "1.1"}])
def test_a_rate_for_the_tenants_own_currency_is_refused(given: dict[str, Any]) -> None:
    assert list(refused(**given)) == ["exchangeRate"]


def test_another_currency_without_a_rate_is_refused() -> None:
    assert list(refused(currency="EUR")) == ["currency"]


def test_another_currencys_amounts_are_multiplied_per_line_half_up_and_the_original_is_kept() -> None:
    order = parsed(
        currency="EUR",
        exchangeRate="1.08555555",
        total="20.00",
        refundedAmount="3.00",
        lines=[line(unitPrice="9.99"), line(productId="pot", unitPrice="10.01")],
    )

    assert [one.amount_minor for one in order.lines] == [1_084, 1_087]  # 10.8446..., 10.8664...
    assert [one.unit_price for one in order.lines] == [Decimal("9.99"), Decimal("10.01")]
    assert (order.total_minor, order.refunded_minor) == (2_171, 326)
    assert order.original == Original(
        currency="EUR", exchange_rate=Decimal("1.08555555"), total=Decimal("20.00"), refunded=Decimal("3.00")
    )


def test_an_amount_with_a_rate_is_rounded_once() -> None:
    assert (
        parsed(tenant=YEN, currency="USD", exchangeRate="149.5", lines=[line(unitPrice="0.333333")]).gross_minor == 50
    )


@pytest.mark.parametrize("rate", [0, -1, "0.000000001", "x", True])
def test_a_rate_is_above_zero_with_up_to_eight_decimals(rate: Any) -> None:
    assert list(refused(currency="EUR", exchangeRate=rate)) == ["exchangeRate"]
    assert parsed(currency="EUR", exchangeRate="0.00000001").gross_minor == 0


@pytest.mark.parametrize("currency", ["usd", "Usd", " usd "])
def test_a_currency_code_may_be_in_any_case(currency: str) -> None:
    assert parsed(currency=currency) == parsed()
    foreign = parsed(currency="eur", exchangeRate=2).original
    assert foreign is not None
    assert foreign.currency == "EUR"


@pytest.mark.parametrize("currency", ["US", "EURO", "", 7, "E R", "\u0131nr", "$"])
def test_a_currency_is_three_letters(currency: Any) -> None:
    assert list(refused(currency=currency)) == ["currency"]


def test_ten_to_the_fifteen_yen_are_taken() -> None:
    assert parsed(tenant=a_tenant(currency="JPY", exponent=0), total=10**15, lines=[]).total_minor == 10**15
