"""The same orders in every encoding and under every separator become the same orders."""

from __future__ import annotations

import csv
import gzip
import io

import pytest
from regulars.http.imports.answers import show_import
from regulars.stores.tenant.job_record import JobState

from testing.machines.imports import ImportMachine, now_ms

ROWS = '''sep=;
order_id;customer_id;name;ordered_at;product_id;product_name;quantity;unit_price;Größe
É1;zoë;"Zoë ""Ångström""";2025-01-02;thé;Thé – 5 €;2;1.50;klein
2;bob;Bob;2025-01-03;cup;"Cup; blue";1;9.00;groß

É1;zoë;"Zoë ""Ångström""";2025-01-02;cup;"Cup,\tblue";1;9.00;groß
3;bob;Bob;2025-01-33;cup;"Tasse für
zwei | “beide”";1;9.00;groß
'''


def taken_in(machine: ImportMachine, content: bytes) -> None:
    record = machine.take_in(content)

    assert record.state is JobState.DONE, record.error
    ledger = machine.stores.ledger(machine.tenant)
    zoe = ledger.read_customer("zoë")
    assert [(order.order_id, order.spend_minor) for order in zoe.orders] == [("É1", 1200)]
    assert zoe.orders[0].contact is not None
    assert zoe.orders[0].contact.name == 'Zoë "Ångström"'
    assert [(line.product_id, line.product_name) for line in zoe.orders[0].lines] == [
        ("thé", "Thé – 5 €"),
        ("cup", "Cup, blue"),
    ]
    assert [order.order_id for order in ledger.read_customer("bob").orders] == ["2"]
    assert record.result is not None
    assert [refusal["line"] for refusal in record.result["refusals"]] == [7]
    recognised = show_import(record, now_ms=now_ms())["recognised"]
    assert recognised is not None
    assert recognised["ignoredColumns"] == ["Größe"]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_orders_in_any_encoding_are_the_same_orders(machine: ImportMachine, codec: str, end: str) -> None:
    taken_in(machine, ROWS.replace("\n", end).encode(codec))


@pytest.mark.parametrize("codec", ["utf-16", "cp1252"])
def test_they_are_the_same_under_gzip(machine: ImportMachine, codec: str) -> None:
    taken_in(machine, gzip.compress(ROWS.encode(codec)))


@pytest.mark.parametrize("separator", [",", "\t", "|"])
def test_they_are_the_same_under_every_separator(machine: ImportMachine, separator: str) -> None:
    written = io.StringIO()
    csv.writer(written, delimiter=separator).writerows(csv.reader(io.StringIO(ROWS), delimiter=";"))

    taken_in(machine, written.getvalue().encode("utf-16"))
