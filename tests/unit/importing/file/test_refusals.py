"""What is refused, and with which words: they name the line, the column and the value, and what to do about it."""

from __future__ import annotations

import gzip
from typing import Any

import pytest
from regulars.importing.file import read as read_module

from testing.files.read import read_file
from testing.files.rows import HEADER, NAMES, row, rows

SAVE = "save it as CSV (UTF-8) and upload that."
ANALYTICS = "Date,Order #,Status,Customer,Customer type,Product(s),Items sold,N. Revenue\n"


LARGE = rows(*[row()] * 40)


@pytest.mark.parametrize(
    ("content", "options", "sentence"),
    [
        (b"PK\x03\x04", {}, f"The file is a workbook or a zip archive: {SAVE}"),
        (b"\xd0\xcf\x11\xe0", {}, f"The file is an old Excel workbook: {SAVE}"),
        (b"\n<!DOCTYPE html>", {}, f"The file is HTML or XML, not CSV: {SAVE}"),
        (b"%PDF-1.7", {}, "The file is a PDF: upload the orders as CSV (UTF-8) or JSON lines."),
        (b"", {}, "The file is empty."),
        (gzip.compress(gzip.compress(rows())), {}, "The file is gzip within gzip: compress it once."),
        (gzip.compress(rows())[:-9], {}, "Line 1: the gzip file ends too early: upload it again, whole."),
        (
            rows() + b"2,b\x81b,2025-01-02,paid,cup,1,9\n",
            {},
            f"Line 3: is neither UTF-8 nor Windows-1252, as if a Mac or DOS program wrote it: {SAVE}",
        ),
        (rows() + b"2,\0", {}, f"Line 3: the file holds binary data: {SAVE}"),
        (
            rows().replace(b"\n", b"\r"),
            {},
            "Line 1: holds a bare carriage return: save the file with ordinary line ends.",
        ),
        (rows(row(customer_id="x" * 1_048_577)), {}, "Line 3: a cell is larger than 1 MB: is a closing quote missing?"),
        (rows(row(customer_id='"bob')), {}, "Line 3: a quoted cell is never closed."),
        (HEADER.encode(), {}, "Line 1: there are no rows below the header."),
        (
            rows(),
            {"countPending": "fulfilled"},
            "Line 1: no column says which orders are fulfilled: leave countPending out.",
        ),
        (f"sep=,\n{HEADER}\n,,,,,,\n".encode(), {}, "Line 2: there are no rows below the header."),
        (rows() + rows(), {}, "Line 3: repeats the header: these are several files in one."),
        (rows() + b"\xef\xbb\xbf" + rows(), {}, "Line 3: repeats the header: these are several files in one."),
        (
            rows() + b"\xef\xbb\xbf" + rows().replace(b"order_id", b'"order_id"'),
            {},
            "Line 3: repeats the header: these are several files in one.",
        ),
        (b"[{}]", {}, "Line 1: is a JSON array: write one order a line, without brackets around them."),
        (b"\n{\n}", {}, "Line 2: is JSON over several lines: write one order a line."),
        (
            b'{"orderId": "1"}',
            {"dates": "day-first"},
            "The file has JSON lines, which have no columns: leave dates out.",
        ),
        (
            b"order_id,Order ID,customer_id,date,total\n1,1,ann,2025-01-02,5\n",
            {},
            "Line 1: the header names the column order_id twice, and orderId would be taken from it: rename one of "
            "them, or take orderId from no column with --map orderId=-.",
        ),
        (
            b"Invoice,Order Number,customer_id,date,total\n1,1,ann,2025-01-02,5\n",
            {},
            "Line 1: Invoice and Order Number both look like orderId: choose one with --map orderId=Column.",
        ),
        (
            b"order_id,customer_id,total\n1,ann,5\n",
            {},
            "Line 1: there is no column for orderedAt: name it with --map orderedAt=Column; "
            "the header has order_id, customer_id, total.",
        ),
        (
            rows(),
            {"mapping": {"orderId": "Nr"}},
            f"Line 1: there is no column Nr to take orderId from; the header has {', '.join(NAMES)}.",
        ),
        (
            rows(),
            {"preset": "shopify"},
            "Line 1: this is not the export that shopify names: "
            "it has the columns Name, Financial Status, Lineitem name.",
        ),
        (
            f"{ANALYTICS}2025,1,2,3,4,5,6,7\n".encode(),
            {},
            "Line 1: this is the export of WooCommerce's own Analytics, which has neither e-mail addresses nor prices: "
            "export the orders with the plugin Advanced Order Export For WooCommerce (woo-order-export-lite), or with "
            "Order Export & Order Import for WooCommerce, and import that file.",
        ),
        (
            (HEADER + row(unit_price='"€ 1,234"') + row(unit_price="5")).encode(),
            {},
            "Line 2: 1,234 in the column unit_price is 1234 with a decimal point or 1.234 with a decimal comma, "
            "and no other cell of the column decides: say which with --decimal point|comma.",
        ),
        (
            rows(row(unit_price='"1,234"'), row(unit_price='"12,5"')),
            {},
            "Line 3: 1,234 in the column unit_price is 1234 with a decimal point or 1.234 with a decimal comma, "
            "and the column has 1.50 (line 2) as well as 12,5 (line 4): say which with --decimal point|comma.",
        ),
        (
            rows(row(ordered_at="03/04/2025")),
            {},
            "Line 3: 03/04/2025 in the column ordered_at is 3 April or 4 March, and no other date decides: "
            "say which with --dates day-first or --dates month-first.",
        ),
        (
            rows(row(ordered_at="13/04/2025"), row(order_id="3", ordered_at="04/13/2025")),
            {},
            "Line 4: 04/13/2025 in the column ordered_at and 13/04/2025 on line 3 cannot both be read: one has the day "
            "first, one the month; say which with --dates day-first or --dates month-first.",
        ),
    ],
)
def test_a_file_is_refused_in_one_sentence(content: bytes, options: dict[str, Any], sentence: str) -> None:
    assert read_file(content, **options).refusal == sentence


@pytest.mark.parametrize("content", [LARGE, gzip.compress(LARGE), LARGE.decode().encode("utf-16")])
def test_more_than_the_bound_is_refused_however_small_the_upload_is(
    monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    monkeypatch.setattr(read_module, "MOST_BYTES", 1_000)
    monkeypatch.setattr(read_module, "_BLOCK", 500)

    assert (read_file(content).refusal or "").endswith(": the file is larger than 2 GB decompressed: cut it up.")
