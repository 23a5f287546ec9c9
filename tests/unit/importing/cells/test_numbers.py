"""Numbers in every writing: read exactly, decided by their column, or refused; never guessed."""

from __future__ import annotations

import pickle
import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from iso4217 import Currency
from regulars.errors import FileRefused
from regulars.importing.cells.digits import LONGEST
from regulars.importing.cells.months import is_month
from regulars.importing.cells.numbers import DecimalMark, NumberColumn, contradicts, read_number
from regulars.importing.cells.signs import SIGNS

from testing.files.seen import column, decides

POINT, COMMA = DecimalMark.POINT, DecimalMark.COMMA
NBSP, NARROW = "\u00a0", "\u202f"
either_mark = pytest.mark.parametrize("mark", [POINT, COMMA, None])


@either_mark
@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("0", "0"),
        ("007", "007"),
        ("12.50", "12.50"),
        ("12,5", "12.5"),
        ("1.234,50", "1234.50"),
        ("1,234.50", "1234.50"),
        ("1,234.567", "1234.567"),
        ("1.234.567,8", "1234567.8"),
        ("1.234.567", "1234567"),
        ("1,234,567", "1234567"),
        ("12,34,567", "1234567"),
        ("1,00,000.00", "100000.00"),
        ("0.125", "0.125"),
        ("0,125", "0.125"),
        ("00.125", "00.125"),
        ("1234.567", "1234.567"),
        ("1234,567", "1234.567"),
        (".500", "0.500"),
        (",5", "0.5"),
        ("12.", "12"),
        ("12.3456", "12.3456"),
        ("1 234,50", "1234.50"),
        (f"1{NBSP}234{NBSP}567,50", "1234567.50"),
        (f"1{NARROW}234.567", "1234.567"),
        ("1'234.50", "1234.50"),
        ("1’234’567", "1234567"),
        (" 12.50\t", "12.50"),
        ("'12.50", "12.50"),
        ("+12.50", "12.50"),
    ],
)
def test_a_number_with_one_reading_needs_no_mark(cell: str, text: str, mark: DecimalMark | None) -> None:
    assert read_number(cell, mark) == (text, "")


@pytest.mark.parametrize(
    ("cell", "with_point", "with_comma"),
    [
        ("1.234", "1.234", "1234"),
        ("1,234", "1234", "1.234"),
        ("-12,345", "-12345", "-12.345"),
        ("999.000", "999.000", "999000"),
        ("010.125", "010.125", "010125"),
    ],
)
def test_three_digits_behind_the_one_mark_are_read_by_the_mark_given(
    cell: str, with_point: str, with_comma: str
) -> None:
    assert read_number(cell, POINT).text == with_point
    assert read_number(cell, COMMA).text == with_comma
    with pytest.raises(ValueError, match=r"^is \d+ or \d+\.\d{3}: say which with --decimal point\|comma$"):
        read_number(cell, None)


@pytest.mark.parametrize(
    "cell",
    [
        "(12.50)", "-12.50", "12.50-", "−12.50", "12.50−", "- 12.50", "12.50 -", "( 12.50 )",
        "($12.50)", "$(12.50)", "$-12.50", "-$12.50", "- $ 12.50", "12.50 $-", "12.50- $", "(12.50) $", "(12.50 $)",
    ],
)  # fmt: skip
def test_a_minus_or_brackets_make_it_negative(cell: str) -> None:
    assert read_number(cell, None) == ("-12.50", "$" if "$" in cell else "")


