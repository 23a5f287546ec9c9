"""GET /api/customers/loyalty-points without a customer: all of them, in source 001's shape."""

from __future__ import annotations

from typing import Any

import pytest
from regulars.audience import points as points_module
from regulars.facts.tenant import Tenant
from regulars.stores.opened import Stores

from testing.api.client import Client
from testing.api.loyalty import POINTS, made
from testing.api.orders import order_of, post
from testing.api.projected import project

NAMES = [f"c{number}" for number in range(7)]


@pytest.fixture
def shop(api: Client, stores: Stores, tenant: Tenant) -> Client:
    """Seven customers, of whom `c0` ordered last; each has spent ten more than the one before."""
    for number, name in enumerate(NAMES):
        post(api, order_of(f"o{number}", 1 + number, f"{10 + 10 * number}.00", customerId=name))
    project(stores, tenant, *NAMES)
    return api


def walked(api: Client, **query: Any) -> list[tuple[str, str, int]]:
    rows = [row for page in api.walk(POINTS, **query) for row in page.data]
    return [(row["customerId"], row["loyaltyProgramName"], row["availablePoints"]) for row in rows]


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 50])
def test_everybody_is_listed_once_in_each_program_whatever_the_page(shop: Client, limit: int) -> None:
    made(shop, name="Club")
    made(shop, name="Double", multiplier=2)

    rows = walked(shop, limit=limit)

    assert rows == [
        (name, program, (10 + 10 * number) * times)
        for number, name in enumerate(NAMES)
        for program, times in (("Club", 1), ("Double", 2))
    ]


def test_a_row_is_the_one_that_the_customer_has_alone(shop: Client) -> None:
    made(shop, name="Club")

    [row] = [row for row in shop.get(POINTS).data if row["customerId"] == "c3"]

    assert [row] == shop.get(POINTS, customerId="c3").data


def test_of_one_program_only_its_points_are_listed(shop: Client) -> None:
    made(shop, name="Club")
    double = made(shop, name="Double", multiplier=2)

    assert {program for _, program, _ in walked(shop, loyaltyProgramId=double)} == {"Double"}
    assert shop.get(POINTS, loyaltyProgramId="l9-nobody").status == 404


def test_without_a_program_nobody_is_listed_and_the_walk_ends(shop: Client) -> None:
    assert walked(shop, limit=2) == []


def test_a_page_looks_at_a_bounded_number_of_customers_and_the_walk_goes_on(
    shop: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(points_module, "MOST_CUSTOMERS", 3)
    made(shop, name="Club")

    first = shop.get(POINTS)

    assert [row["customerId"] for row in first.data] == NAMES[:3]
    assert first.json["nextCursor"] is not None
    assert [name for name, _, _ in walked(shop)] == NAMES


def test_a_member_is_listed_under_their_survivor_alone(shop: Client, stores: Stores, tenant: Tenant) -> None:
    made(shop, name="Club")
    shop.post("/api/customers/profiles/merge", {"from": "c1", "into": "c0"})

    rows = walked(shop)

    assert rows[0] == ("c0", "Club", 30), "at once, though their rows do not know yet"
    assert "c1" not in [name for name, _, _ in rows]


def test_a_cursor_does_not_go_with_a_customer(shop: Client) -> None:
    made(shop, name="Club")
    cursor = shop.get(POINTS, limit=1).json["nextCursor"]

    answer = shop.get(POINTS, customerId="c3", cursor=cursor)

    assert (answer.status, list(answer.errors)) == (400, ["cursor"])
