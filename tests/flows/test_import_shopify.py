"""Shopify's orders export: what the ledger holds of it is what happened in the shop."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from regulars.facts.order import OrderStatus
from regulars.http.imports.answers import show_import
from regulars.stores.tenant.job_record import JobState

from testing.exports import market, shopify
from testing.exports.market import one_sale
from testing.exports.shop import Item, Payment, Person, Sale
from testing.machines.imports import ImportMachine, now_ms
from testing.truth.imports import expected, held, names_held, only_order

SALES = market.sales(seed=8, number=2 * len(market.ODDITIES))
TRUTHS = shopify.truths(SALES)
CUP, TEA = Item("Cup", "CUP", 12, 2, Decimal("12.00")), Item("Tea", "", 13, 1, Decimal("5.00"))


def take_in(machine: ImportMachine, *sales: Sale) -> None:
    record = machine.take_in(shopify.table(sales).csv())
    assert record.result is not None
    assert record.result["refusals"] == []


@pytest.mark.parametrize("columns", [shopify.COLUMNS_79, shopify.COLUMNS_71], ids=len)
def test_the_ledger_holds_what_happened_in_the_shop(machine: ImportMachine, columns: tuple[str, ...]) -> None:
    record = machine.take_in(shopify.table(SALES, columns).csv())

    assert record.state is JobState.DONE
    assert record.result is not None
    assert record.result["refusals"] == []
    assert held(machine, TRUTHS) == expected(TRUTHS, machine.tenant)


@pytest.mark.parametrize("seed", [1, 2])
def test_rows_of_an_order_may_lie_anywhere(machine: ImportMachine, seed: int) -> None:
    machine.take_in(shopify.table(SALES).shuffled(seed).csv())

    assert held(machine, TRUTHS) == expected(TRUTHS, machine.tenant)


@pytest.mark.parametrize(
    ("encoding", "separator", "newline"),
    [("utf-8-sig", ",", "\r\n"), ("utf-16", "\t", "\r\n"), ("cp1252", ";", "\r\n"), ("utf-8", "|", "\n")],
)
def test_an_export_saved_again_is_the_same_export(
    machine: ImportMachine, encoding: str, separator: str, newline: str
) -> None:
    content = shopify.table(SALES).csv(encoding=encoding, separator=separator, newline=newline)

    machine.take_in(content)

    assert held(machine, TRUTHS) == expected(TRUTHS, machine.tenant)
    assert names_held(machine, TRUTHS) == {sale.person.name for sale in SALES}


def test_the_report_says_that_the_sums_of_every_order_agree(machine: ImportMachine) -> None:
    shown: Any = show_import(machine.take_in(shopify.table(SALES).csv(), dryRun=True), now_ms=now_ms())

    assert shown["recognised"]["preset"] == "Shopify orders export"
    assert shown["reconciliation"] == {"agree": len(SALES), "disagree": 0, "first": []}


def test_the_id_is_shopifys_and_the_name_is_kept_as_reference(machine: ImportMachine) -> None:
    sale = one_sale(1050, id=7410991464714)

    take_in(machine, sale)

    order = only_order(machine, shopify.truths([sale]))
    assert (order.order_id, order.reference) == ("7410991464714", "#1050")


def test_without_an_id_the_name_is_the_id(machine: ImportMachine) -> None:
    sale = one_sale(1050)

    machine.take_in(shopify.table([sale]).without("Id").csv())

    order = only_order(machine, shopify.truths([sale]))
    assert (order.order_id, order.reference) == ("#1050", "#1050")


@pytest.mark.parametrize(
    ("person", "address"),
    [
        (Person("A", "B", email=" Ann@Example.com", phone="+1 212 555 0100"), "ann@example.com"),
        (Person("A", "B", phone="+1 212 555 0100", billing_phone="+1 212 555 0200"), "+12125550100"),
        (Person("A", "B", billing_phone="'+1 212 555 0200", shipping_phone="+1 212 555 0300"), "+12125550200"),
        (Person("A", "B", shipping_phone="(212) 555 0300"), "2125550300"),
    ],
)
def test_a_customer_is_known_by_e_mail_else_by_the_first_phone_there_is(
    machine: ImportMachine, person: Person, address: str
) -> None:
    take_in(machine, one_sale(person=person))

    [order] = machine.stores.ledger(machine.tenant).read_customer(machine.tenant.guest_id(address)).orders
    assert order.contact is not None
    assert order.contact.name == "A B"


def test_an_order_without_a_customer_is_told_apart_with_what_it_would_count_for(machine: ImportMachine) -> None:
    nobodys = one_sale(person=Person("A", "B"))
    record = machine.take_in(shopify.table([nobodys, one_sale(1002)]).csv())

    assert record.result is not None
    assert record.result["orders"] == {"created": 1}
    assert record.result["withoutCustomer"] == {"orders": 1, "amount": str(nobodys.total)}
    assert record.result["refusals"] == []
    assert record.result["ordersRead"] == 2
    [row] = list(csv.DictReader(io.StringIO(machine.refused_rows(record))))
    names = "Email, Phone, Billing Phone and Shipping Phone say nothing"
    assert row["_reason"] == f"names no customer: {names}, so there is nobody to count it for"


def test_a_blank_financial_status_is_a_further_line_and_not_an_unpaid_order(machine: ImportMachine) -> None:
    sale = one_sale(items=(CUP, TEA))

    take_in(machine, sale)

    order = only_order(machine, shopify.truths([sale]))
    assert order.status is OrderStatus.PAID
    assert [line.product_id for line in order.lines] == ["CUP", "Tea"]


def test_a_file_without_any_financial_status_is_asked_about_once(machine: ImportMachine) -> None:
    record = machine.take_in(shopify.table([one_sale()]).changed(lambda _: "", "Financial Status").csv())

    assert record.error is not None
    assert record.error.startswith("Line 2: the column Financial Status is blank in every row: say what that means")


def test_the_total_does_not_shrink_by_what_is_refunded(machine: ImportMachine) -> None:
    sale = one_sale(refunded=Decimal("4.00"))

    take_in(machine, sale)

    order = only_order(machine, shopify.truths([sale]))
    assert (order.total_minor, order.refunded_minor, order.spend_minor) == (2400, 400, 2000)
    assert order.status is OrderStatus.PARTIALLY_REFUNDED


def test_a_tip_is_money_and_no_product(machine: ImportMachine) -> None:
    sale = one_sale(tip=Decimal("3.00"))

    take_in(machine, sale)

    order = only_order(machine, shopify.truths([sale]))
    assert order.spend_minor == 2700
    assert [line.product_id for line in order.lines] == ["CUP"]


def test_a_product_is_its_sku_without_the_guard_else_its_name(machine: ImportMachine) -> None:
    kettle = Item("Kettle", "00123", 14, 1, Decimal("39.99"))
    sale = one_sale(items=(kettle, TEA))

    take_in(machine, sale)

    lines = only_order(machine, shopify.truths([sale])).lines
    assert [(line.product_id, line.product_name) for line in lines] == [("00123", "Kettle"), ("Tea", "Tea")]


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("paid", OrderStatus.PAID),
        ("partially_paid", OrderStatus.PAID),
        ("pending", OrderStatus.PENDING),
        ("authorized", OrderStatus.PENDING),
        ("expired", OrderStatus.CANCELLED),
        ("voided", OrderStatus.CANCELLED),
        ("refunded", OrderStatus.REFUNDED),
        ("Partially Paid", OrderStatus.PAID),
    ],
)
def test_every_financial_status_has_its_meaning(machine: ImportMachine, word: str, status: OrderStatus) -> None:
    machine.take_in(shopify.table([one_sale()]).changed(lambda _: word, "Financial Status").csv())

    assert only_order(machine, shopify.truths([one_sale()])).status is status


def test_a_cancelled_order_is_cancelled_whatever_its_financial_status(machine: ImportMachine) -> None:
    sale = one_sale(cancelled_at=one_sale().at + timedelta(days=1))
    assert shopify.status_of(sale) == "paid"

    take_in(machine, sale)

    order = only_order(machine, shopify.truths([sale]))
    assert (order.status, order.spend_minor) == (OrderStatus.CANCELLED, 0)


def test_discounts_shipping_and_taxes_are_in_the_total_alone(machine: ImportMachine) -> None:
    item = replace(CUP, discount=Decimal("2.00"))
    sale = one_sale(items=(item,), discount=Decimal("1.00"), shipping=Decimal("4.95"), tax_rate=Decimal("0.0825"))

    take_in(machine, sale)

    order = only_order(machine, shopify.truths([sale]))
    assert (order.spend_minor, order.lines[0].amount_minor) == (2809, 2400)


def test_an_order_that_costs_nothing_is_an_order(machine: ImportMachine) -> None:
    sale = one_sale(discount=Decimal("24.00"))

    take_in(machine, sale)

    order = only_order(machine, shopify.truths([sale]))
    assert (order.counts, order.spend_minor, order.units_milli) == (True, 0, 2_000)


def test_the_instant_is_that_of_the_shops_own_offset(machine: ImportMachine) -> None:
    machine.take_in(shopify.table([one_sale()]).csv(), timezone="Asia/Tokyo")

    order = only_order(machine, shopify.truths([one_sale()]))
    assert order.ordered_at_ms == int(one_sale().at.timestamp() * 1000)


def test_the_source_is_the_channel(machine: ImportMachine) -> None:
    take_in(machine, one_sale())

    assert only_order(machine, shopify.truths([one_sale()])).channel == "web"


def test_another_currency_than_the_tenants_is_refused(machine: ImportMachine) -> None:
    record = machine.take_in(shopify.table([one_sale()]).changed(lambda _: "EUR", "Currency").csv())

    assert record.result is not None
    assert record.result["orders"] == {"refused": 1}
    assert record.result["refusals"][0]["column"] == "Currency"


def test_pending_orders_that_are_fulfilled_count_where_the_caller_says_so(machine: ImportMachine) -> None:
    open_ = Payment.OPEN
    delivered, waiting = one_sale(1001, payment=open_), one_sale(1002, payment=open_, fulfilled=False)
    cancelled = one_sale(1003, payment=open_, cancelled_at=one_sale().at)
    content = shopify.table([delivered, waiting, cancelled]).csv()
    truths = shopify.truths([delivered, waiting, cancelled])

    machine.take_in(content)
    assert [known.status for known in held(machine, truths).values()] == ["pending", "pending", "cancelled"]
    machine.take_in(content, countPending="fulfilled")

    assert [known.status for known in held(machine, truths).values()] == ["paid", "pending", "cancelled"]


def test_where_most_orders_would_not_count_the_dry_run_names_the_option(machine: ImportMachine) -> None:
    sales = [one_sale(1001 + number, payment=Payment.OPEN) for number in range(3)]
    record = machine.take_in(shopify.table([*sales, one_sale(2000)]).csv(), dryRun=True)

    assert show_import(record, now_ms=now_ms())["advice"] == [
        "3 of 4 orders do not count: no segment and no sum knows of them.",
        "3 of them are pending but fulfilled, as where customers pay on delivery: "
        "--count-pending fulfilled counts those as paid.",
    ]


def test_the_callers_word_on_a_status_stands_before_the_presets(machine: ImportMachine) -> None:
    machine.take_in(shopify.table([one_sale(payment=Payment.AUTHORIZED)]).csv(), statuses={"Authorized": "paid"})

    assert only_order(machine, shopify.truths([one_sale()])).status is OrderStatus.PAID


def test_the_same_export_a_year_later_brings_what_has_changed(machine: ImportMachine) -> None:
    before, after = one_sale(), one_sale(refunded=one_sale().total)
    take_in(machine, before)

    take_in(machine, after)

    order = only_order(machine, shopify.truths([after]))
    assert (order.status, order.spend_minor) == (OrderStatus.REFUNDED, 0)


@pytest.mark.parametrize("preset", ["woocommerce"])
def test_a_preset_that_the_file_is_not_is_refused(machine: ImportMachine, preset: str) -> None:
    record = machine.take_in(shopify.table([one_sale()]).csv(), preset=preset)

    assert record.state is JobState.FAILED
    assert record.error is not None
    assert record.error.startswith("Line 1: this is not the export that woocommerce names: ")


def test_without_a_preset_the_columns_are_named_by_hand(machine: ImportMachine) -> None:
    mapping = {
        "orderId": "Name",
        "orderedAt": "Created at",
        "productId": "Lineitem sku",
        "quantity": "Lineitem quantity",
        "unitPrice": "Lineitem price",
    }

    record = machine.take_in(shopify.table([one_sale()]).csv(), preset="plain", mapping=mapping)

    assert record.state is JobState.DONE
    order = only_order(machine, shopify.truths([one_sale()]))
    assert (order.order_id, order.status) == ("#1001", OrderStatus.PAID)