@either_mark
@pytest.mark.parametrize(
    ("cell", "text", "sign"),
    [
        ("12,-", "12.00", ""),
        ("12.-", "12.00", ""),
        ("12.–", "12.00", ""),
        ("12,--", "12.00", ""),
        ("12,— €", "12.00", "€"),
        ("€ 1.234,-", "1234.00", "€"),
        ("Fr. 1'234.-", "1234.00", "Fr."),
        ("kr 1 234,-", "1234.00", "kr"),
        ("₹ 499/-", "499", "₹"),
        ("Rs.1,499/-", "1499", "Rs."),
        ("₹ 1,23,456/-", "123456", "₹"),
        ("KSh 499/=", "499", "KSh"),
        ("499.50/-", "499.50", ""),
        ("499 /-", "499", ""),
        ("-12,-", "-12.00", ""),
    ],
)
def test_a_dash_in_the_place_of_cents_says_that_there_are_none(
    cell: str, text: str, sign: str, mark: DecimalMark | None
) -> None:
    assert read_number(cell, mark) == (text, sign)


@either_mark
@pytest.mark.parametrize(("cell", "text"), [("7.105427357601002E-15", 0), ("-1.5e-7", "-0.00000015"), ("5E-324", 0)])
def test_what_floats_leave_of_nothing_is_next_to_nothing(cell: str, text: str | int, mark: DecimalMark | None) -> None:
    assert Decimal(read_number(cell, mark).text) == pytest.approx(Decimal(text), abs=Decimal("1e-14"))


def test_amounts_of_a_currency_without_decimals_leave_nothing_open() -> None:
    seen = NumberColumn()
    for line, cell in enumerate(["1.234", "1,234", "1.234", "999"], 2):
        seen.see(line, cell, has_decimals=False)
    assert seen.decided("total", None, None) is None

    seen.see(6, "1.234")
    with pytest.raises(FileRefused, match=r"^Line 6: 1\.234 "):
        seen.decided("total", None, None)


@pytest.mark.parametrize("cell", ["-0", "(0.00)", "−0,00", "0-"])
def test_zero_has_no_minus(cell: str) -> None:
    assert not read_number(cell, None).text.startswith("-")


@pytest.mark.parametrize(
    ("cell", "text", "sign"),
    [
        ("€ 12,50", "12.50", "€"),
        (f"12,50{NBSP}€", "12.50", "€"),
        ("US$ 1,234.50", "1234.50", "US$"),
        ("$12.50 USD", "12.50", "$ USD"),
        ("12.50 kr.", "12.50", "kr."),
        ("Rs.500", "500", "Rs."),
        ("Rs. 1,23,456.78", "123456.78", "Rs."),
        ("S/.50", "50", "S/."),
        ("$.50", "0.50", "$"),
        ("R$ 1.234,50", "1234.50", "R$"),
        ("CHF 1'234.50", "1234.50", "CHF"),
        ("1234,50 zł", "1234.50", "zł"),
        ("12 Kc\u030c", "12", "Kč"),
        ("500 руб.", "500", "руб."),
        ("د.إ.\u200f\u00a012.50", "12.50", "د.إ."),
        ("3 pcs", "3", "pcs"),
    ],
)
def test_signs_and_letters_at_the_ends_are_set_apart(cell: str, text: str, sign: str) -> None:
    assert read_number(cell, None) == (text, sign)


@either_mark
@pytest.mark.parametrize(
    "cell",
    [
        "", " ", "-", "()", ".", "€", "free", "NaN", "inf", "Infinity", "0x1F", "12a5", "12/5", "12:30", "12\x0050",
        "12.3.4", "1.234.56", "1,2345,678", "1.234,567,8", "1,234.567.890", ",234.50", "1234,567,890", "1.23,45.6",
        "12 34", "1 2 3", "1 234 56", "1'23", "1 234'567", "12 .50", "0170 1234567",
        "5%", "#12", "~12", "12*", "12@", "12 /", "/12", "12 (3)", "USD.50", "abc.50", "kr,50", "A" * 21 + "12",
        "(12", "12)", "((12))", "(-12)", "-(12)", "--12", "-12-", "+-12", "12+", "12.50,-", "12,---",
        "12/", "1.234.-", "12-/",
        "١٢", "1٢3", "١2", "12²", "½", "\uff11\uff12", "Ⅻ", "9" * 101,
    ],
)  # fmt: skip
def test_what_is_no_number_is_refused(cell: str, mark: DecimalMark | None) -> None:
    with pytest.raises(ValueError, match=r"^is no number such as 1234\.50$"):
        read_number(cell, mark)


