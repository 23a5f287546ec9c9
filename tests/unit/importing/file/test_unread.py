"""Columns that no field takes, and that contradict what is assumed without them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from testing.builders import a_tenant
from testing.files.read import read_file

HEADER = "order_id,email,order_date,total"


def file_of(column: str, *cells: str, encoding: str = "utf-8") -> bytes:
    rows = (f"{at},c{at}@example.com,2025-10-06,10.00,{cell}\n" for at, cell in enumerate(cells, 1))
    return f"{HEADER},{column}\n{''.join(rows)}".encode(encoding)


@pytest.mark.parametrize("column", ["Order Currency", "Currency Code", "Devise", "Währung", "通貨", "Cur.", "What"])
@pytest.mark.parametrize("dry_run", [True, False])
def test_another_currency_in_a_column_of_any_name_is_asked_about_once(column: str, dry_run: bool) -> None:
    read = read_file(file_of(column, "USD", "", "JPY", "EUR"), dryRun=dry_run)

    assert read.refusal is not None
    assert read.refusal.startswith(
        f"Line 4: the column {column} says JPY, but no column is read for the currency, and "
    )
    assert "amounts count as USD, the tenant's: say --map" in read.refusal
    assert f"currency={column}" in read.refusal
    assert read.refusal.endswith("or --map currency=- to ignore it.")
    assert read.orders == []


@pytest.mark.parametrize("cell", ["jpy", " JPY ", "JPY", "¥", "円", "€"])
def test_currencies_are_known_in_any_case_and_by_signs_that_cannot_be_the_tenants(cell: str) -> None:
    read = read_file(file_of("Order Currency", "USD", cell))

    assert read.refusal is not None


def test_signs_of_a_windows_file_are_known_too() -> None:
    assert read_file(file_of("W\u00e4hrung", "\u20ac", encoding="cp1252")).refusal is not None


@pytest.mark.parametrize(
    "cells", [("USD", "usd", "$"), ("", "n/a"), ("USD", "2 boxes", "JPY"), ("JPYX", "JPY"), ("Fr.", "kr")]
)
def test_the_tenants_own_currency_and_what_is_none_are_not_asked_about(cells: tuple[str, ...]) -> None:
    read = read_file(file_of("Order Currency", *cells))

    assert read.refusal is None
    assert len(read.orders) == len(cells)


def test_a_mapped_currency_refuses_the_rows_of_others_in_words_that_ask_for_no_column() -> None:
    read = read_file(file_of("Order Currency", "usd", "JPY", "$"), mapping={"currency": "Order Currency"})

    assert sorted(read.by_id) == ["1", "3"]
    reason = (
        "JPY is not USD, the tenant's currency: import such orders into a tenant of their own, made with --currency"
    )
    assert read.refusals == [(3, "Order Currency", f"{reason} JPY")]


def test_a_file_with_exchange_rates_is_asked_for_the_missing_one() -> None:
    content = f"{HEADER},currency,Rate\n1,a@example.com,2025-10-06,10,JPY,\n2,b@example.com,2025-10-06,1000,jpy,0.01\n"

    read = read_file(content.encode(), mapping={"exchangeRate": "Rate"})

    assert read.refusals == [(2, "currency", "JPY is not USD, the tenant's currency: fill in Rate as well")]
    assert read.by_id["2"].total_minor == 1_000


def test_rows_of_one_order_may_write_their_currency_in_either_case() -> None:
    content = (
        b"order_id,email,date,sku,qty,price,currency\n1,a@b.co,2025-10-06,T,1,2,USD\n1,a@b.co,2025-10-06,P,1,3,usd\n"
    )

    assert len(read_file(content).by_id["1"].lines) == 2


def test_a_tenants_file_in_its_own_currency_is_nothing_to_ask_about() -> None:
    yen = replace(a_tenant(), currency="JPY", exponent=0)

    assert read_file(file_of("Order Currency", "JPY", "jpy", "¥"), tenant=yen).refusal is None


@pytest.mark.parametrize(
    ("column", "cells"),
    [
        ("Payment State", ("Paid", "Refunded")),
        ("Zahlung", ("bezahlt", "storniert")),
        ("Etat", ("payé", "annulé", "")),
        ("X", ("ok", "wc-on-hold")),
        ("Situação", ("pago", "Aguardando pagamento")),
    ],
)
def test_a_status_that_is_not_paid_in_an_unread_column_is_asked_about(column: str, cells: tuple[str, ...]) -> None:
    read = read_file(file_of(column, *cells))

    assert read.refusal is not None
    told = (
        f"Line 3: the column {column} says {cells[1]}, but no column is read for the status, and every order counts as"
    )
    assert read.refusal.startswith(f"{told} paid: say --map ")
    assert read.refusal.endswith("or --map status=- to ignore it.")


def test_mapped_statuses_are_read_and_the_question_is_gone() -> None:
    read = read_file(file_of("Payment State", "Paid", "Refunded"), mapping={"status": "Payment State"})

    assert {id_: order.status for id_, order in read.by_id.items()} == {"1": "paid", "2": "refunded"}


@pytest.mark.parametrize("cells", [("shipped", "delivered"), ("Lovely, refunded nothing", "refund me not")])
def test_words_that_say_nothing_against_paid_are_not_asked_about(cells: tuple[str, ...]) -> None:
    quoted = (f'"{cell}"' for cell in cells)

    assert read_file(file_of("Delivery", *quoted)).refusal is None


def test_a_column_of_many_different_words_holds_no_statuses() -> None:
    notes = [f"note {at}" for at in range(51)]

    assert read_file(file_of("Notes", *notes, "cancelled")).refusal is None
    assert read_file(file_of("Notes", *notes[:49], "cancelled")).refusal is not None


def test_where_a_status_is_read_another_column_of_statuses_is_its_own_affair() -> None:
    content = f"{HEADER},status,Delivery\n1,a@example.com,2025-10-06,10,paid,Returned\n".encode()

    assert read_file(content).orders[0].status == "paid"
