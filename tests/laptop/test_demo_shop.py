"""The demo shop's orders are believable, and the same ones whenever they are made."""

from __future__ import annotations

import datetime
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from laptop.demo_catalogue import CATALOGUE
from laptop.demo_shop import demo_orders, write_orders

TODAY = datetime.date(2026, 7, 1)


@pytest.fixture(scope="module")
def orders() -> list[Any]:
    return list(demo_orders(TODAY))


def test_the_same_day_gives_the_same_orders(orders: list[Any]) -> None:
    assert list(demo_orders(TODAY)) == orders


def test_the_next_day_gives_the_same_orders_a_day_later(orders: list[Any]) -> None:
    later = list(demo_orders(TODAY + datetime.timedelta(days=1)))

    for order, moved in zip(orders, later, strict=True):
        assert instant(moved) == instant(order) + datetime.timedelta(days=1)
        assert {**moved, "orderedAt": ""} == {**order, "orderedAt": ""}


def instant(order: Any) -> datetime.datetime:
    return datetime.datetime.fromisoformat(order["orderedAt"])


def test_there_are_a_few_thousand_orders_of_some_hundred_customers(orders: list[Any]) -> None:
    assert 4000 < len(orders) < 6000
    assert 250 < len({order["customerId"] for order in orders}) < 350
    assert len({order["orderId"] for order in orders}) == len(orders)


def test_some_customers_came_back_once_and_a_funnel_has_each_step(orders: list[Any]) -> None:
    times = Counter(Counter(order["customerId"] for order in orders).values())

    assert 40 <= times[1] <= 70
    assert 20 <= times[2] <= 40
    assert sum(count for often, count in times.items() if often > 2) > 150


def test_each_month_of_two_years_has_its_newcomers_and_none_has_most_of_them(orders: list[Any]) -> None:
    months = Counter(days // 30 for days in ages(orders).values())

    assert all(5 <= months[month] <= 22 for month in range(24)), months
    assert sum(months[month] for month in range(12)) > 100


def test_who_came_back_once_did_so_all_over_the_year(orders: list[Any]) -> None:
    times = Counter(order["customerId"] for order in orders)
    firsts = Counter(days // 90 for customer, days in ages(orders).items() if times[customer] == 2)

    assert all(firsts[quarter] >= 2 for quarter in range(4)), firsts


def ages(orders: list[Any]) -> dict[str, int]:
    """How many days ago each customer ordered first."""
    return {order["customerId"]: (TODAY - instant(order).date()).days for order in reversed(orders)}


def test_order_ids_and_references_ascend_with_time(orders: list[Any]) -> None:
    assert [order["orderId"] for order in orders] == [f"R{100_001 + number}" for number in range(len(orders))]
    assert [order["reference"] for order in orders] == [f"#{1001 + number}" for number in range(len(orders))]


def test_the_last_orders_are_of_yesterday(orders: list[Any]) -> None:
    instants = [instant(order) for order in orders]

    assert max(instants).date() == TODAY - datetime.timedelta(days=1)
    assert instants == sorted(instants)


def test_some_orders_are_pending_cancelled_or_refunded_and_most_are_paid(orders: list[Any]) -> None:
    statuses = Counter(order["status"] for order in orders)

    assert set(statuses) == {"paid", "pending", "cancelled", "refunded", "partially_refunded"}
    assert statuses["paid"] > 0.9 * len(orders)


def test_a_partial_refund_is_less_than_the_order(orders: list[Any]) -> None:
    for order in orders:
        total = sum(float(line["unitPrice"]) * line["quantity"] for line in order["lines"])
        if order["status"] == "partially_refunded":
            assert 0 < float(order["refundedAmount"]) < total
        if order["status"] == "refunded":
            assert float(order["refundedAmount"]) == pytest.approx(total)


def test_a_customer_has_one_name_and_one_address_and_nobody_shares_it(orders: list[Any]) -> None:
    addresses = {(order["customerId"], order["customer"]["email"]) for order in orders}

    assert len(addresses) == len({customer for customer, _ in addresses}) == len({email for _, email in addresses})
    assert all(email.endswith("@example.com") for _, email in addresses)


def test_baskets_differ(orders: list[Any]) -> None:
    baskets = Counter(json.dumps(order["lines"]) for order in orders)

    assert len(baskets) > 0.5 * len(orders)
    assert len({line["productId"] for order in orders for line in order["lines"]}) == len(CATALOGUE)


def test_the_file_is_written_whole_as_json_lines(tmp_path: Path, orders: list[Any]) -> None:
    file = tmp_path / "orders.jsonl"

    assert write_orders(file, today=TODAY) == len(orders)

    assert [json.loads(line) for line in file.read_text().splitlines()] == orders
    assert list(tmp_path.iterdir()) == [file]
