"""What a dry run tells a merchant, so that they see that their file was understood."""

from __future__ import annotations

import hashlib

import pytest

from testing.files.oddities import GOOD_FILES
from testing.files.read import read_file

GERMAN = (
    "sep=;\norder_id;email;Datum;total;Größe\n"
    "1;a@example.com;03/04/2025 10:00;12,50;S\n2;a@example.com;13/04/2025;1.234;M\n"
).encode("cp1252")


def test_the_file_is_told_with_every_choice_that_was_made() -> None:
    report = read_file(GERMAN, mapping={"orderedAt": "Datum"}, timezone="Europe/Berlin").report

    assert {name: report[name] for name in ("format", "preset", "encoding", "separator", "currency", "timezone")} == {
        "format": "csv",
        "preset": None,
        "encoding": "windows-1252",
        "separator": ";",
        "currency": "USD",
        "timezone": "Europe/Berlin",
    }
    assert report["decimals"] == {"total": "comma"}
    assert report["mapping"] == {
        "orderedAt": "Datum",
        "orderId": "order_id",
        "customer.email": "email",
        "total": "total",
    }
    assert report["ignoredColumns"] == ["Größe"]
    assert report["sha256"] == hashlib.sha256(GERMAN).hexdigest()
    assert [(row["status"], row["orders"], row["amount"]) for row in report["statuses"]] == [("paid", 2, "1246.50")]


def test_dates_are_shown_as_they_stand_and_as_they_were_read_in_the_zone() -> None:
    report = read_file(GERMAN, mapping={"orderedAt": "Datum"}, timezone="Europe/Berlin").report

    assert (report["dates"], report["localTimes"]) == ("day-first", True)
    assert report["dateExamples"] == [
        {"text": "03/04/2025 10:00", "readAs": "2025-04-03T08:00:00.000Z"},
        {"text": "13/04/2025", "readAs": "2025-04-12T22:00:00.000Z"},
    ]


@pytest.mark.parametrize(
    ("number", "preset", "encoding", "separator", "agree"),
    [
        # Its total holds shipping and taxes, of which it has no columns: nothing is said where they are in it.
        (0, None, "utf-8", ",", 1),
        (1, None, "utf-8", ";", None),
        (2, "Shopify orders export", "utf-8", ",", 12),
        # The order that was refunded as a whole has no lines left in this export, and so nothing to compare.
        (3, "WooCommerce Advanced Order Export", "utf-16", "\t", 11),
        (4, "WooCommerce Order Export & Order Import", "windows-1252", "|", 12),
        (5, None, "utf-8", None, None),
    ],
)
def test_each_kind_of_file_is_told_by_its_name_and_an_export_proves_its_sums(
    number: int, preset: str | None, encoding: str, separator: str | None, agree: int | None
) -> None:
    report = read_file(GOOD_FILES[number], timezone="America/New_York").report

    assert (report["preset"], report["encoding"], report["separator"]) == (preset, encoding, separator)
    assert (report["reconciliation"] and report["reconciliation"]["agree"]) == agree
    assert report["format"] == ("jsonl" if number == 5 else "csv")


def test_a_file_that_is_refused_is_told_as_far_as_it_was_understood() -> None:
    report = read_file(b"order_id;email;date;total\n1;a@example.com;03/04/2025;5\n").report

    assert (report["separator"], report["mapping"]["orderedAt"], report["rows"]) == (";", "date", 0)
    assert (report["encoding"], report["orders"]) == (None, {})
