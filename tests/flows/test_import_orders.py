"""A file from its upload to its report: orders in the ledger, facts of their customers, refused rows as a file."""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
from typing import Any

import pytest
from regulars.facts.order import OrderStatus
from regulars.http.imports.answers import show_import
from regulars.stores.tenant.job_record import JobState

from testing.machines.imports import ImportMachine, now_ms

GOOD = b"""order_id,customer_id,ordered_at,status,product_id,quantity,unit_price,note
1,ann,2025-01-02,paid,tea,2,1.50,x
2,bob,2025-01-03,paid,cup,1,9.00,y
1,ann,2025-01-02,paid,cup,1,9.00,z
"""
BAD = b"""order_id;customer_id;ordered_at;product_id;quantity;unit_price;comment
1;ann;2025-01-02;tea;2;1.50;=SUM(A1)
1;ann;2025-01-02;cup;1;nine;+49 40 1
2;bob;2025-01-03;cup;1;9.00;ok
3;cyd;2025-01-32;cup;1;9.00;-
4;dee;2025-01-03;cup;-1;9.00;@home
"""


def ledger_orders(machine: ImportMachine, customer_id: str) -> dict[str, int]:
    record = machine.stores.ledger(machine.tenant).read_customer(customer_id)
    return {order.order_id: order.spend_minor for order in record.orders}


def facts_spend(machine: ImportMachine, customer_id: str) -> int | None:
    row = machine.stores.rows(machine.tenant).get(customer_id)
    return row.facts.purchases.spend_minor if row else None


@pytest.mark.parametrize("content", [GOOD, gzip.compress(GOOD), GOOD.replace(b",", b";"), b"\xef\xbb\xbf" + GOOD])
def test_orders_go_into_the_ledger_and_facts_follow(machine: ImportMachine, content: bytes) -> None:
    record = machine.take_in(content)

    assert record.state is JobState.DONE
    assert ledger_orders(machine, "ann") == {"1": 1200}
    assert ledger_orders(machine, "bob") == {"2": 900}
    assert (facts_spend(machine, "ann"), facts_spend(machine, "bob")) == (1200, 900)


def test_a_files_digest_is_of_all_its_bytes_as_they_were_uploaded(machine: ImportMachine) -> None:
    header = b"order_id,customer_id,ordered_at,status,product_id,quantity,unit_price,note\n"
    rows = b"".join(b"x%d,ann,2025-01-02,paid,tea,1,12.00,%s\n" % (number, b"n" * 9_000) for number in range(30))
    packed = gzip.compress(header + rows, mtime=0)

    for content in (header + rows, packed):
        shown: Any = show_import(machine.take_in(content), now_ms=now_ms())
        assert shown["recognised"]["sha256"] == hashlib.sha256(content).hexdigest()


def test_the_report_says_what_was_recognised_and_what_became_of_it(machine: ImportMachine) -> None:
    shown: Any = show_import(machine.take_in(GOOD, timezone="Europe/London"), now_ms=now_ms())

    assert shown["recognised"] == {
        "format": "csv",
        "encoding": "utf-8",
        "preset": None,
        "separator": ",",
        "decimals": {"unit_price": "point"},
        "dates": None,
        "dateExamples": [
            {"text": "2025-01-02", "readAs": "2025-01-02T00:00:00.000Z"},
            {"text": "2025-01-03", "readAs": "2025-01-03T00:00:00.000Z"},
        ],
        "localTimes": True,
        "timezone": "Europe/London",
        "currency": "USD",
        "mapping": {
            "orderId": "order_id",
            "customerId": "customer_id",
            "orderedAt": "ordered_at",
            "status": "status",
            "productId": "product_id",
            "quantity": "quantity",
            "unitPrice": "unit_price",
        },
        "ignoredColumns": ["note"],
        "sha256": hashlib.sha256(GOOD).hexdigest(),
    }
    assert shown["counts"] == {
        "rows": 3,
        "rowsRefused": 0,
        "ordersRead": 2,
        "orders": {"created": 2, "updated": 0, "unchanged": 0, "stale": 0, "refused": 0, "erased": 0},
        "customers": 2,
    }
    assert [(sums["status"], sums["orders"], sums["amount"]) for sums in shown["statuses"]] == [("paid", 2, 21)]
    assert shown["progress"] == {
        "phase": "done",
        "position": None,
        "rows": 3,
        "rowsDone": 3,
        "customers": 2,
        "customersSettled": 2,
    }


