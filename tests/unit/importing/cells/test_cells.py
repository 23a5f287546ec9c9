"""One cell as a plain number, an instant or an id; what spreadsheets have done to it is undone, or refused."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars.importing.cells.cells import clean, identity, instant, number
from regulars.importing.cells.dates import DateOrder
from regulars.importing.cells.numbers import DecimalMark
from regulars.importing.job.refused import escaped

POINT, COMMA = DecimalMark.POINT, DecimalMark.COMMA


@pytest.mark.parametrize(
    ("cell", "cleaned"),
    [
        (" a ", "a"),
        ("\u00a0a\u2003", "a"),
        ("'00123", "00123"),
        ("'75008", "75008"),
        ("'=1+1", "=1+1"),
        ("'-6", "-6"),
        ("'+49", "+49"),
        ("'@home", "@home"),
        (" '00123 ", "00123"),
        ("'tis", "'tis"),
        ("''00", "''00"),
        ("' 12", "' 12"),
        ("12'", "12'"),
        ("'", "'"),
        ("", ""),
    ],
)
def test_spaces_and_the_guard_of_a_spreadsheet_are_taken_off_and_nothing_else(cell: str, cleaned: str) -> None:
    assert clean(cell) == cleaned


@given(st.text().map(str.strip).filter(lambda cell: not cell.startswith("'")))
def test_what_we_escape_in_files_that_we_write_comes_back(cell: str) -> None:
    assert clean(escaped(cell)) == cell


@pytest.mark.parametrize("sign", "=+-@＝＋－＠")
def test_nothing_that_a_spreadsheet_computes_stands_first_in_a_file_that_we_write(sign: str) -> None:
    assert escaped(f"{sign}1+1") == f"'{sign}1+1"
    assert clean(f"'{sign}1+1") == f"{sign}1+1"


@pytest.mark.parametrize("cell", ["5.23E+12", "5,23E+12", "5E+12", "1.2345678e+15", "5.23e+7"])
def test_an_id_that_a_spreadsheet_has_rounded_is_lost(cell: str) -> None:
    for is_number in (False, True):
        with pytest.raises(ValueError, match=r"^was rounded by a spreadsheet, its digits are lost: import the export"):
            identity(cell, number=is_number)


@pytest.mark.parametrize("cell", ["5.23E12", "E+12", "55.23E+12", "5.23E-12", "A5.23E+12", "5.23E+12B", "SIZE+5"])
def test_an_id_that_only_looks_a_little_so_is_an_id(cell: str) -> None:
    assert identity(cell) == identity(cell, number=True) == cell


@pytest.mark.parametrize(
    "cell",
    ["#N/A", "#NV", "#N/D", "#REF!", "#BEZUG!", "#WERT!", "#DIV/0!", "#NAME?", "#ЗНАЧ!", "#NULL!", "####", "######"],
)
def test_an_error_of_a_spreadsheet_is_no_id(cell: str) -> None:
    for word in (False, True):
        with pytest.raises(ValueError, match=r"^is an error of a spreadsheet: mend it there, or leave the cell blank$"):
            identity(cell, word=word)


@pytest.mark.parametrize("cell", ["#1050", "#", "##", "#A", "#N", "#NA1", "#B-12", "N/D", "#DE1001"])
def test_an_id_that_begins_with_a_hash_is_an_id(cell: str) -> None:
    assert identity(cell) == cell


@pytest.mark.parametrize("cell", ["NULL", "null", "nan", "NaN", "None", "N/A", "undefined"])
def test_a_word_for_nothing_is_no_id_but_may_be_a_product(cell: str) -> None:
    assert identity(cell, word=True) == cell
    with pytest.raises(ValueError, match=r"^says that there is none: leave the cell blank$"):
        identity(cell, number=True)


@pytest.mark.parametrize(
    ("cell", "customer"),
    [
        ("17850.0", "17850"),
        ("17850", "17850"),
        ("0.0", "0"),
        ("17850.00", "17850.00"),
        ("17850.5", "17850.5"),
        ("v17850.0", "v17850.0"),
        ("1.2.0", "1.2.0"),
        ("00123", "00123"),
    ],
)
def test_a_customer_that_a_spreadsheet_took_for_a_number_is_the_number_again(cell: str, customer: str) -> None:
    assert identity(cell, number=True) == customer
    assert identity(cell) == cell


@pytest.mark.parametrize(
    ("cell", "mark", "text"),
    [
        ("12.50", None, "12.50"),
        ("12.50", COMMA, "12.50"),
        ("1.234", POINT, "1.234"),
        ("1.234", COMMA, "1234"),
        ("1.234,50", None, "1234.50"),
        ("-12.50", None, "-12.50"),
        ("$ 12.50", None, "12.50"),
        ("12.50 USD", None, "12.50"),
        ("US$12.50", None, "12.50"),
        ("12.50 pcs", None, "12.50"),
        ("12,-", None, "12.00"),
        ("19.989999999999998", None, "19.990000"),
        ("-0.0000001", None, "0.000000"),
        ("7.105427357601002E-15", None, "0.000000"),
        ("-0", None, "0"),
        ("12.345678", None, "12.345678"),
    ],
)
def test_a_number_is_read_by_the_mark_of_its_column(cell: str, mark: DecimalMark | None, text: str) -> None:
    assert number(cell, mark, "USD") == text


@pytest.mark.parametrize(
    ("cell", "currency", "sign"),
    [("€ 5", "USD", "€"), ("$5", "EUR", "$"), ("5 EUR", "USD", "EUR"), ("5 kr", "EUR", "kr"), ("CA$5", "USD", "CA$")],
)
def test_a_sign_of_another_currency_is_refused_where_it_is_money(cell: str, currency: str, sign: str) -> None:
    with pytest.raises(ValueError, match=re.escape(f"is in {sign}, but the order is in {currency}")):
        number(cell, None, currency)
    assert number(cell, None, "") == "5"


@pytest.mark.parametrize(("cell", "sign"), [("abc29", "abc"), ("29 pcs", "pcs"), ("€ 29", "€"), ("29 USD", "USD")])
def test_what_is_no_money_has_neither_letters_nor_a_sign(cell: str, sign: str) -> None:
    with pytest.raises(ValueError, match=f"^has {sign} beside the number: write the number alone$"):
        number(cell, None, None)


@pytest.mark.parametrize("cell", ["1.234", "1,234"])
def test_three_digits_behind_one_mark_are_thousands_in_a_currency_without_decimals(cell: str) -> None:
    assert number(cell, None, "JPY") == "1234"
    for currency in ("USD", "TND", "XXX", None):
        with pytest.raises(ValueError, match="say which with --decimal"):
            number(cell, None, currency)


def test_a_mark_that_the_column_has_shown_stands_also_in_a_currency_without_decimals() -> None:
    assert number("1.234", POINT, "JPY") == "1.234"
    assert number("1,234", POINT, "JPY") == "1234"


def test_an_exchange_rate_keeps_its_own_number_of_decimals() -> None:
    assert number("0.00667123", None, None, most_decimals=8) == "0.00667123"
    assert number("1.085499999999", None, None, most_decimals=8) == "1.08550000"


@pytest.mark.parametrize(
    ("cell", "currency"), [("$5", "CAD"), ("$5", "MXN"), ("5 kr", "NOK"), ("¥5", "JPY"), ("£5", "GBP")]
)
def test_a_sign_that_several_currencies_share_fits_each_of_them(cell: str, currency: str) -> None:
    assert number(cell, None, currency) == "5"


def test_a_field_that_counts_whatever_its_sign_loses_its_minus() -> None:
    assert number("-5.00", None, "USD", unsigned=True) == "5.00"
    assert number("(5.00)", None, "USD", unsigned=True) == "5.00"
    assert number("5.00", None, "USD", unsigned=True) == "5.00"


@pytest.mark.parametrize("digits", ["١٢", "12²", "１２"])
def test_only_ascii_digits_are_digits(digits: str) -> None:
    with pytest.raises(ValueError, match="no number"):
        number(digits, POINT, "USD")


def test_an_instant_is_read_in_the_order_of_the_file() -> None:
    assert instant("03/04/2025", DateOrder.DAY_FIRST) == "2025-04-03"
    assert instant("03/04/2025", DateOrder.MONTH_FIRST) == "2025-03-04"
    assert instant("2025-12-06 10:37:33 -0500", None) == "2025-12-06 10:37:33 -0500"
