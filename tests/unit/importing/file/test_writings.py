"""Small files whose dates and amounts are written as shops, tills and spreadsheets of many places write them."""

from __future__ import annotations

import pytest
from regulars.facts.time import rfc3339

from testing.builders import a_tenant
from testing.files.read import FileRead, read_file

HEADER = "orderId,email,date,total\n"


def whole(*rows: str) -> bytes:
    return (HEADER + "".join(f"{row}\n" for row in rows)).encode()


def instants(read: FileRead) -> dict[str, str]:
    return {order.order_id: rfc3339(order.ordered_at_ms).removesuffix(".000Z") for order in read.orders}


def test_an_order_of_day_and_month_that_is_said_reads_the_file() -> None:
    content = whole("R-1,kim@example.org,04/05/2025,3.00", "R-2,lou@example.org,06/05/2025,4.50")

    day_first, month_first = read_file(content, dates="day-first"), read_file(content, dates="month-first")

    assert instants(day_first) == {"R-1": "2025-05-04T00:00:00", "R-2": "2025-05-06T00:00:00"}
    assert instants(month_first) == {"R-1": "2025-04-05T00:00:00", "R-2": "2025-06-05T00:00:00"}
    assert sum(order.gross_minor for order in day_first.orders) == 750
    assert "say which with --dates day-first or --dates month-first" in (read_file(content).refusal or "")


def test_one_file_may_write_its_dates_in_many_ways() -> None:
    written = {
        "M": '"May 7, 2025 8:15:01 PM"',
        "N": "07-mai.-25",
        "O": "May-17-25",
        "P": "17 May 2025",
        "Q": '"Wednesday, May 7, 2025"',
        "R": "17-May-25 08:15",
        "S": "1746605701",
        "T": "1746605701000",
        "U": "20250507",
        "V": "2025年5月7日",
        "W": "17.05.2025 08.15",
        "X": "2025-05-07T08:15:01+02:00[Europe/Berlin]",
    }

    read = read_file(whole(*(f"{name},kim@example.org,{date},1" for name, date in written.items())))

    assert read.refusals == []
    assert instants(read) == {
        "M": "2025-05-07T20:15:01",
        "N": "2025-05-07T00:00:00",
        "O": "2025-05-17T00:00:00",
        "P": "2025-05-17T00:00:00",
        "Q": "2025-05-07T00:00:00",
        "R": "2025-05-17T08:15:00",
        "S": "2025-05-07T08:15:01",
        "T": "2025-05-07T08:15:01",
        "U": "2025-05-07T00:00:00",
        "V": "2025-05-07T00:00:00",
        "W": "2025-05-17T08:15:00",
        "X": "2025-05-07T06:15:01",
    }


def test_a_date_that_was_never_is_refused_alone_and_a_far_one_is_not_about_zones() -> None:
    read = read_file(
        whole("A,a@b.org,2023-02-29,1", "B,a@b.org,2098-01-01,1", "C,a@b.org,0000-00-00,1", "D,a@b.org,soon,1")
    )

    assert read.refusals == [
        (2, "date", "2023-02-29 is no date or time that exists"),
        (3, "date", "2098-01-01 lies in the future"),
        (4, "date", "0000-00-00 is no date or time that exists"),
        (5, "date", "soon is no date such as 2025-10-15 08:30, 15 Oct 2025 or 2025-10-15T08:30:00Z"),
    ]


def test_the_hour_that_a_clock_change_repeats_is_told_by_offset_or_abbreviation() -> None:
    read = read_file(
        whole(
            "first,a@b.org,2024-10-27 02:15:00,1",
            "skipped,a@b.org,2024-03-31 02:15:00,1",
            "offset,a@b.org,2024-10-27 02:15:00 +0100,1",
            "word,a@b.org,2024-10-27 02:15:00 CET,1",
        ),
        timezone="Europe/Berlin",
    )

    assert instants(read) == {
        "first": "2024-10-27T00:15:00",
        "skipped": "2024-03-31T01:15:00",
        "offset": "2024-10-27T01:15:00",
        "word": "2024-10-27T01:15:00",
    }


def test_amounts_of_india_are_read_whole() -> None:
    rows = ('"₹2,34,567.50"', '"Rs. 2,499.00"', '"Rs 23,45,678"', '"INR 2,00,000.00"', '"₹ 599/-"', '"Rs.2,599/-"')
    content = whole(*(f"{name},{name}@b.org,2025-05-07,{cell}" for name, cell in zip("ABCDEF", rows, strict=True)))

    read = read_file(content, tenant=a_tenant(currency="INR"))

    assert read.refusals == []
    assert {order.order_id: order.gross_minor for order in read.orders} == {
        "A": 23_456_750,
        "B": 249_900,
        "C": 234_567_800,
        "D": 20_000_000,
        "E": 59_900,
        "F": 259_900,
    }


def test_a_back_office_writes_month_names_and_dollars() -> None:
    content = (
        b'Nr,"Purchase Date","Grand Total",Status,email,"Total Refunded"\n'
        b'000000071,"May 7, 2025 9:30:12 AM","$2,345.67",paid,kim@example.org,0.0000\n'
        b'000000072,"May 8, 2025 4:05:12 PM","$200.00",refunded,lou@example.org,200.0000\n'
    )
    mapping = {
        "orderId": "Nr",
        "orderedAt": "Purchase Date",
        "total": "Grand Total",
        "refundedAmount": "Total Refunded",
    }

    read = read_file(content, mapping=mapping)

    assert read.refusals == []
    assert instants(read) == {"000000071": "2025-05-07T09:30:12", "000000072": "2025-05-08T16:05:12"}
    assert read.by_id["000000071"].gross_minor == 234_567
    assert read.by_id["000000072"].status == "refunded"


def test_decimals_that_a_program_reckoned_in_floats_are_rounded_off() -> None:
    read = read_file(
        whole("A,a@b.org,2025-05-07,19.989999999999998", "B,b@b.org,2025-05-07,-7.1E-15", "C,c@b.org,2025-05-07,-0")
    )

    assert {order.order_id: order.gross_minor for order in read.orders} == {"A": 1_999, "B": 0, "C": 0}


def test_a_mark_with_three_digits_is_no_question_in_yen() -> None:
    content = whole('A,a@b.org,2025-05-07,"1,234"', "B,b@b.org,2025-05-07,2.345")

    read = read_file(content, tenant=a_tenant(currency="JPY", exponent=0))

    assert {order.order_id: order.gross_minor for order in read.orders} == {"A": 1_234, "B": 2_345}
    assert "--decimal" in (read_file(content).refusal or "")


@pytest.mark.parametrize(
    ("order_id", "email", "column"), [("T\ufffd", "a@b.org", "orderId"), ("T", "kim\ufffd@b.org", "email")]
)
def test_what_lost_its_characters_is_no_id_and_no_address(order_id: str, email: str, column: str) -> None:
    read = read_file(whole(f"{order_id},{email},2025-05-07,1", "U,kim@b.org,2025-05-07,1"))

    [(line, named, reason)] = read.refusals
    assert (line, named) == (2, column)
    assert "\ufffd" in reason or "lost" in reason
    assert list(read.by_id) == ["U"]