@pytest.mark.parametrize("cell", ["1e5", "1.5E+3", "-25E-7", "12k", "1.5M", "3 Mio.", "2 lakh", "1.2万"])
def test_a_shortened_number_is_never_read_as_its_first_digits(cell: str) -> None:
    with pytest.raises(ValueError, match=r"^is a shortened number: write out all of its digits$"):
        read_number(cell, POINT)


@either_mark
@pytest.mark.parametrize(
    "cell",
    [
        "Sep 99", "Dez 50", "12. Mai", "12. Mär", "05. Okt", "May-25", "2-Jan", "2-JAN", "janv-25", "12.maj", "12.V",
        "VIII 99", "12.май", "Sept. 9", "5 March",
    ],
)  # fmt: skip
def test_what_a_spreadsheet_has_made_a_date_of_is_never_read_as_its_day_or_year(
    cell: str, mark: DecimalMark | None
) -> None:
    with pytest.raises(ValueError, match=r"^is a date that a spreadsheet has made of a number: import the export"):
        read_number(cell, mark)


def test_no_sign_of_a_currency_is_a_months_name() -> None:
    assert not [sign for sign in (*SIGNS, *(currency.code for currency in Currency)) if is_month(sign)]


@either_mark
@pytest.mark.parametrize("cell", ["9" * 25, "9" * 25 + ".5", "0." + "3" * 25, "1 234" + " 567" * 8])
def test_a_number_longer_than_any_order_takes_is_refused(cell: str, mark: DecimalMark | None) -> None:
    with pytest.raises(ValueError, match=r"^has more than 24 digits on one side of its decimal mark$"):
        read_number(cell, mark)


@either_mark
def test_a_number_has_24_digits_on_either_side(mark: DecimalMark | None) -> None:
    assert read_number("9" * 24 + "." + "3" * 24, mark).text == "9" * 24 + "." + "3" * 24


@given(
    amount=st.decimals(0, 10**12, places=4).map(Decimal.normalize) | st.integers(0, 10**12).map(Decimal),
    is_negative=st.booleans(),
    group=st.sampled_from(["", " ", NBSP, NARROW, "'", "’", ".", ","]),
    mark=st.sampled_from(DecimalMark),
    affixes=st.sampled_from([("", ""), ("€", ""), ("", " EUR"), ("US$ ", ""), ("kr. ", ""), ("", f"{NBSP}zł")]),
    minus=st.sampled_from([("-", ""), ("", "-"), ("−", ""), ("(", ")")]),
)
def test_a_number_reads_back_from_every_writing_or_is_refused_as_having_two(
    amount: Decimal,
    is_negative: bool,
    group: str,
    mark: DecimalMark,
    affixes: tuple[str, str],
    minus: tuple[str, str],
) -> None:
    character = "." if mark is POINT else ","
    if group == character:
        group = ""
    whole, _, decimals = f"{amount:f}".partition(".")
    written = f"{int(whole):,}".replace(",", group) + (character + decimals if decimals else "")
    before, after = minus if is_negative else ("", "")
    cell = f"{affixes[0]}{before}{written}{after}{affixes[1]}"

    for decided in (mark, column(cell).decided("total", mark, None)):
        read = read_number(cell, decided)
        assert Decimal(read.text) == (-amount if is_negative else amount)
        assert read.sign == "".join(affixes).strip().replace(NBSP, "")
    if decides(cell):
        assert Decimal(read_number(cell, None).text) == (-amount if is_negative else amount)
    else:
        with pytest.raises(ValueError, match="--decimal"):
            read_number(cell, None)


@given(
    cell=st.text() | st.text("0123456789.,'-() €kr\u00a0\u202f", max_size=20),
    mark=st.sampled_from([POINT, COMMA, None]),
)
def test_any_text_is_a_plain_number_or_refused(cell: str, mark: DecimalMark | None) -> None:
    assert column(cell).decided("total", POINT, None) in (POINT, COMMA, None)
    try:
        text, sign = read_number(cell, mark)
    except ValueError:
        return
    assert re.fullmatch(r"-?[0-9]{1,24}(\.[0-9]{1,24})?", text)
    assert contradicts(sign, "XXX") in (True, False)
    assert read_number(text, POINT) == (text, "")


