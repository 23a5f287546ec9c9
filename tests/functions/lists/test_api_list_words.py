"""GET /api/customers?q=: whom a text means, among all other filters, in the list's order."""

from __future__ import annotations

from typing import Any

import pytest
from regulars.facts.customer import CustomerFacts
from regulars.facts.order import Contact
from regulars.facts.tenant import Tenant
from regulars.facts.time import DAY_MS, rfc3339
from regulars.lists import walk as walk_module
from regulars.stores.opened import Stores

from testing.api.client import Client
from testing.api.rows import put_rows
from testing.builders import NOW_MS, an_order, facts_of

LIST = "/api/customers"


def called(customer_id: str, *, days: int, **contact: str) -> CustomerFacts:
    order = an_order(customer_id, customer_id, ordered_at_ms=NOW_MS - days * DAY_MS, contact=Contact(**contact))
    facts: CustomerFacts = facts_of(order, customer_id=customer_id)
    return facts


@pytest.fixture
def shop(stores: Stores, tenant: Tenant, api: Client) -> Client:
    people = [
        called("c1", days=1, name="Zoë Ångström", email="zoe@example.com"),
        called("c2", days=2, name="Zoe Miller", company="Ångström Ltd"),
        called("c3", days=100, name="Ann Miller", phone="+64 9 123 45"),
        called("zoe-4", days=200, name="Bob"),
        CustomerFacts("c5", True),
    ]
    put_rows(stores, tenant, people)
    return api


def listed(api: Client, **query: Any) -> list[str]:
    return [row["contactID"] for page in api.walk(LIST, **query) for row in page.data]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("zoe", ["c1", "c2", "zoe-4"]),
        ("ZOË ang", ["c1", "c2"]),
        ("zoe mil", ["c2"]),
        ("mil", ["c2", "c3"]),
        ("zoe@example.com", ["c1"]),
        ("64 9 123", ["c3"]),
        ("c5", ["c5"]),
        ("nobody", []),
    ],
)
def test_who_is_meant_is_listed_newest_order_first(shop: Client, text: str, found: list[str]) -> None:
    answer = shop.get(LIST, q=text)

    assert [row["contactID"] for row in answer.data] == found
    assert answer.json["meta"]["total"] == len(found)
    assert listed(shop, q=text, limit=1) == found
    assert listed(shop, q=text, sort="lastOrderDate") == found[::-1] or "c5" in found


def test_a_text_combines_with_every_other_filter_and_with_an_instant_of_the_past(shop: Client) -> None:
    assert listed(shop, q="zoe", segment="Dormant") == ["zoe-4"]
    assert listed(shop, q="mil", minDaysSinceLastOrder=50) == ["c3"]
    assert listed(shop, q="zoe", asOf=rfc3339(NOW_MS - 2 * DAY_MS)) == ["c2", "zoe-4"]


def test_among_too_many_to_count_a_text_has_no_total_and_is_never_last_nights(
    shop: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walk_module, "LIST_ROWS", 2)

    assert shop.get(LIST, q="mil", limit=1).json["meta"]["total"] is None
    assert listed(shop, q="mil") == ["c2", "c3"]


@pytest.mark.parametrize(
    ("text", "fault"), [("z", "must hold a word"), ("?!", "must hold a word"), ("x" * 129, "at most")]
)
def test_a_text_that_means_nobody_in_particular_is_refused(shop: Client, text: str, fault: str) -> None:
    assert fault in shop.get(LIST, q=text).errors["q"]


def test_a_cursor_of_one_text_serves_no_other(shop: Client) -> None:
    cursor = shop.get(LIST, q="zoe", limit=1).json["meta"]["nextCursor"]

    assert list(shop.get(LIST, q="mil", limit=1, cursor=cursor).errors) == ["cursor"]
    assert [row["contactID"] for row in shop.get(LIST, q=" Zoe", limit=1, cursor=cursor).data] == ["c2"]