def test_the_same_file_twice_changes_nothing(machine: ImportMachine) -> None:
    machine.take_in(GOOD)

    again = machine.take_in(GOOD)

    assert again.result is not None
    assert again.result["orders"] == {"unchanged": 2}
    assert ledger_orders(machine, "ann") == {"1": 1200}


def test_rows_of_an_order_in_a_later_file_replace_it_whole(machine: ImportMachine) -> None:
    machine.take_in(GOOD)

    machine.take_in(GOOD.replace(b"1,ann,2025-01-02,paid,cup,1,9.00,z\n", b""))

    assert ledger_orders(machine, "ann") == {"1": 300}
    assert facts_spend(machine, "ann") == 300


def test_bad_orders_are_held_back_whole_and_the_rest_goes_in(machine: ImportMachine) -> None:
    record = machine.take_in(BAD)

    assert record.state is JobState.DONE
    assert record.result is not None
    assert record.result["orders"] == {"created": 1, "refused": 3}
    assert ledger_orders(machine, "bob") == {"2": 900}
    assert ledger_orders(machine, "ann") == {}
    refusals = [(refusal["line"], refusal["column"]) for refusal in record.result["refusals"]]
    assert refusals == [(3, "unit_price"), (5, "ordered_at"), (6, "quantity")]
    assert record.result["refusals"][0]["reason"] == "nine is no number such as 1234.50"


def test_refused_rows_come_back_under_their_own_header_with_line_column_and_reason(machine: ImportMachine) -> None:
    text = machine.refused_rows(machine.take_in(BAD))

    rows = list(csv.reader(text.splitlines(), delimiter=";"))
    assert rows[0] == [
        *("order_id", "customer_id", "ordered_at", "product_id", "quantity", "unit_price", "comment"),
        *("_line", "_column", "_reason"),
    ]
    assert rows[1][6:] == ["'=SUM(A1)", "2", "", "held back: line 3 of the same order is refused"]
    assert [row[7] for row in rows[1:]] == ["2", "3", "5", "6"]
    assert [row[6] for row in rows[2:]] == ["'+49 40 1", "'-", "'@home"]


def test_refused_rows_that_are_mended_go_in_from_the_refused_file(machine: ImportMachine) -> None:
    text = machine.refused_rows(machine.take_in(BAD))
    mended = text.replace("nine", "9.00").replace("2025-01-32", "2025-01-03").replace(";'-1;", ";1;")

    record = machine.take_in(mended.encode())

    assert record.result is not None
    assert record.result["orders"] == {"created": 3}
    assert ledger_orders(machine, "ann") == {"1": 1200}


def test_a_second_refusal_does_not_pile_up_notes(machine: ImportMachine) -> None:
    once = machine.refused_rows(machine.take_in(BAD))

    twice = machine.refused_rows(machine.take_in(once.encode()))

    assert twice.splitlines()[0] == once.splitlines()[0]


def test_an_unexplained_status_is_pending_until_a_second_import_explains_it(machine: ImportMachine) -> None:
    content = GOOD.replace(b"paid", b"Bezahlt")

    first = machine.take_in(content)
    pending = machine.stores.ledger(machine.tenant).read_customer("ann").orders[0]
    machine.take_in(content, statuses={"bezahlt": "paid"})

    assert first.result is not None
    assert first.result["unknownStatuses"] == {"Bezahlt": 2}
    assert pending.status is OrderStatus.PENDING
    assert pending.original is not None
    assert pending.original.status_text == "Bezahlt"
    assert facts_spend(machine, "ann") == 1200


def test_json_lines_are_orders_and_the_later_of_two_with_one_id_stands(machine: ImportMachine) -> None:
    orders = [
        {"orderId": "1", "customerId": "ann", "orderedAt": "2025-01-02", "status": "paid", "total": 5},
        {"orderId": 2, "customerId": "bob", "orderedAt": "2025-01-02", "status": "paid", "total": "7.10"},
        {"orderId": "1", "customerId": "ann", "orderedAt": "2025-01-02", "status": "paid", "total": 6.25},
        {"orderId": "3", "customerId": "cyd", "orderedAt": "2025-01-02", "status": "paid", "lines": [{"quantity": 1}]},
    ]
    content = "\n".join([*map(json.dumps, orders), "{broken", "[1]"]).encode()

    record = machine.take_in(content, fileName="orders.jsonl")

    assert record.result is not None
    assert record.result["format"] == "jsonl"
    assert record.result["rows"] == 6
    assert record.result["orders"] == {"created": 2, "refused": 1}
    assert record.result["rowsRefused"] == 3
    assert (facts_spend(machine, "ann"), facts_spend(machine, "bob")) == (625, 710)
    assert [(refusal["line"], refusal["column"], refusal["reason"]) for refusal in record.result["refusals"]] == [
        (4, "lines[0].productId", "is required; lines[0].unitPrice: is required"),
        (5, None, "is not a JSON object on one line"),
        (6, None, "is not a JSON object"),
    ]
    assert machine.refused_rows(record).splitlines()[0] == "order,_line,_column,_reason"


