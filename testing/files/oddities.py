"""Good files, and what may stand in their cells instead; and what must be true of a file however odd it is."""

from __future__ import annotations

import csv
import io
import json
import re
from itertools import chain

from hypothesis import strategies as st

from testing.exports import amazon, ebay, grids, market, plain, shopify, square, stripe, woo_advanced, woo_basic
from testing.files.read import FileRead

_SALES = market.sales(7, 12)
NOBODY = "names no customer"
GOOD_FILES = [
    plain.table(_SALES).csv(),
    plain.orders_table(_SALES).csv(separator=";", encoding="utf-8-sig", newline="\r\n", quoted=True),
    shopify.table(_SALES).csv(),
    woo_advanced.table(_SALES).csv(separator="\t", encoding="utf-16"),
    woo_basic.table(_SALES).csv(encoding="cp1252", separator="|"),
    b'{"orderId": "1", "customerId": "ann", "orderedAt": "2025-01-02", "status": "paid", "total": 5.5}\n' * 3,
    amazon.table(_SALES).csv(separator="\t"),
    ebay.content(_SALES, "%Y-%m-%d"),
    square.table(_SALES).csv(encoding="utf-8-sig", newline="\r\n"),
    stripe.table(_SALES).csv(),
    grids.prestashop(_SALES).csv(separator=";").replace("\u202f".encode(), b" ").replace("€".encode(), b""),
]
# A good row of each kind of file, by its columns.
GOOD_ROWS: list[dict[str, str]] = [
    {"order_id": "1", "customer_id": "ann", "ordered_at": "2025-01-02", "status": "paid", "total": "3.00",
     "product_id": "tea", "quantity": "2", "unit_price": "1.50", "version": "", "updated_at": ""},
    {"Name": "#1", "Email": "a@example.com", "Financial Status": "paid", "Fulfillment Status": "fulfilled",
     "Created at": "2025-02-06 10:37:33 -0500", "Cancelled at": "", "Currency": "USD", "Subtotal": "3.00",
     "Shipping": "0.00", "Taxes": "0.00", "Total": "3.00", "Discount Amount": "0.00", "Refunded Amount": "0.00",
     "Id": "5230000001001", "Phone": "", "Lineitem quantity": "2", "Lineitem name": "Tea", "Lineitem price": "1.50",
     "Lineitem sku": "T1"},
    {"order_id": "1", "order_date": "2025-01-02 10:37:33", "status": "completed", "order_total": "20.00",
     "shipping_total": "0", "customer_id": "7", "billing_email": "a@example.com", "refund_items": "",
     "line_item_1": "name:Tea|sku:T1|quantity:2|total:20.00", "line_item_2": ""},
]  # fmt: skip
CELLS = st.text(max_size=6) | st.sampled_from(
    [
        "", " ", "1", "2", "0", "-1", "1.234", "1,234", "12.50", "1e5", "9" * 24, "9" * 25, "0." + "0" * 23 + "1",
        "(5)", "€ 3", "NaN", "2025-01-02", "03/04/2025", "13/04/2025", "04/13/2025", "45000", "45000,5",
        "9999-12-31T23:59:59-23:59", "0001-01-01", "9999-12-31", "1/1/0000", "paid", "refunded", "partially_refunded",
        "wc-completed", "pending", "fulfilled", "Offen", "USD", "EUR", "usd", "ann", "a@example.com", "+49 170 12",
        "#1", "'00123", "=1+1", "C536379", "5.23E+12", "17850.0", "Tip", "tea", "\u00a0", "\ud7ff", "é", "guest-x",
        "name:Tea|sku:T1|quantity:2|total:20.00", "name:Tea|quantity:0|total:0", "name:Tea|quantity:-1|total:1",
        "name:Tea|quantity:0.000001|total:" + "9" * 20, "name:Tea|quantity:3|total:1e5", "name:Tea|total:1",
        "amount:5.00|reason:Broken", "amount:x", "amount:" + "9" * 24, '"', '"a"b', "a\nb", "\r", "x" * 600,
    ]
)  # fmt: skip
OPTIONS = st.fixed_dictionaries(
    {},
    optional={
        "dates": st.sampled_from(["day-first", "month-first"]),
        "decimal": st.sampled_from(["point", "comma"]),
        "statuses": st.just({"Offen": "paid"}),
        "timezone": st.sampled_from(["Asia/Tokyo", "America/New_York"]),
    },
)


def accounted(read: FileRead) -> FileRead:
    """Every row is in one order, which is written or refused as a whole; the refused rows are all in their file."""
    assert len(json.dumps(read.report, ensure_ascii=False).encode()) < 200_000
    if read.refusal is not None:
        assert re.match(r"Line \d+: |The file |JSON lines ", read.refusal), read.refusal
        assert read.refusal.endswith(".")
        assert (read.orders, read.refused, read.groups) == ([], [], [])
        return read
    lines = list(chain(*read.groups))
    refused = {row.line for row in read.refused}
    held = [group for group in read.groups if refused.intersection(group)]
    assert read.manifest.rows == len(lines) == len(set(lines)) == read.report["rows"]
    assert sorted(chain(*held)) == sorted(row.line for row in read.refused)
    assert len(read.orders) == len(read.groups) - len(held)
    told = {row.line for row in read.refused if not row.held or row.reason.startswith(NOBODY)}
    assert all(told.intersection(group) for group in held)
    assert all(row.reason for row in read.refused)
    written = csv.reader(io.StringIO(read.refused_file, newline=""), delimiter=read.manifest.dialect.separator or ",")
    assert len(list(written)) == len(read.refused) + bool(read.refused)
    return read
