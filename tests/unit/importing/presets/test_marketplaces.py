"""Exports of marketplaces, tills and shop systems: what is read of them is what happened, as far as they say it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

import pytest
from regulars.facts.order import Order, OrderStatus
from regulars.facts.tenant import Tenant
from regulars.facts.time import to_ms

from testing.builders import a_tenant
from testing.exports import amazon, ebay, etsy, grids, market, square, stripe, tiendanube
from testing.exports.market import one_sale
from testing.exports.shop import ZONE, Item, Person, Sale, Truth
from testing.exports.table import Table
from testing.files.read import FileRead, read_file

SALES = market.sales(seed=5, number=2 * len(market.ODDITIES))
DOLLARS, EUROS = a_tenant(), replace(a_tenant(), currency="EUR")


class Case(NamedTuple):
    """A file, what it says, and how it is told."""

    title: str
    content: bytes
    truths: Mapping[str, Truth]
    tenant: Tenant = DOLLARS
    separator: str = ","


CASES = [
    Case("Amazon all orders report", amazon.table(SALES).csv(separator="\t"), amazon.truths(SALES), separator="\t"),
    Case("eBay orders report", ebay.content(SALES), ebay.truths(SALES)),
    Case("Etsy sold orders", etsy.orders(SALES).csv(), etsy.truths_of_orders(SALES)),
    Case("Etsy sold order items", etsy.items(SALES).csv(), etsy.truths_of_items(SALES)),
    Case("Square item details", square.table(SALES).csv(), square.truths(SALES)),
    Case("Stripe payments", stripe.table(SALES).csv(), stripe.truths(SALES)),
    Case("BigCommerce orders export", grids.bigcommerce(SALES).csv(), grids.truths(SALES, accounts=True, days=True)),
    Case("Magento order grid", grids.magento(SALES).csv(encoding="utf-8-sig"), grids.truths(SALES)),
    Case(
        "PrestaShop list of orders",
        grids.prestashop(SALES).csv(separator=";"),
        grids.truths(SALES, refunds=False),
        EUROS,
        ";",
    ),
    Case(
        "Tiendanube sales export",
        tiendanube.table(SALES).csv(separator=";", encoding="cp1252"),
        tiendanube.truths(SALES),
        separator=";",
    ),
    Case(
        "Nuvemshop sales export",
        tiendanube.table(SALES, tiendanube.PORTUGUESE).csv(separator=";", encoding="cp1252"),
        tiendanube.truths(SALES),
        separator=";",
    ),
]


class Known(NamedTuple):
    """An order as a truth and the order read can both say it. Money in cents, quantities in thousandths."""

    customer_id: str
    status: str
    total_minor: int | None
    refunded_minor: int
    lines: tuple[tuple[str, int, int], ...]
    ordered_at_ms: int
    reference: str | None


def said(truth: Truth, tenant: Tenant) -> Known:
    return Known(
        tenant.guest_id(truth.customer) if truth.guest else truth.customer,
        truth.status.value,
        int(truth.total * 100),
        int(truth.refunded * 100),
        tuple((product, quantity * 1_000, int(amount * 100)) for product, quantity, amount in truth.lines),
        to_ms(truth.at),
        truth.reference,
    )


def known(order: Order) -> Known:
    lines = sorted((line.product_id, line.quantity_milli, line.amount_minor) for line in order.lines)
    refunded = order.refunded_minor
    if order.status is OrderStatus.REFUNDED and not refunded:
        refunded = order.total_minor or 0  # told by the status alone
    return Known(
        order.customer_id, order.status.value, order.total_minor, refunded, tuple(lines), order.ordered_at_ms,
        order.reference,
    )  # fmt: skip


def read(content: bytes, tenant: Tenant = DOLLARS, **options: Any) -> FileRead:
    return read_file(content, tenant=tenant, timezone="America/New_York", **options)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_what_is_read_of_an_export_is_what_happened(case: Case) -> None:
    found = read(case.content, case.tenant)

    assert (found.refusal, found.refusals) == (None, [])
    assert (found.report["preset"], found.report["separator"]) == (case.title, case.separator)
    assert {order.order_id: known(order) for order in found.orders} == {
        order_id: said(truth, case.tenant) for order_id, truth in case.truths.items()
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_no_right_order_disagrees_with_its_own_sums(case: Case) -> None:
    reconciliation = read(case.content, case.tenant).report["reconciliation"]

    assert reconciliation is None or reconciliation["disagree"] == 0


MARCH = datetime(2025, 3, 24, 20, 37, 33, tzinfo=ZONE)
ITEMS = (Item("Cup", "CUP", 12, 3, Decimal("12.00")), Item("Tea", "", 13, 1, Decimal("5.00")))
ONE = one_sale(items=ITEMS, at=MARCH)


@pytest.mark.parametrize(
    ("table", "column"),
    [
        (amazon.table([ONE]), "buyer-email"),
        (grids.magento([ONE]), "Customer Email"),
        (grids.prestashop([ONE]), "E-mail"),
    ],
    ids=["amazon", "magento", "prestashop"],
)
def test_an_export_that_does_not_say_whose_an_order_is_is_refused_with_what_to_do(table: Table, column: str) -> None:
    found = read(table.without(column).csv())

    assert found.refusal is not None
    assert "does not say whose an order is: " in found.refusal


def test_ebays_footer_and_padding_are_no_rows() -> None:
    found = read(ebay.content([ONE]))

    assert found.report["rows"] == 3
    [order] = found.orders
    assert [(line.product_id, line.quantity_milli) for line in order.lines] == [("CUP", 3_000), ("13", 1_000)]
    assert order.total_minor == 4_100


def test_a_refund_at_a_till_whose_sale_is_in_another_file_is_refused_and_named() -> None:
    table = square.table([replace(ONE, refunded=ONE.total)])
    event = table.header.index("Event Type")
    alone = replace(table, rows=tuple(row for row in table.rows if row[event] == "Refund"))

    found = read(alone.csv())

    reason = "Refund is a refund, and the sale it refunds is not in this file: import one that holds both"
    assert found.refusals == [(line, "Event Type", reason) for line in (2, 3)]


def test_more_paid_back_than_was_taken_is_a_refund_of_all_of_it_and_named() -> None:
    content = stripe.table([replace(ONE, refunded=ONE.total)]).changed(lambda _: "42.50", "Converted Amount Refunded")

    found = read(content.csv())

    [order] = found.orders
    assert (order.status, order.total_minor, order.refunded_minor) == (OrderStatus.REFUNDED, 4_100, 4_100)
    reason = "42.50 are refunded of a total of 41.00: it is taken as refunded whole"
    assert found.report["reconciliation"] == {
        "agree": 0,
        "disagree": 1,
        "first": [{"line": 2, "orderId": "ch_1001", "reason": reason}],
    }


def test_a_payment_refunded_as_a_whole_is_so_whatever_exchange_rates_made_of_the_amount() -> None:
    table = stripe.table([replace(ONE, refunded=ONE.total)]).changed(lambda _: "40.10", "Converted Amount Refunded")

    [order] = read(table.csv()).orders
    [asked] = read(table.csv(), statuses={"Refunded": "partially_refunded"}).orders

    assert (order.status, order.counts) == (OrderStatus.REFUNDED, False)
    assert (asked.status, asked.refunded_minor) == (OrderStatus.PARTIALLY_REFUNDED, 4_010)


def test_instants_of_a_column_in_utc_are_not_in_the_tenants_zone() -> None:
    found = read(stripe.table([ONE]).csv())

    assert found.orders[0].ordered_at_ms == to_ms(ONE.at)
    assert (found.report["timezone"], found.report["localTimes"]) == ("UTC", False)


def test_a_currency_in_which_an_order_was_made_is_not_one_in_which_it_was_shown() -> None:
    table = grids.bigcommerce([ONE]).changed(lambda _: "1.0000000000", "Exchange Rate")

    assert read(table.csv()).refusals[0][1] == "Order Currency Code"


def test_guests_of_bigcommerce_are_known_by_their_addresses() -> None:
    people = [Person("A", "B", email="a@example.com"), Person("C", "D", email="c@example.com", account=17)]
    sales = [one_sale(1001 + at, person=person, at=MARCH) for at, person in enumerate(people)]

    assert {order.customer_id for order in read(grids.bigcommerce(sales).csv()).orders} == {
        DOLLARS.guest_id("a@example.com"),
        "17",
    }


def test_a_product_without_a_sku_goes_by_its_name() -> None:
    found = read(tiendanube.table([ONE]).csv(separator=";"))

    assert [line.product_id for line in found.orders[0].lines] == ["CUP", "Tea"]


@pytest.mark.parametrize("columns", [tiendanube.SPANISH, tiendanube.PORTUGUESE])
def test_an_order_that_is_called_cancelled_is_so_without_a_date(columns: tuple[str, ...]) -> None:
    cancelled = tiendanube.table([replace(ONE, cancelled_at=MARCH), replace(ONE, number=1002)], columns)
    table = cancelled.without(columns[-1])
    state = columns[3]
    words = {"Cancelada": "Cancelado", "Abierta": "Aberto"} if columns is tiendanube.PORTUGUESE else {}

    found = read(table.changed(lambda word: words.get(word, word), state).csv())

    assert {order.order_id: order.status.value for order in found.orders} == {"1001": "cancelled", "1002": "paid"}


TABLES: list[Callable[[list[Sale]], Table]] = [amazon.table, square.table, etsy.items]


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("seed", [1, 2])
def test_rows_that_add_up_may_lie_anywhere(table: Callable[[list[Sale]], Table], seed: int) -> None:
    as_it_was, shuffled = read(table(SALES).csv()), read(table(SALES).shuffled(seed).csv())

    assert {known(order) for order in as_it_was.orders} == {known(order) for order in shuffled.orders}