def test_an_order_that_belongs_to_another_customer_is_refused_at_its_row(machine: ImportMachine) -> None:
    machine.take_in(GOOD)

    record = machine.take_in(GOOD.replace(b"2,bob,", b"2,eve,"))

    assert record.result is not None
    assert record.result["orders"] == {"unchanged": 1, "refused": 1}
    assert record.result["refusals"] == [
        {"line": 3, "column": "customer_id", "reason": "is eve, but order 2 belongs to customer bob"}
    ]


def test_a_local_time_is_taken_in_the_imports_zone(machine: ImportMachine) -> None:
    machine.take_in(GOOD.replace(b"2025-01-02", b"2025-07-02 10:00"), timezone="Europe/London")

    order = machine.stores.ledger(machine.tenant).read_customer("ann").orders[0]
    assert order.ordered_at_ms == 1_751_446_800_000


def test_a_dry_run_says_everything_and_writes_nothing(machine: ImportMachine) -> None:
    record = machine.take_in(
        GOOD + b"3,cyd,2025-01-03,cancelled,cup,1,4.00,y\n4,cyd,2025-01-03,paid,cup,x,4,y\n", dryRun=True
    )

    assert record.state is JobState.DONE
    assert record.result is not None
    assert record.result["customers"] == 3
    assert record.result["orders"] == {"refused": 1}
    assert record.result["statuses"] == [
        {"status": "paid", "counted": True, "orders": 2, "amount": "21.00"},
        {"status": "cancelled", "counted": False, "orders": 1, "amount": "4.00"},
    ]
    assert machine.stores.dynamodb.scan(TableName="ledger")["Count"] == 0
    assert machine.stores.dynamodb.scan(TableName="registry")["Count"] == 0


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (b"order_id,customer_id,ordered_at,total\n", "Line 1: there are no rows below the header."),
        (GOOD + GOOD, "Line 5: repeats the header: these are several files in one."),
        (b"order_id,order_id,ordered_at,total\n1,2,3,4\n", "Line 1: the header names the column order_id twice, "),
        (b"a,b\n1,2\n", "Line 1: no name in it is that of a column we know: take away what stands above the header"),
        (gzip.compress(GOOD * 1)[:-9], "the gzip file ends too early"),
        (b"PK\x03\x04", "The file is a workbook"),
        (b"<html></html>", "The file is HTML"),
        (GOOD + b"5,\0,", "Line 5: the file holds binary data"),
        (GOOD + b'5,"' + b"x" * 1_100_000 + b'"\n', "Line 5: a cell is larger than 1 MB"),
    ],
)
def test_a_file_that_cannot_be_read_fails_with_one_sentence_and_nothing_written(
    machine: ImportMachine, content: bytes, sentence: str
) -> None:
    record = machine.take_in(content)

    assert record.state is JobState.FAILED
    assert record.error is not None
    assert sentence in record.error
    assert machine.stores.dynamodb.scan(TableName="ledger")["Count"] == 0


def test_a_mapping_of_json_lines_is_refused(machine: ImportMachine) -> None:
    record = machine.take_in(b'{"orderId": 1}\n', mapping={"orderId": "id"})

    assert record.error == "The file has JSON lines, which have no columns: leave mapping out."


def test_ids_that_differ_in_spaces_only_are_one_order(machine: ImportMachine) -> None:
    header, *rows = GOOD.splitlines(keepends=True)
    content = (
        header + rows[0].replace(b"1,", "\u00a0#à1 ,".encode(), 1) + rows[2].replace(b"1,", "#à1\u00a0,".encode(), 1)
    )

    machine.take_in(content * 1)

    assert ledger_orders(machine, "ann") == {"#à1": 1200}