@pytest.mark.parametrize("text", ["9", "1.", " ", "1 ", "1,234.", "€", "(", "-", "'"])
def test_a_cell_of_a_megabyte_is_no_number(text: str) -> None:
    for cell in (text * 2**20, text * 2**20 + "12", "12" + text * 2**20):
        with pytest.raises(ValueError, match=r"^is no number "):
            read_number(cell, None)
        assert column(cell).decided("total", None, None) is None


@pytest.mark.parametrize(
    ("sign", "currency"),
    [
        ("€", "USD"), ("EUR", "USD"), ("eur", "USD"), ("$", "EUR"), ("US$", "CAD"), ("C$", "USD"), ("$ USD", "CAD"),
        ("kr", "EUR"), ("kr.", "USD"), ("£", "EUR"), ("¥", "USD"), ("₹", "PKR"), ("Rs.", "EUR"), ("R$", "USD"),
        ("R", "EUR"), ("zł", "CZK"), ("лв.", "EUR"), ("S/.", "USD"), ("Euro", "USD"), ("€ USD", "USD"),
    ],
)  # fmt: skip
def test_a_sign_of_another_currency_contradicts(sign: str, currency: str) -> None:
    assert contradicts(sign, currency)


@pytest.mark.parametrize(
    ("sign", "currency"),
    [
        ("", "EUR"), ("€", "EUR"), ("EUR", "EUR"), ("Eur", "EUR"), ("$", "USD"), ("$", "CAD"), ("$", "AUD"),
        ("$", "MXN"), ("US$", "USD"), ("$ USD", "USD"), ("A$", "AUD"),
        ("kr", "SEK"), ("kr.", "DKK"), ("Kr", "NOK"), ("kr", "ISK"),
        ("£", "GBP"), ("£", "EGP"), ("¥", "JPY"), ("¥", "CNY"), ("Rs.", "INR"), ("Rs", "PKR"), ("S/.", "PEN"),
        ("KČ", "CZK"), ("pcs", "EUR"), ("€", ""), ("USD", ""), ("incl. VAT", "EUR"), ("ABCDEF", "USD"),
    ],
)  # fmt: skip
def test_a_sign_of_this_currency_and_one_that_nobody_knows_do_not(sign: str, currency: str) -> None:
    assert not contradicts(sign, currency)


def test_every_sign_is_looked_up_as_it_is_kept_and_stands_for_currencies_that_exist() -> None:
    known = {currency.code for currency in Currency} | {"BGN"}  # the lev, which the euro replaced in 2026

    for sign, codes in SIGNS.items():
        assert sign == sign.casefold().rstrip(".")
        assert codes
        assert codes <= known


@pytest.mark.parametrize("beside", ["{}12,50", "12,50{}"])
def test_a_cell_of_the_longest_length_is_read_and_one_more_character_is_not(beside: str) -> None:
    longest, longer = (beside.format(" " * (length - 5)) for length in (100, 101))

    assert (len(longest), len(longer)) == (LONGEST, LONGEST + 1)
    assert read_number(longest, None).text == "12.50"
    assert column(longest, "1.234").decided("total", None, None) is COMMA
    with pytest.raises(ValueError, match=r"^is no number "):
        read_number(longer, None)
    assert column(longer).decided("total", None, None) is None


def test_a_cell_beyond_the_longest_length_is_not_kept() -> None:
    assert len(pickle.dumps(column("1," * 2**19, "x" * 101))) < 1_000


def test_a_sign_has_twenty_characters_at_most() -> None:
    assert read_number("A" * 20 + "12", None).sign == "A" * 20
    with pytest.raises(ValueError, match=r"^is no number "):
        read_number("A" * 21 + "12", None)
