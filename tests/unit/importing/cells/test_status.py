"""What a status of a file means: ours, a preset's, the caller's; else it is pending and keeps its text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars.facts.order import OrderStatus
from regulars.importing.cells.status import fold_status, status_of
from regulars.importing.presets.preset import Preset
from regulars.importing.presets.shopify import SHOPIFY
from regulars.importing.presets.woocommerce import ADVANCED, ORDER_EXPORT

from testing.files.read import read_file


@pytest.mark.parametrize("text", ["on-hold", "On hold", "wc-on-hold", " ON_HOLD ", "WC-On Hold", "wc_on_hold"])
def test_a_status_is_the_same_in_every_writing(text: str) -> None:
    assert fold_status(text) == "on-hold"


@pytest.mark.parametrize("status", OrderStatus)
def test_our_own_statuses_need_no_explanation(status: OrderStatus) -> None:
    for text in (status.value, status.value.upper(), status.value.replace("_", " ").title()):
        assert status_of(text, {}) == (status, None)


SHOPIFYS = {
    "paid": "paid",
    "partially_paid": "paid",
    "partially_refunded": "partially_refunded",
    "refunded": "refunded",
    "pending": "pending",
    "authorized": "pending",
    "expired": "cancelled",
    "voided": "cancelled",
}
WOOCOMMERCES = {
    "completed": "paid",
    "wc-processing": "paid",
    "On hold": "pending",
    "Pending payment": "pending",
    "wc-pending": "pending",
    "Cancelled": "cancelled",
    "wc-failed": "cancelled",
    "trash": "cancelled",
    "Draft": "cancelled",
    "wc-checkout-draft": "cancelled",
    "Refunded": "refunded",
}


@pytest.mark.parametrize(
    ("preset", "meanings"), [(SHOPIFY, SHOPIFYS), (ADVANCED, WOOCOMMERCES), (ORDER_EXPORT, WOOCOMMERCES)]
)
def test_the_statuses_of_an_export_mean_what_its_shop_system_means(preset: Preset, meanings: dict[str, str]) -> None:
    assert {theirs: status_of(theirs, preset.statuses) for theirs in meanings} == {
        theirs: (ours, None) for theirs, ours in meanings.items()
    }


def test_what_the_caller_says_stands_before_our_own_word() -> None:
    assert status_of("Refunded", {"refunded": "paid"}) == ("paid", None)
    assert status_of("paid", {"paid": "cancelled"}) == ("cancelled", None)


def test_a_status_that_nobody_has_explained_is_pending_with_its_text() -> None:
    assert status_of("Versandt", {}) == ("pending", "Versandt")
    assert status_of("x" * 128, {}) == ("pending", "x" * 128)


@pytest.mark.parametrize("text", ["", " ", "wc-"])
def test_a_blank_status_says_nothing(text: str) -> None:
    with pytest.raises(
        ValueError, match=r"^is blank: fill it in, or say what a blank one means with --status '=paid'$"
    ):
        status_of(text, {})


@pytest.mark.parametrize("text", ["x" * 129, "a\nb", "\u200b", "\x07"])
def test_a_status_that_no_order_can_keep_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^must have at most 128 characters, all of them printable$"):
        status_of(text, {})


@given(st.text())
def test_folding_twice_changes_nothing_that_matters(text: str) -> None:
    folded = fold_status(text)

    assert fold_status(f" {text.strip()}\n") == folded
    assert " " not in folded
    assert "_" not in folded


BLANK = b"order_id,email,order_date,total,Status\n1,a@example.com,2025-10-01,28.50,\n2,b@example.com,2025-10-02,36,%s\n"


def test_a_column_of_statuses_that_says_nothing_is_asked_about_once_for_the_file() -> None:
    refusal = read_file(BLANK % b"").refusal

    assert refusal == (
        "Line 2: the column Status is blank in every row: say what that means with --status '=paid', or "
        "take the status from no column with --map status=-."
    )


def test_a_single_blank_status_costs_its_own_order() -> None:
    read = read_file(BLANK % b"paid")

    assert sorted(read.by_id) == ["2"]
    assert read.refusals == [
        (2, "Status", "is blank: fill it in, or say what a blank one means with --status '=paid'"),
    ]


def test_a_blank_status_is_what_the_caller_says_of_it() -> None:
    assert sum(order.spend_minor for order in read_file(BLANK % b"", statuses={"": "paid"}).orders) == 6_450
    assert {order.status for order in read_file(BLANK % b"paid", statuses={"": "pending"}).orders} == {
        "paid",
        "pending",
    }


def test_rows_of_one_order_need_not_all_say_the_status() -> None:
    content = (
        b"order_id,email,date,sku,qty,price,status\n1,a@b.co,2025-10-01,T,1,2,\n1,a@b.co,2025-10-01,P,1,3,refunded\n"
    )

    assert read_file(content).by_id["1"].status == "refunded"
