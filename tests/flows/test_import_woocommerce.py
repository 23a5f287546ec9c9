"""WooCommerce's exports: what the ledger holds of them is what happened in the shop."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from types import ModuleType

import pytest
from regulars.facts.order import OrderStatus
from regulars.facts.time import rfc3339
from regulars.http.imports.answers import show_import
from regulars.stores.tenant.job_record import JobState

from testing.exports import market, woo_advanced, woo_basic
from testing.exports.market import one_sale
from testing.exports.shop import Item, Person
from testing.exports.table import Table
from testing.machines.imports import ImportMachine, now_ms
from testing.truth.imports import expected, held, only_order

SITE = "America/New_York"
EXPORTS = [woo_advanced, woo_basic]
SALES = market.sales(seed=9, number=2 * len(market.ODDITIES))
ANALYTICS = (
    b"Date,Order #,N. Revenue (formatted),Status,Customer,Customer type,Product(s),Items sold,Coupon(s),N. Revenue\n"
    b"2025-12-06 10:37:33,1001,$24.00,completed,Ann Berg,new,2\xc3\x97 Cup,2,,24\n"
)
STATUS = {woo_advanced: "Order Status", woo_basic: "status"}


def take_in(machine: ImportMachine, table: Table) -> None:
    record = machine.take_in(table.csv(), timezone=SITE)
    assert record.result is not None
    assert record.result["refusals"] == []


@pytest.mark.parametrize("export", EXPORTS, ids=lambda export: export.__name__)
@pytest.mark.parametrize("shuffled", [False, True])
def test_the_ledger_holds_what_happened_in_the_shop(machine: ImportMachine, export: ModuleType, shuffled: bool) -> None:
    table, truths = export.table(SALES), export.truths(SALES)

    take_in(machine, table.shuffled(3) if shuffled else table)

    assert held(machine, truths) == expected(truths, machine.tenant)


def test_an_export_without_products_is_a_row_an_order(machine: ImportMachine) -> None:
    take_in(machine, woo_advanced.orders_table(SALES))

    truths = woo_advanced.truths(SALES, lines=False)
    assert held(machine, truths) == expected(truths, machine.tenant)


@pytest.mark.parametrize(
    ("encoding", "separator", "newline"), [("utf-8-sig", ";", "\r\n"), ("utf-16", "\t", "\r\n"), ("cp1252", ",", "\n")]
)
@pytest.mark.parametrize("export", EXPORTS, ids=lambda export: export.__name__)
def test_an_export_saved_again_is_the_same_export(
    machine: ImportMachine, export: ModuleType, encoding: str, separator: str, newline: str
) -> None:
    table, truths = export.table(SALES), export.truths(SALES)

    machine.take_in(table.csv(encoding=encoding, separator=separator, newline=newline, quoted=True), timezone=SITE)

    assert held(machine, truths) == expected(truths, machine.tenant)


@pytest.mark.parametrize("export", EXPORTS, ids=lambda export: export.__name__)
def test_the_report_names_the_export_and_says_that_times_are_the_sites(
    machine: ImportMachine, export: ModuleType
) -> None:
    record = machine.take_in(export.table(SALES).csv(), timezone=SITE, dryRun=True)

    recognised = show_import(record, now_ms=now_ms())["recognised"]

    assert recognised is not None
    assert str(recognised["preset"]).startswith("WooCommerce ")
    assert recognised["timezone"] == SITE


def test_the_sums_of_every_order_agree(machine: ImportMachine) -> None:
    record = machine.take_in(woo_basic.table(SALES).csv(), timezone=SITE, dryRun=True)

    assert show_import(record, now_ms=now_ms())["reconciliation"] == {
        "agree": len(SALES),
        "disagree": 0,
        "first": [],
    }


@pytest.mark.parametrize("export", EXPORTS, ids=lambda export: export.__name__)
@pytest.mark.parametrize(
    ("person", "customer"),
    [
        (Person("A", "B", email="Ann@Example.com", account=17), "17"),
        (Person("A", "B", email="Ann@Example.com", phone="+1 212 555 0100"), "ann@example.com"),
        (Person("A", "B", phone="+1 212 555 0100"), "+12125550100"),
    ],
)
def test_a_customer_is_known_by_account_unless_0_else_by_e_mail_else_by_phone(
    machine: ImportMachine, export: ModuleType, person: Person, customer: str
) -> None:
    take_in(machine, export.table([one_sale(person=person)]))

    customer_id = customer if customer == "17" else machine.tenant.guest_id(customer)
    [order] = machine.stores.ledger(machine.tenant).read_customer(customer_id).orders
    assert order.contact is not None
    assert (order.contact.first_name, order.contact.last_name) == ("A", "B")


@pytest.mark.parametrize("export", EXPORTS, ids=lambda export: export.__name__)
@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("completed", OrderStatus.PAID),
        ("wc-completed", OrderStatus.PAID),
        ("WC-Processing", OrderStatus.PAID),
        ("Processing", OrderStatus.PAID),
        ("on-hold", OrderStatus.PENDING),
        ("On hold", OrderStatus.PENDING),
        ("pending", OrderStatus.PENDING),
        ("Pending payment", OrderStatus.PENDING),
        ("wc-cancelled", OrderStatus.CANCELLED),
        ("Failed", OrderStatus.CANCELLED),
        ("trash", OrderStatus.CANCELLED),
        ("draft", OrderStatus.CANCELLED),
        ("wc-checkout-draft", OrderStatus.CANCELLED),
        ("Refunded", OrderStatus.REFUNDED),
    ],
)
def test_every_status_has_its_meaning_with_or_without_wc_and_case(
    machine: ImportMachine, export: ModuleType, word: str, status: OrderStatus
) -> None:
    take_in(machine, export.table([one_sale()]).changed(lambda _: word, STATUS[export]))

    order = only_order(machine, export.truths([one_sale()]))
    assert (order.status, order.original) == (status, None)


def test_a_translated_status_is_pending_with_its_text_until_a_second_import_explains_it(
    machine: ImportMachine,
) -> None:
    content = woo_advanced.table([one_sale()]).changed(lambda _: "In Bearbeitung", "Order Status").csv()

    record = machine.take_in(content, timezone=SITE)
    before = only_order(machine, woo_advanced.truths([one_sale()]))
    machine.take_in(content, timezone=SITE, statuses={"In Bearbeitung": "paid"})
    after = only_order(machine, woo_advanced.truths([one_sale()]))

    assert record.result is not None
    assert record.result["unknownStatuses"] == {"In Bearbeitung": 1}
    assert before.status is OrderStatus.PENDING
    assert before.original is not None
    assert before.original.status_text == "In Bearbeitung"
    assert (after.status, after.original) == (OrderStatus.PAID, None)


@pytest.mark.parametrize("sign", ["", "-"])
def test_the_sign_of_a_refund_says_nothing(machine: ImportMachine, sign: str) -> None:
    sale = one_sale(refunded=Decimal("4.00"))

    take_in(machine, woo_advanced.table([sale]).changed(lambda amount: sign + amount, "Order Refund Amount"))

    order = only_order(machine, woo_advanced.truths([sale]))
    assert (order.refunded_minor, order.total_minor, order.status) == (400, 2400, OrderStatus.PARTIALLY_REFUNDED)


def test_all_refunds_in_one_cell_are_added_up_whatever_their_reasons_say(machine: ImportMachine) -> None:
    cell = "amount:1.50|reason:late; broken|date:2025-12-07 10:00:00;amount:-2.5|reason:|date:2025-12-08 10:00:00"
    table = woo_basic.table([one_sale(refunded=Decimal("4.00"))]).changed(lambda _: cell, "refund_items")

    take_in(machine, table)

    order = only_order(machine, woo_basic.truths([one_sale()]))
    assert (order.refunded_minor, order.status) == (400, OrderStatus.PARTIALLY_REFUNDED)


def test_totals_that_every_row_of_an_order_repeats_are_not_added_up(machine: ImportMachine) -> None:
    items = tuple(Item(f"Cup {number}", f"CUP-{number}", number, 1, Decimal("12.00")) for number in range(3))
    sale = one_sale(items=items, shipping=Decimal("5.00"), refunded=Decimal("1.00"))
    table = woo_advanced.table([sale])
    assert table.column("Order Total Amount") == ["41.00"] * 3

    take_in(machine, table)

    order = only_order(machine, woo_advanced.truths([sale]))
    assert (order.total_minor, order.refunded_minor, len(order.lines)) == (4100, 100, 3)


@pytest.mark.parametrize("export", EXPORTS, ids=lambda export: export.__name__)
@pytest.mark.parametrize(
    ("item", "product"),
    [
        (Item("Cup", "00123", 12, 1, Decimal("12.00")), "00123"),
        (Item("Cup", "", 12, 1, Decimal("12.00")), "12"),
        (Item("Cup: 0.3 l | blue", "", 0, 1, Decimal("12.00")), "Cup: 0.3 l | blue"),
    ],
)
def test_a_product_is_its_sku_else_its_id_unless_0_else_its_name(
    machine: ImportMachine, export: ModuleType, item: Item, product: str
) -> None:
    take_in(machine, export.table([one_sale(items=(item,))]))

    [line] = only_order(machine, export.truths([one_sale()])).lines
    assert (line.product_id, line.product_name) == (product, item.name)


@pytest.mark.parametrize("export", EXPORTS, ids=lambda export: export.__name__)
def test_lines_are_what_is_left_after_the_discount_without_tax(machine: ImportMachine, export: ModuleType) -> None:
    item = Item("Cup", "CUP", 12, 2, Decimal("12.50"), discount=Decimal("4.00"))
    sale = one_sale(items=(item,), discount=Decimal("1.00"), tax_rate=Decimal("0.25"), taxes_included=True)

    take_in(machine, export.table([sale]))

    order = only_order(machine, export.truths([sale]))
    assert (order.spend_minor, order.lines[0].amount_minor) == (2000, 1600)


def test_the_price_of_a_unit_makes_the_lines_amount_again(machine: ImportMachine) -> None:
    sale = one_sale(items=(Item("Cup", "CUP", 12, 7, Decimal("1.43"), discount=Decimal("0.01")),))

    take_in(machine, woo_basic.table([sale]))

    [line] = only_order(machine, woo_basic.truths([sale])).lines
    assert (line.quantity_milli, line.amount_minor) == (7_000, 1_000)


@pytest.mark.parametrize("export", EXPORTS, ids=lambda export: export.__name__)
@pytest.mark.parametrize(("month", "instant"), [(1, "2025-01-06T15:37"), (7, "2025-07-06T14:37")])
def test_times_are_the_sites_own(machine: ImportMachine, export: ModuleType, month: int, instant: str) -> None:
    sale = one_sale(at=one_sale().at.replace(month=month))

    take_in(machine, export.table([sale]))

    order = only_order(machine, export.truths([sale]))
    assert rfc3339(order.ordered_at_ms).startswith(instant)


def test_an_item_of_which_nothing_is_left_is_no_line(machine: ImportMachine) -> None:
    items = (Item("Cup", "CUP", 12, 2, Decimal("12.00")), Item("Tea", "TEA", 13, 1, Decimal("5.00")))
    sale = one_sale(items=items, refunded=Decimal("5.00"))
    table = woo_advanced.table([sale])
    came_back = tuple(
        tuple(
            "0" if name == "Quantity (- Refund)" and "TEA" in row else cell
            for name, cell in zip(table.header, row, strict=True)
        )
        for row in table.rows
    )

    take_in(machine, replace(table, rows=came_back))

    order = only_order(machine, woo_advanced.truths([sale]))
    assert [line.product_id for line in order.lines] == ["CUP"]
    assert (order.total_minor, order.refunded_minor) == (2900, 500)


def test_a_row_for_a_second_coupon_is_no_line(machine: ImportMachine) -> None:
    table = woo_advanced.table([one_sale()])
    coupon = dict.fromkeys(woo_advanced.OF_PRODUCTS, "") | {"Coupon Code": "AUTUMN", "Discount Amount": "1.00"}
    second = tuple(coupon.get(name, cell) for name, cell in zip(table.header, table.rows[0], strict=True))

    take_in(machine, replace(table, rows=(*table.rows, second)))

    assert len(only_order(machine, woo_advanced.truths([one_sale()])).lines) == 1


def test_refunds_exported_as_orders_of_their_own_are_refused_by_themselves(machine: ImportMachine) -> None:
    table = woo_advanced.table([one_sale(refunded=Decimal("4.00"))])
    header = ("Order ID", *table.header)
    refund = {"Order ID": "2000", "Order Total Amount": "-4.00", "Quantity (- Refund)": "-1", "Order Refund Amount": ""}
    order = ("1001", *table.rows[0])
    rows = (order, tuple(refund.get(name, cell) for name, cell in zip(header, order, strict=True)))

    record = machine.take_in(Table(header, rows).csv(), timezone=SITE)

    assert record.result is not None
    assert record.result["orders"] == {"created": 1, "refused": 1}
    assert {refusal["line"] for refusal in record.result["refusals"]} == {3}
    assert only_order(machine, woo_advanced.truths([one_sale()])).spend_minor == 2000


def test_a_cell_that_holds_no_line_costs_its_order_and_says_so(machine: ImportMachine) -> None:
    good, bad = one_sale(1001), one_sale(1002)
    table = woo_basic.table([good, bad])
    rows = (table.rows[0], (*table.rows[1][:-1], "2 x Cup"))

    record = machine.take_in(replace(table, rows=rows).csv(), timezone=SITE)

    assert record.result is not None
    assert record.result["orders"] == {"created": 1, "refused": 1}
    [refusal] = record.result["refusals"]
    assert (refusal["line"], refusal["column"]) == (3, "line_item_1")
    assert refusal["reason"].startswith("2 x Cup is no line such as name:Tea|")


def test_the_analytics_export_is_refused_with_the_name_of_the_right_one(machine: ImportMachine) -> None:
    record = machine.take_in(ANALYTICS)

    assert record.state is JobState.FAILED
    assert record.refused
    assert record.error is not None
    assert record.error.startswith("Line 1: this is the export of WooCommerce's own Analytics, which has neither ")
    assert "Advanced Order Export For WooCommerce (woo-order-export-lite)" in record.error


def test_a_preset_that_the_file_is_not_is_refused(machine: ImportMachine) -> None:
    record = machine.take_in(woo_basic.table([one_sale()]).csv(), preset="shopify")

    assert record.state is JobState.FAILED
    assert record.error == (
        "Line 1: this is not the export that shopify names: it has the columns Name, Financial Status, Lineitem name."
    )
