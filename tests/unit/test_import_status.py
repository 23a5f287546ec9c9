"""What a status of a file means: ours, a preset's, the caller's; else it is pending and keeps its text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars.facts.order import OrderStatus
from regulars.importing.presets.preset import Preset
from regulars.importing.presets.shopify import SHOPIFY
from regulars.importing.presets.woocommerce import ADVANCED, ORDER_EXPORT
from regulars.importing.status import fold_status, status_of


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
    with pytest.raises(ValueError, match=r"^is blank: say what became of the order, such as paid$"):
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
