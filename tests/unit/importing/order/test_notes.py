"""What a report says of single orders: two statements of one refund, orders twice in a file, orders of nobody."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from regulars.importing.job.chunk import ChunkResult
from regulars.importing.job.totals import Totals
from regulars.importing.order.notes import EXAMPLES, Kind, Note

from testing.builders import a_tenant
from testing.files.read import FileRead, read_file

OWN = "order_id,email,order_date,total,State,Paid back\n"
OWN_OPTIONS: dict[str, Any] = {"mapping": {"status": "State", "refundedAmount": "Paid back"}}
WOO = (
    "Order ID,Order Number,Order Status,Order Date,Email (Billing),Item Name,SKU,Quantity,Item Cost,"
    "Order Total Amount,Order Refund Amount\n"
)
SHOPIFY = (
    "Name,Email,Phone,Financial Status,Subtotal,Total,Created at,Lineitem quantity,Lineitem name,Lineitem price,"
    "Lineitem sku,Refunded Amount\n"
)
LINES = "order_id,email,order_date,sku,qty,price\n"
TEA, POT = "P-1,ann@example.com,2025-10-06,TEA,1,10.00\n", "P-1,ann@example.com,2025-10-06,POT,1,20.00\n"


def own(*rows: str, statuses: dict[str, str] | None = None) -> FileRead:
    content = OWN + "".join(f"{at},a{at}@example.com,2025-10-06,20.00,{row}\n" for at, row in enumerate(rows, 1))
    return read_file(content.encode(), **{**OWN_OPTIONS, "statuses": statuses or {}})


def woo(*rows: str) -> FileRead:
    content = WOO + "".join(
        f"{at},{at},{status},2025-10-06 10:37,a{at}@example.com,Tea,TEA,2,10.00,20.00,{amount}\n"
        for at, (status, _, amount) in enumerate((row.partition(" ") for row in rows), 1)
    )
    return read_file(content.encode())


def advice(read: FileRead) -> str:
    return "\n".join(read.report["advice"])


def test_a_status_of_refunded_with_less_than_the_total_paid_back_is_asked_about() -> None:
    read = own("Refunded,5.00", "refunded,20.00", "refunded,", "refunded,0")

    assert read.refusals == [
        (
            2,
            "State",
            "Refunded says that the whole order was paid back, and Paid back that 5.00 of 20.00 were: --status "
            "Refunded=partially_refunded goes by the amount, --status Refunded=refunded by the status",
        )
    ]
    assert {id_: order.spend_minor for id_, order in read.by_id.items()} == {"2": 0, "3": 0, "4": 0}


def test_the_caller_decides_between_the_status_and_the_amount() -> None:
    by_amount = own("Refunded,5.00", "Refunded,20.00", statuses={"Refunded": "partially_refunded"})
    by_status = own("Refunded,5.00", "Refunded,20.00", statuses={"refunded": "refunded"})

    assert {id_: (order.status, order.spend_minor) for id_, order in by_amount.by_id.items()} == {
        "1": ("partially_refunded", 1_500),
        "2": ("refunded", 0),
    }
    assert {order.status for order in by_status.orders} == {"refunded"}
    assert by_status.refused == []


@pytest.mark.parametrize("amount", ["0.01", "19.99"])
def test_a_cent_is_enough_to_be_asked_about(amount: str) -> None:
    assert len(own(f"refunded,{amount}").refusals) == 1


def test_a_shop_that_calls_orders_refunded_in_part_is_read_by_the_amount() -> None:
    read = woo("Refunded 5.00", "Refunded 0.00", "Completed 25.00", "Cancelled 20.00", "Refunded -5.00")

    assert {id_: (order.status, order.counts, order.spend_minor) for id_, order in read.by_id.items()} == {
        "1": ("partially_refunded", True, 1_500),
        "2": ("refunded", False, 0),
        "3": ("refunded", False, 0),
        "4": ("cancelled", False, 0),
        "5": ("partially_refunded", True, 1_500),
    }
    [named] = read.report["reconciliation"]["first"]
    assert (named["line"], named["orderId"]) == (4, "3")
    assert "25.00" in named["reason"]


def test_a_free_order_counts_and_is_refunded_by_nothing() -> None:
    content = WOO + "1,1,Completed,2025-10-06 10:37,a@example.com,Tea,TEA,1,0.00,0.00,0.00\n"

    [order] = read_file(content.encode()).orders
    assert (order.status, order.counts, order.spend_minor) == ("paid", True, 0)


def test_rows_that_repeat_as_a_whole_all_count_and_are_told() -> None:
    read = read_file((LINES + (TEA + POT) * 2).encode())

    assert read.by_id["P-1"].spend_minor == 6_000
    told = "1 order has the same rows more than once, and all of them count: line 2, order P-1."
    assert advice(read).startswith(told)


@pytest.mark.parametrize("rows", [TEA + POT, TEA + POT + TEA, TEA + TEA + POT, TEA])
def test_rows_that_repeat_in_part_are_an_order_as_any(rows: str) -> None:
    read = read_file((LINES + rows).encode())

    assert len(read.by_id["P-1"].lines) == rows.count("\n")
    assert read.report["advice"] == []


def test_rows_of_which_one_copy_makes_the_total_count_once() -> None:
    header, rows = LINES.replace("price", "price,total"), (TEA + POT).replace("\n", ",30.00\n")
    once = read_file((header + rows * 2).encode())
    not_once = read_file((header + rows.replace("30", "60") * 2).encode())

    assert [line.product_id for line in once.by_id["P-1"].lines] == ["TEA", "POT"]
    assert advice(once).startswith(
        "1 order stands in the file more than once, row for row, and counts once: line 2, order P-1."
    )
    assert len(not_once.by_id["P-1"].lines) == 4


def test_an_export_whose_order_begins_anew_is_read_once() -> None:
    first = "#1,a@example.com,,paid,30.00,30.00,2025-10-06 10:37:33 -0500,1,Tea,10.00,TEA,0.00\n"
    further = "#1,a@example.com,,,,,2025-10-06 10:37:33 -0500,1,Pot,20.00,POT,\n"
    single = first.replace("30.00", "10.00").replace("#1", "#2")
    read = read_file((SHOPIFY + (first + further) * 2 + single * 3).encode())

    assert [line.product_id for line in read.by_id["#1"].lines] == ["TEA", "POT"]
    assert [line.product_id for line in read.by_id["#2"].lines] == ["TEA"]
    assert advice(read).startswith("2 orders stand in the file more than once, row for row, and count once: line 2, ")
    assert read.report["reconciliation"] == {"agree": 2, "disagree": 0, "first": []}


def test_a_whole_order_that_comes_twice_is_told_too() -> None:
    read = read_file(b"order_id,email,date,total\n1,a@b.co,2025-10-06,5\n1,a@b.co,2025-10-06,5\n")

    assert read.by_id["1"].spend_minor == 500
    assert "and counts once: line 2, order 1." in advice(read)


def test_only_the_first_orders_are_named() -> None:
    result = ChunkResult(notes=[Note(Kind.REPEATED_ALL, line, f"A{line}") for line in range(9, 9 - EXAMPLES - 1, -1)])
    totals = Totals()
    totals.add(json.loads(json.dumps(result.as_json())))

    [sentence] = totals.shown(2)["advice"]
    assert sentence.startswith("4 orders have the same rows more than once, and all of them count: line 6, order A6; ")
    assert "line 8, order A8 ...." in sentence
    assert "A9" not in sentence


def test_orders_of_nobody_are_counted_apart_with_their_sum() -> None:
    nobody = "#{},,{},{},10.00,10.00,2025-10-06 10:37:33 -0500,1,Tea,10.00,TEA,0.00\n"
    rows = nobody.format(1, "", "paid") + nobody.format(2, "", "voided") + nobody.format(3, "030-1234567", "paid")
    read = read_file((SHOPIFY + rows).encode())

    assert sorted(read.by_id) == ["#3"]
    assert read.report["withoutCustomer"] == {"orders": 2, "amount": "10.00"}
    assert read.report["orders"] == {"created": 1}
    assert (read.report["ordersRead"], read.report["rowsRefused"], read.report["refusals"]) == (3, 2, [])
    reason = "names no customer: Email and Phone say nothing, so there is nobody to count it for"
    assert sorted((row.line, row.column, row.reason) for row in read.refused) == [
        (2, "Email", reason),
        (3, "Email", reason),
    ]


def test_an_id_that_is_a_word_for_nobody_names_nobody() -> None:
    read = read_file(b"order_id,customer_id,date,total\n1,guest,2025-10-06,5\n2,ann,2025-10-06,5\n")

    assert read.report["withoutCustomer"] == {"orders": 1, "amount": "5.00"}
    assert "names no customer: customer_id says nothing" in read.refused_file


def test_an_address_that_is_none_is_refused_in_the_files_words() -> None:
    content = b"order_id,E-Mail,Tel,date,total\n1,soon,,2025-10-06,5\n"
    read = read_file(content, mapping={"email": "E-Mail", "phone": "Tel"})

    assert read.refusals == [(2, "E-Mail", "names no customer: fill in E-Mail or Tel")]
    assert read.report["withoutCustomer"] is None


def test_titles_footers_and_rows_that_cannot_be_read_are_no_orders() -> None:
    read = read_file(
        b"order_id,email,date,total\n1,a@b.co,2025-10-06,5\nTotal,5\n,,,5\n2,b@b.co,2025-10-06,5,5\n3,,nodate,5\n"
    )

    assert read.report["orders"] == {"created": 1, "refused": read.report["ordersRead"] - 1}
    assert len(read.refused) == 4
    assert read.report["ordersRead"] == 3  # 1, `Total`, which looks like an order, and 3


def test_a_json_line_that_is_no_object_is_no_order() -> None:
    read = read_file(b'{"orderId": "1"}\nnonsense\n{"x": 1}\n')

    assert (read.report["ordersRead"], read.report["rowsRefused"]) == (2, 3)


@pytest.mark.parametrize(("total", "is_told"), [("1250", True), ("1249", False)])
def test_amounts_of_which_a_few_make_anybody_a_vip_are_told_in_the_tenants_currency(total: str, is_told: bool) -> None:
    yen = replace(a_tenant(), currency="JPY", exponent=0)
    content = f"order_id,customer_id,date,total\n1,ann,2025-10-06,{total}\n2,bob,2025-10-06,{total}\n".encode()
    told = (
        f"The average order is {total} JPY, and above 5000 JPY a customer is a VIP: that amount, and those of RFM and "
        "of the venue, are in JPY; PUT /api/settings changes them (vipSpend, rfm.spend, venue.vipSpend)."
    )

    assert read_file(content, tenant=yen).report["advice"] == [told] * is_told


def test_a_customer_id_beside_many_addresses_is_told_and_two_are_not_many() -> None:
    ids = {"web": 4, "ann": 2, "bob": 1}
    rows = [
        f"{id_}{at},{id_},{id_}{at}@example.com,2025-10-06,5\n" for id_, number in ids.items() for at in range(number)
    ]
    again = "7,bob,BOB6@example.com,2025-10-06,5\n8,,ann4@example.com,2025-10-06,5\n"
    read = read_file(("order_id,customer_id,email,date,total\n" + "".join(rows) + again).encode())

    [sentence] = read.report["advice"]
    assert sentence.startswith("1 customer id with 3 e-mail addresses or more: web. Where that is what the shop calls ")
    assert sentence.endswith("leave those cells blank.")
