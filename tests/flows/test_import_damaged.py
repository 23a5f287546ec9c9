"""Exports that somebody opened in a spreadsheet and saved again: taken as they were meant, or refused in a sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import Decimal

import pytest
from regulars.stores.tenant.job_record import JobState

from testing.exports import damage, market, shopify, woo_advanced, woo_basic
from testing.exports.market import one_sale
from testing.exports.shop import Item, Person, Sale, Truth
from testing.machines.imports import ImportMachine
from testing.truth.imports import expected, held, only_order

SITE = "America/New_York"
SALES = market.sales(seed=10, number=len(market.ODDITIES))
MONEY = (
    *("Subtotal", "Shipping", "Taxes", "Total", "Discount Amount", "Refunded Amount"),
    *("Lineitem price", "Lineitem discount"),
)


def to_the_minute(truths: Mapping[str, Truth]) -> dict[str, Truth]:
    return {order_id: truth._replace(at=truth.at.replace(second=0)) for order_id, truth in truths.items()}


def days_ahead(days: int) -> list[Sale]:
    """Two orders in the first days of a month, so that none of their days is above 12."""
    return [one_sale(number, at=one_sale().at.replace(day=3) + timedelta(days=days + number)) for number in (1, 2)]


def test_dates_that_became_numbers_of_days_are_dates(machine: ImportMachine) -> None:
    content = shopify.table(SALES).changed(damage.spreadsheet_day, "Created at", "Paid at", "Cancelled at").csv()

    machine.take_in(content, timezone=SITE)

    truths = shopify.truths(SALES)
    assert held(machine, truths) == expected(truths, machine.tenant)


@pytest.mark.parametrize("written", [damage.american_date, damage.european_date])
def test_the_order_of_day_and_month_is_the_whole_files(machine: ImportMachine, written: Callable[[str], str]) -> None:
    machine.take_in(shopify.table(SALES).changed(written, "Created at", "Cancelled at").csv(), timezone=SITE)

    truths = to_the_minute(shopify.truths(SALES))
    assert held(machine, truths) == expected(truths, machine.tenant)


def test_dates_with_two_readings_are_refused_until_the_caller_says_which(machine: ImportMachine) -> None:
    sales = days_ahead(0)
    content = woo_advanced.table(sales).changed(damage.american_date, "Order Date").csv()

    refused = machine.take_in(content, timezone=SITE)
    taken = machine.take_in(content, timezone=SITE, dates="month-first")

    assert refused.state is JobState.FAILED
    assert refused.error is not None
    assert "--dates day-first" in refused.error
    assert "--dates month-first" in refused.error
    assert taken.state is JobState.DONE
    truths = woo_advanced.truths(sales)
    assert held(machine, truths) == expected(truths, machine.tenant)


@pytest.mark.parametrize("written", [damage.decimal_comma, damage.european_number, damage.american_number])
def test_money_is_read_as_people_write_it(machine: ImportMachine, written: Callable[[str], str]) -> None:
    sofa = one_sale(2000, items=(Item("Sofa", "SOFA", 90, 2, Decimal("1234.50")),))
    sales = [*SALES, sofa]
    table = shopify.table(sales).changed(written, *MONEY)

    record = machine.take_in(table.csv(separator=";"))

    assert record.result is not None
    assert record.result["refusals"] == []
    truths = shopify.truths(sales)
    assert held(machine, truths) == expected(truths, machine.tenant)


def test_money_without_cents_keeps_its_thousands(machine: ImportMachine) -> None:
    sale = one_sale(items=(Item("Sofa", "SOFA", 90, 1, Decimal("1234.00")),))
    content = shopify.table([sale]).changed(lambda cell: "1.234 €" if cell == "1234.00" else cell, *MONEY).csv()

    refused = machine.take_in(content)
    read_as_dollars = machine.take_in(content.replace(" €".encode(), b" $"), decimal="comma")

    assert refused.state is JobState.DONE
    assert refused.result is not None
    assert refused.result["orders"] == {"refused": 1}
    assert read_as_dollars.state is JobState.DONE
    assert only_order(machine, shopify.truths([sale])).total_minor == 123_400


def test_ids_that_lost_their_digits_are_refused(machine: ImportMachine) -> None:
    record = machine.take_in(shopify.table([one_sale()]).changed(damage.rounded_id, "Id").csv())

    assert record.result is not None
    assert record.result["orders"] == {"refused": 1}
    [refusal] = record.result["refusals"]
    assert (refusal["line"], refusal["column"]) == (2, "Id")
    assert refusal["reason"].startswith("5.23E+12 was rounded by a spreadsheet")


def test_without_the_column_of_rounded_ids_the_names_are_the_ids(machine: ImportMachine) -> None:
    record = machine.take_in(shopify.table(SALES).changed(damage.rounded_id, "Id").without("Id").csv())

    assert record.state is JobState.DONE
    truths = shopify.truths(SALES, ids=False)
    assert held(machine, truths) == expected(truths, machine.tenant)


def test_account_ids_that_became_numbers_are_the_same_accounts(machine: ImportMachine) -> None:
    known, guest = one_sale(1, person=Person("A", "B", account=17850)), one_sale(2)
    table = woo_basic.table([known, guest]).changed(damage.float_id, "customer_id", "customer_user")
    assert table.column("customer_id") == ["17850.0", "0.0"]

    machine.take_in(table.csv(), timezone=SITE)

    truths = woo_basic.truths([known, guest])
    assert held(machine, truths) == expected(truths, machine.tenant)
