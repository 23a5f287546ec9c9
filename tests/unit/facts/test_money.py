"""Money: half up, exponents, exchange rates, and shares that lose nothing (docs/scoring.md, Conventions)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars.facts.money import decimal_text, divide_half_up, line_amount, to_decimal, to_minor, without_noise

EXPONENTS = st.sampled_from([0, 2, 3, 4])


@pytest.mark.parametrize(
    ("amount", "exponent", "minor"),
    [
        ("12.345", 2, 1_235),
        ("12.344999", 2, 1_234),
        ("0.005", 2, 1),
        ("0.004999", 2, 0),
        ("2.5", 0, 3),
        ("3.5", 0, 4),
        ("2.499999", 0, 2),
        ("1.2345", 3, 1_235),
        ("1.2344", 3, 1_234),
        ("1000", 0, 1_000),
        ("10000000000000", 2, 10**15),
    ],
)
def test_an_amount_is_rounded_half_up_to_the_minor_unit_of_its_currency(amount: str, exponent: int, minor: int) -> None:
    assert to_minor(Decimal(amount), exponent) == minor


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("19.989999999999998", "19.990000"),
        ("0.30000000000000004", "0.300000"),
        ("12.3456785", "12.345679"),
        ("12.3456784999", "12.345678"),
        ("-12.3456785", "-12.345679"),
        ("12.345678", "12.345678"),
        ("12.50", "12.50"),
        ("7.105427357601002E-15", "0.000000"),
        ("-7.105427357601002E-15", "0.000000"),
        ("-0", "0"),
        ("-0.00", "0.00"),
        ("1E+3", "1E+3"),
        ("9" * 24 + ".9999999", "1" + "0" * 24 + ".000000"),
    ],
)
def test_decimals_that_only_floats_have_are_rounded_off_and_zero_has_no_minus(number: str, text: str) -> None:
    assert str(without_noise(Decimal(number))) == text


def test_a_number_may_keep_more_decimals_than_amounts_have() -> None:
    assert str(without_noise(Decimal("1.085499999999"), 8)) == "1.08550000"
    assert str(without_noise(Decimal("0.00667123"), 8)) == "0.00667123"


@given(minor=st.integers(0, 10**19), exponent=EXPONENTS)
def test_minor_units_survive_the_way_out_and_back(minor: int, exponent: int) -> None:
    assert to_minor(to_decimal(minor, exponent), exponent) == minor
    assert to_minor(Decimal(decimal_text(minor, exponent)), exponent) == minor


@pytest.mark.parametrize(
    ("minor", "exponent", "text"),
    [
        (124_550, 2, "1245.50"),
        (0, 2, "0.00"),
        (5, 2, "0.05"),
        (1_245, 0, "1245"),
        (1_245_500, 3, "1245.500"),
        (7, 3, "0.007"),
        (-5, 2, "-0.05"),
    ],
)
def test_money_as_text_has_all_decimals_of_its_currency(minor: int, exponent: int, text: str) -> None:
    assert decimal_text(minor, exponent) == text
    assert to_decimal(minor, exponent) == Decimal(text)


@pytest.mark.parametrize(
    ("numerator", "denominator", "quotient"),
    [(5, 2, 3), (7, 2, 4), (1, 3, 0), (2, 3, 1), (0, 9, 0), (10**18 + 1, 2, 5 * 10**17 + 1)],
)
def test_an_average_is_rounded_half_up_where_pythons_round_would_go_to_even(
    numerator: int, denominator: int, quotient: int
) -> None:
    assert divide_half_up(numerator, denominator) == quotient


@pytest.mark.parametrize(
    ("quantity_milli", "unit_price", "exponent", "amount_minor"),
    [
        (2_000, "12.50", 2, 2_500),
        (1_500, "0.33", 2, 50),  # 0.495
        (500, "0.01", 2, 1),  # 0.005, half a cent
        (499, "0.01", 2, 0),
        (1, "0.000001", 2, 0),
        (3_000, "0.333333", 0, 1),
        (1_500, "1", 0, 2),
        (1_000, "1.2345", 3, 1_235),
        (1_000, "0", 2, 0),
    ],
)
def test_a_lines_amount_is_quantity_times_price_rounded_half_up_once(
    quantity_milli: int, unit_price: str, exponent: int, amount_minor: int
) -> None:
    assert line_amount(quantity_milli, Decimal(unit_price), exponent) == amount_minor


@pytest.mark.parametrize(
    ("unit_price", "rate", "exponent", "amount_minor"),
    [
        ("10.00", "1.0855", 2, 1_086),  # 10.855
        ("10.00", "1.08549999", 2, 1_085),
        ("100", "0.00667", 2, 67),  # 0.667
        ("1", "149.5", 0, 150),
        # Rounded before the rate it would be 0.33 * 3 = 0.99.
        ("0.333333", "3", 2, 100),
        ("0.000001", "99999999.99999999", 2, 10_000),
    ],
)
def test_a_foreign_amount_is_multiplied_by_its_rate_before_it_is_rounded(
    unit_price: str, rate: str, exponent: int, amount_minor: int
) -> None:
    assert line_amount(1_000, Decimal(unit_price), exponent, Decimal(rate)) == amount_minor


def test_the_largest_amounts_lose_no_minor_unit_on_the_way() -> None:
    assert line_amount(999_999_999_999_999, Decimal("1.000001"), 2) == 100_000_099_999_999_999 // 1_000 + 1
    assert line_amount(1_000, Decimal("999999999999999.5"), 0) == 10**15
    assert line_amount(1_000, Decimal("999999999999999.499999"), 0) == 999_999_999_999_999
