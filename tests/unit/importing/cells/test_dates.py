"""Dates in every writing: read as they stand, decided by the whole file, or refused; never guessed."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars.facts.time import read_instant
from regulars.importing.cells import months, zones
from regulars.importing.cells.dates import DateOrder, read_date
from regulars.importing.cells.months import month_of
from regulars.importing.cells.written import LONGEST

from testing.files.seen import evidence

DAY, MONTH = DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST
NARROW = "\u202f"
any_order = pytest.mark.parametrize("order", [DAY, MONTH, None])


def available() -> list[str]:
    return (files("tzdata") / "zones").read_text().split()


@any_order
@pytest.mark.parametrize(
    "cell",
    [
        "2025-12-06",
        "2025-12-06 10:37",
        "2025-12-06T10:37:33",
        "2025-12-06T10:37:33.123Z",
        "2025-12-06T10:37:33+05:30",
        "2025-12-06 10:37:33 -0500",
        "2024-02-29",
    ],
)
def test_what_an_order_may_say_of_its_instant_stays_as_it_is(cell: str, order: DateOrder | None) -> None:
    assert read_date(cell, order) == cell


@any_order
@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("2025/12/06", "2025-12-06"),
        ("2025/3/4 9:05", "2025-03-04T09:05:00"),
        ("2025.03.04 09:05:07", "2025-03-04T09:05:07"),
        ("2025-3-4", "2025-03-04"),
        ("2025-12-06 10:37:33 UTC", "2025-12-06T10:37:33Z"),
        ("2025/12/06 10:37:33 -0500", "2025-12-06T10:37:33-05:00"),
        (" 2025-12-06\t10:37 ", "2025-12-06T10:37:00"),
    ],
)
def test_a_year_in_front_is_followed_by_the_month(cell: str, text: str, order: DateOrder | None) -> None:
    assert read_date(cell, order) == text


@pytest.mark.parametrize(
    ("cell", "day_first", "month_first"),
    [
        ("3/4/2025", "2025-04-03", "2025-03-04"),
        ("03/04/2025", "2025-04-03", "2025-03-04"),
        ("03.04.2025 9:05", "2025-04-03T09:05:00", "2025-03-04T09:05:00"),
        ("03-04-2025 09:05:07", "2025-04-03T09:05:07", "2025-03-04T09:05:07"),
        ("12/11/2025", "2025-11-12", "2025-12-11"),
        (f"3/4/2025, 9:05:07{NARROW}PM", "2025-04-03T21:05:07", "2025-03-04T21:05:07"),
        ("3/4/2025 9:05 +0200", "2025-04-03T09:05:00+02:00", "2025-03-04T09:05:00+02:00"),
    ],
)
def test_a_date_with_two_readings_is_read_in_the_order_given(cell: str, day_first: str, month_first: str) -> None:
    assert read_date(cell, DAY) == day_first
    assert read_date(cell, MONTH) == month_first


@pytest.mark.parametrize(
    ("cell", "words"), [("03/04/2025", "3 April or 4 March"), ("12.1.2025", "12 January or 1 Dec")]
)
def test_without_an_order_a_date_with_two_readings_is_refused_with_both(cell: str, words: str) -> None:
    with pytest.raises(ValueError, match=f"^is {words}.*: say which with --dates day-first or --dates month-first$"):
        read_date(cell, None)


@pytest.mark.parametrize(
    ("cell", "text", "contradicted", "month"),
    [
        ("13/12/2025", "2025-12-13", MONTH, 13),
        ("12/13/2025", "2025-12-13", DAY, 13),
        ("31.1.2025", "2025-01-31", MONTH, 31),
    ],
)
def test_a_date_with_one_reading_is_refused_where_the_file_is_read_in_the_other(
    cell: str, text: str, contradicted: DateOrder, month: int
) -> None:
    assert read_date(cell, None) == text
    assert read_date(cell, MONTH if contradicted is DAY else DAY) == text
    with pytest.raises(ValueError, match=f"^has no month {month}, read {contradicted}$"):
        read_date(cell, contradicted)


@any_order
def test_where_day_and_month_are_the_same_no_order_is_needed(order: DateOrder | None) -> None:
    assert read_date("5/5/2025", order) == "2025-05-05"


@pytest.mark.parametrize(
    ("half_day", "hour"),
    [("12:00 AM", "00:00"), ("12:59 am", "00:59"), ("1:00 AM", "01:00"), ("11:59 AM", "11:59"), ("12:00 PM", "12:00"),
     ("12:59PM", "12:59"), ("1:00 pm", "13:00"), ("11:59 PM", "23:59"), ("12 AM", "00:00"), ("9am", "09:00"),
     ("9 p.m.", "21:00")],
)  # fmt: skip
def test_twelve_is_the_first_hour_of_each_half_day(half_day: str, hour: str) -> None:
    assert read_date(f"25/12/2025 {half_day}", None) == f"2025-12-25T{hour}:00"
    assert read_date(f"2025-12-25 {half_day}", None) == f"2025-12-25T{hour}:00"


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("20000", "1954-10-03"),
        ("45992", "2025-12-01"),
        ("45992.0", "2025-12-01"),
        ("45992.5", "2025-12-01T12:00:00"),
        ("45992,5", "2025-12-01T12:00:00"),
        ("45992.430555555555", "2025-12-01T10:20:00"),
        ("45992.430555556", "2025-12-01T10:20:00"),
        ("45992.99999", "2025-12-01T23:59:59"),
        ("45992.999999", "2025-12-02T00:00:00"),
        ("60000", "2064-04-08"),
        ("60000.75", "2064-04-08T18:00:00"),
    ],
)
def test_a_number_is_the_day_of_a_spreadsheet(cell: str, text: str) -> None:
    assert read_date(cell, None) == text


@any_order
@pytest.mark.parametrize(
    "cell",
    [
        "", " ", "x", "19999", "19999.9", "60001", "45992.", "45992.5.5", "+45992", "999999999", "4102444800",
        "1735689600x", "٤٥٩٩٢",
        "0٣/04/2025", "6 Dek 2025", "6 Dec", "Dec 2025", "May 2025 5", "Order 6 Dec 2025", "2025-W45-3",
        "2025", "12/2025", "25/12-2025", "25/12/2025x", "25/12/20255", "225/12/2025",
        "2025-12-06 x", "25/12/2025 10", "25/12/2025 10:5", "25/12/2025 10:05 XM", "2025-12-06T10:37:33 +5",
        "25/12/2025 -0500", "2025-01-01 9",
    ],
)  # fmt: skip
def test_what_is_no_date_is_refused_with_one_that_is(cell: str, order: DateOrder | None) -> None:
    with pytest.raises(ValueError, match=r"^is no date such as 2025-10-15 08:30, "):
        read_date(cell, order)


@any_order
@pytest.mark.parametrize(
    "cell",
    [
        "2025-02-31", "2025/02/31", "2023-02-29", "31/02/2025", "29.02.2023", "02/29/2023", "31.4.2025", "00/00/2025",
        "2025-13-01", "2025-00-10", "0000-01-01", "1/1/0000", "2025-01-01 24:00", "2025/01/01 24:00", "1/1/2025 24:00",
        "1/1/2025 23:60", "1/1/2025 23:59:60", "1/1/2025 13:00 PM", "1/1/2025 0:30 AM", "2025-01-01 13:00 PM",
        "2025-01-01 13 PM", "2025-01-01 0 AM",
        "2025-01-01T00:00:00+25:00",
    ],
)  # fmt: skip
def test_a_day_or_time_that_never_was_is_refused(cell: str, order: DateOrder | None) -> None:
    with pytest.raises(ValueError, match=r"^(is no date or time that exists|has no month \d\d, read [a-z]+-first)$"):
        read_date(cell, order)


@pytest.mark.parametrize(
    ("cell", "day_first", "month_first"),
    [
        ("3/4/25", "2025-04-03", "2025-03-04"),
        ("03.04.25 10:00", "2025-04-03T10:00:00", "2025-03-04T10:00:00"),
        ("12-11-06", "2006-11-12", "2006-12-11"),
        ("3/4/25 9:05 PM", "2025-04-03T21:05:00", "2025-03-04T21:05:00"),
        ("3/4/70", "1970-04-03", "1970-03-04"),
        ("3/4/69", "2069-04-03", "2069-03-04"),
    ],
)
def test_a_year_of_two_digits_is_read_once_an_order_is_said(cell: str, day_first: str, month_first: str) -> None:
    assert read_date(cell, DAY) == day_first
    assert read_date(cell, MONTH) == month_first


@any_order
@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("Dec 6, 2025 9:30:12 AM", "2025-12-06T09:30:12"),
        ("Dec 6, 2025, 9:30:12 PM", "2025-12-06T21:30:12"),
        ("6 Dec 2025", "2025-12-06"),
        ("6-Dec-2025", "2025-12-06"),
        ("06DEC2025", "2025-12-06"),
        ("06-dic.-26", "2026-12-06"),
        ("Dec-18-26", "2026-12-18"),
        ("13-Dec-25 09:30", "2025-12-13T09:30:00"),
        ("Saturday, December 6, 2025", "2025-12-06"),
        ("Sat, 06 Dec 2025 09:30:12 +0000", "2025-12-06T09:30:12+00:00"),
        ("Sat Dec  6 09:30:12 2025", "2025-12-06T09:30:12"),
        ("Sat Dec 06 2025 09:30:12 GMT+0100 (Central European Standard Time)", "2025-12-06T09:30:12+01:00"),
        ("December 6th, 2025", "2025-12-06"),
        ("2025-Dec-06", "2025-12-06"),
        ("6. Dezember 2025, 14:05 Uhr", "2025-12-06T14:05:00"),
        ("6 de diciembre de 2025", "2025-12-06"),
        ("1er août 2025 à 9h30", "2025-08-01T09:30:00"),
        ("mar. 6 mai 2025", "2025-05-06"),
        ("Mar 5, 2025", "2025-03-05"),
        ("6 декабря 2025", "2025-12-06"),
        ("6 Aralık 2025 10.30", "2025-12-06T10:30:00"),
        ("6.XII.2025", "2025-12-06"),
        ("20251206", "2025-12-06"),
        ("20251206T093012Z", "2025-12-06T09:30:12Z"),
        ("20251206093012", "2025-12-06T09:30:12"),
        ("20251206 09:30", "2025-12-06T09:30:00"),
        ("2025年12月6日", "2025-12-06"),
        ("2025年12月6日 9:30", "2025-12-06T09:30:00"),
        ("2025년 12월 6일", "2025-12-06"),
        ("2025. 12. 6.", "2025-12-06"),
        ("1765013412", "2025-12-06T09:30:12Z"),
        ("1765013412.5", "2025-12-06T09:30:12Z"),
        ("1765013412345", "2025-12-06T09:30:12.345Z"),
        ("1000000000", "2001-09-09T01:46:40Z"),
        ("4102444799", "2099-12-31T23:59:59Z"),
        ("13.12.2025 09.30", "2025-12-13T09:30:00"),
        ("13/12/2025 à 09:30", "2025-12-13T09:30:00"),
        ("2025-12-06 9:30 p.m.", "2025-12-06T21:30:00"),
        ("2025-12-06 09:30:12,5", "2025-12-06T09:30:12.5"),
        ("2025-12-06 09:30:12+00", "2025-12-06T09:30:12+00:00"),
        ("\u200e13\u200e/\u200e12\u200e/\u200e2025", "2025-12-13"),
    ],
)
def test_dates_are_taken_as_programs_and_people_write_them(cell: str, text: str, order: DateOrder | None) -> None:
    if cell.startswith(("13.", "13/", "\u200e")) and order is MONTH:
        return
    assert read_date(cell, order) == text
    assert evidence(cell.encode().decode("latin-1")).local is (read_instant(text).tzinfo is None)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("2025-10-26 02:30:00 CET", "2025-10-26T02:30:00+01:00"),
        ("2025-10-26 02:30:00 CEST", "2025-10-26T02:30:00+02:00"),
        ("2025-10-26 02:30 MEZ", "2025-10-26T02:30:00+01:00"),
        ("2025-12-06 09:30:00 EST", "2025-12-06T09:30:00-05:00"),
        ("2025-12-06 09:30:00 NST", "2025-12-06T09:30:00-03:30"),
        ("2025-12-06 09:30:00 GMT", "2025-12-06T09:30:00Z"),
        ("2025-12-06 09:30:00 UTC+2", "2025-12-06T09:30:00+02:00"),
        ("2025-12-06T09:30:00+01:00[Europe/Berlin]", "2025-12-06T09:30:00+01:00"),
        ("2025-10-26T02:30:00+01:00[Europe/Berlin]", "2025-10-26T02:30:00+01:00"),
        ("2025-10-26T02:30:00+02:00[Europe/Berlin]", "2025-10-26T02:30:00+02:00"),
        ("2025-12-06T09:30[Europe/Berlin]", "2025-12-06T08:30:00.000Z"),
        ("2025-07-06 09:30 Europe/Berlin", "2025-07-06T07:30:00.000Z"),
        ("2025-12-06 09:30 America/Argentina/Buenos_Aires", "2025-12-06T12:30:00.000Z"),
    ],
)
def test_zones_are_offsets_names_and_abbreviations_of_one_meaning(cell: str, text: str) -> None:
    assert read_date(cell, None) == text
    assert not evidence(cell).local


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("2025-12-06 09:30 CST", "is in CST, which names several time zones: write the offset, such as -06:00"),
        ("2025-12-06 09:30 XYZ", "is in XYZ, which is not a time zone: give an IANA name such as Europe/London"),
        ("2025-12-06 09:30 Europe/Berln", "is in Europe/Berln, which is not a time zone: did you mean Europe/Berlin?"),
        ("2025-12-06T09:30:00+03:00[Europe/Berlin]", "has the offset +03:00, which Europe/Berlin does not have then"),
        ("2025-12-06T09:30:00+25:00", "is no date or time that exists"),
        ("0001-01-01 00:00 Asia/Tokyo", "must not lie before 1970"),
    ],
)
def test_a_zone_that_means_several_or_nothing_is_refused(cell: str, reason: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(reason)}$"):
        read_date(cell, None)


@pytest.mark.long
def test_an_abbreviation_that_is_taken_has_one_offset_in_the_time_zone_database() -> None:
    meant: dict[str, set[int]] = {}
    for zone in (ZoneInfo(name) for name in available() if not name.startswith("Etc/")):
        for month in range(12 * 25):
            moment = datetime(2000 + month // 12, month % 12 + 1, 15, tzinfo=UTC).astimezone(zone)
            offset = moment.utcoffset()
            assert offset is not None
            meant.setdefault(str(moment.tzname()), set()).add(offset // timedelta(minutes=1))

    for name, minutes in zones._OFFSETS.items():
        assert meant.get(name, {minutes}) == {minutes}
    assert {name for name in zones._SHARED if len(meant.get(name, ())) > 1} >= {"CST", "CDT", "IST", "PST"}


def test_every_name_of_a_month_stands_for_one_month() -> None:
    named = [name for names in months._MONTHS.split("\n\n") for name in names.split()]

    assert len(named) == len(set(named))
    assert {month_of(name) for name in ("Jan", "ene", "STYCZNIA", "січ", "I")} == {1}
    assert {month_of(name) for name in ("december", "Dez.", "joulukuuta", "déc", "груд", "XII")} == {12}
    assert month_of("Order") is None


moments = st.datetimes(datetime(1970, 1, 1), datetime(9999, 12, 31)).map(lambda moment: moment.replace(microsecond=0))


@given(
    moment=moments,
    mark=st.sampled_from("/.-"),
    clock=st.sampled_from([" %H:%M:%S", " %I:%M:%S %p", f", %I:%M:%S{NARROW}%p", "T%H:%M:%S"]),
    is_padded=st.booleans(),
)
def test_an_instant_reads_back_from_every_writing(moment: datetime, mark: str, clock: str, is_padded: bool) -> None:
    day, month, year = f"{moment.day:02}", f"{moment.month:02}", f"{moment.year:04}"
    if not is_padded:
        day, month = str(moment.day), str(moment.month)
    time = moment.strftime(clock)

    for order, parts in ((DAY, (day, month, year)), (MONTH, (month, day, year)), (None, (year, month, day))):
        cell = mark.join(parts) + time
        decided = evidence(cell).decided(order)
        assert read_instant(read_date(cell, decided)) == moment
        assert evidence(cell).local
    if moment.day > 12 or moment.day == moment.month:
        for parts in ((day, month, year), (month, day, year)):
            cell = mark.join(parts) + time
            assert read_instant(read_date(cell, evidence(cell).decided(None))) == moment


@given(seconds=st.integers(0, 40_000 * 86_400), decimals=st.integers(6, 11), mark=st.sampled_from(".,"))
def test_an_instant_reads_back_from_the_day_of_a_spreadsheet(seconds: int, decimals: int, mark: str) -> None:
    moment = datetime(1954, 10, 3) + timedelta(seconds=seconds)
    days = (moment - datetime(1899, 12, 30)) / timedelta(days=1)
    cell = f"{days:.{decimals}f}".replace(".", mark)

    assert read_instant(read_date(cell, None)) == moment


@given(moment=moments, offset=st.sampled_from(["", "Z", "+00:00", "-05:00", "+0530"]), mark=st.sampled_from("T "))
def test_what_an_order_may_say_reads_as_itself(moment: datetime, offset: str, mark: str) -> None:
    cell = moment.isoformat(mark) + offset

    assert read_date(cell, None) == cell
    assert evidence(cell).local is (offset == "")
    assert evidence(cell).examples == (cell,)


@given(cell=st.text() | st.text("0123459/.-: +TZAPM,", max_size=25), order=st.sampled_from([DAY, MONTH, None]))
def test_any_text_is_an_instant_that_an_order_takes_or_refused(cell: str, order: DateOrder | None) -> None:
    seen = evidence(cell)
    assert seen.decided(DAY) is DAY
    try:
        text = read_date(cell, order)
    except ValueError:
        return
    assert read_instant(text).tzinfo is None or not seen.local


@pytest.mark.parametrize("text", ["9", "1/", " ", "2025-", "25/12/2025", "\u00e9"])
def test_a_cell_of_a_megabyte_is_no_date(text: str) -> None:
    for cell in (text * 2**20, text * 2**20 + "25/12/2025", "25/12/2025" + text * 2**20):
        with pytest.raises(ValueError, match=r"^is no date such as "):
            read_date(cell, None)
        seen = evidence(cell)
        assert (seen.decided(None), seen.examples, seen.local) == (None, (), False)


@pytest.mark.parametrize("date", ["25/12/2025", "2025-12-25", "Dec 25, 2025"])
def test_a_date_of_the_longest_length_is_read_and_one_more_character_is_not(date: str) -> None:
    longest, longer = (date + " " * (length - len(date)) for length in (LONGEST, LONGEST + 1))

    assert LONGEST == 100
    assert read_date(longest, None) == "2025-12-25"
    assert evidence(longest).local
    with pytest.raises(ValueError, match=r"^is no date such as "):
        read_date(longer, None)
    assert not evidence(longer).local
