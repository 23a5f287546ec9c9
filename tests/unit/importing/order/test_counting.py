"""Which orders of an export count, and what the report advises where most of them would not."""

from __future__ import annotations

from typing import Any

import pytest

from testing.files.oddities import GOOD_ROWS
from testing.files.read import FileRead, read_file

ORDER = GOOD_ROWS[1] | {"Fulfillment Status": "unfulfilled"}
FULFILLED = "fulfilled"


def read(*orders: dict[str, str], **options: Any) -> FileRead:
    """A Shopify export in which each order differs so from the good one."""
    rows = [ORDER | {"Name": f"#{number}", "Id": f"52300{number}"} | order for number, order in enumerate(orders, 1)]
    text = "".join(",".join(cells) + "\n" for cells in [ORDER, *(row.values() for row in rows)])
    return read_file(text.encode(), **options)


def statuses(*orders: dict[str, str], **options: Any) -> list[str]:
    found = read(*orders, **options)
    assert found.refused == []
    return [order.status.value for order in sorted(found.orders, key=lambda order: order.order_id)]


@pytest.mark.parametrize("status", ["paid", "pending", "authorized", "partially_paid", "Whatever", ""])
def test_an_order_that_was_cancelled_is_cancelled_whatever_its_payment_says(status: str) -> None:
    assert statuses({"Cancelled at": "2025-02-07 10:00:00 -0500", "Financial Status": status}) == ["cancelled"]


PENDING = {"Financial Status": "pending"}
SHIPPED = PENDING | {"Fulfillment Status": "Fulfilled"}
CASES = (PENDING, SHIPPED, SHIPPED | {"Cancelled at": "2025-02-07"}, PENDING | {"Fulfillment Status": "partial"})


def test_pending_orders_that_are_fulfilled_and_not_cancelled_count_where_the_caller_says_so() -> None:
    assert statuses(*CASES) == ["pending", "pending", "cancelled", "pending"]
    assert statuses(*CASES, countPending=FULFILLED) == ["pending", "paid", "cancelled", "pending"]


def test_a_status_that_nobody_has_explained_stays_pending_also_where_fulfilled_orders_count() -> None:
    unexplained = {"Financial Status": "Nachnahme", "Fulfillment Status": "fulfilled"}

    found = read(unexplained, countPending=FULFILLED)

    assert [order.status.value for order in found.orders] == ["pending"]
    assert found.orders[0].original is not None
    assert found.orders[0].original.status_text == "Nachnahme"
    assert found.report["unknownStatuses"] == {"Nachnahme": 1}
    assert statuses(unexplained, statuses={"NACHNAHME": "paid"}) == ["paid"]
    assert statuses(unexplained, statuses={"Nachnahme": "pending"}, countPending=FULFILLED) == ["paid"]


def test_where_most_orders_would_not_count_the_report_says_so_and_what_would_change_that() -> None:
    unexplained = {"Financial Status": "Nachnahme"}

    assert read({}, SHIPPED).report["advice"] == []
    assert read({}, SHIPPED, SHIPPED, unexplained).report["advice"] == [
        "3 of 4 orders do not count: no segment and no sum knows of them.",
        "2 of them are pending but fulfilled, as where customers pay on delivery: "
        "--count-pending fulfilled counts those as paid.",
        "Some have a status that nobody has explained: --status 'Theirs=paid' does.",
    ]
    assert read({}, SHIPPED, SHIPPED, countPending=FULFILLED).report["advice"] == []


def test_a_refund_makes_of_a_paid_order_what_is_left_of_it() -> None:
    assert statuses({"Refunded Amount": "1.00"}, {"Refunded Amount": "3.00"}) == ["partially_refunded", "refunded"]


def test_the_report_counts_money_by_status_and_the_orders_whose_sums_agree() -> None:
    report = read({}, {"Refunded Amount": "1.00"}, PENDING, {"Total": "3.01"}).report

    assert [(row["status"], row["counted"], row["orders"], row["amount"]) for row in report["statuses"]] == [
        ("pending", False, 1, "3.00"),
        ("paid", True, 2, "6.01"),
        ("partially_refunded", True, 1, "2.00"),
    ]
    assert report["reconciliation"] == {
        "agree": 3,
        "disagree": 1,
        "first": [{"line": 5, "orderId": "523004", "reason": "the parts make 3.00, not the total of 3.01"}],
    }
