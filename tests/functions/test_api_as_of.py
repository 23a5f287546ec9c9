"""`asOf`: every answer over all customers is what it would have been then, by the orders known today."""

from __future__ import annotations

from random import Random
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from regulars.facts.customer import CustomerFacts, PurchaseFacts
from regulars.facts.tenant import Tenant
from regulars.facts.time import DAY_MS, rfc3339
from regulars.http.door.app import Application
from regulars.lists import walk as walk_module
from regulars.stores.opened import Stores

from testing.api.client import Client
from testing.api.customers import a_customer
from testing.api.rows import put_rows
from testing.aws.tenants import make_tenant
from testing.builders import NOW_MS

THEN_DAYS = 45
THEN_MS = NOW_MS - THEN_DAYS * DAY_MS
ASKED: dict[str, tuple[str, dict[str, Any]]] = {
    "list": ("/api/customers", {"limit": 1_000}),
    "filtered": ("/api/customers", {"segment": "Active,Dormant", "sort": "totalSpend", "limit": 1_000}),
    "by score": ("/api/customers", {"recencyScore": "3,4,5", "minSpend": 5, "limit": 1_000}),
    "summary": ("/api/customers/summary", {"history": 200}),
    "overview": ("/api/v1/analytics/overview", {}),
    "cohorts": ("/api/v1/analytics/cohorts", {}),
    "funnel": ("/api/v1/analytics/funnel", {}),
    "RFM": ("/api/customers/rfm", {"grid": "true", "days": 60, "limit": 1_000}),
}
every_answer = pytest.mark.parametrize("asked", ASKED)
Orders = list[tuple[int, int]]


def shop_of(how_many: int) -> dict[str, Orders]:
    """Orders of customers as (days ago, minor units), on both sides of that instant and at it."""
    chance = Random(11)
    days = [0, 3, 30, 44, 45, 46, 60, 75, 105, 106, 135, 136, 137, 200]
    return {
        f"c{number:03d}": [
            (chance.choice(days), chance.choice([1, 900, 50_000, 400_000])) for _ in range(chance.choice([1, 1, 2, 4]))
        ]
        for number in range(how_many)
    }


@pytest.fixture
def then(stores: Stores, tenant: Tenant, application: Application) -> Client:
    """A shop that never heard of what came after that instant, asked at it."""
    made = make_tenant(stores, "then", shards=2)
    past = {id_: [one for one in orders if one[0] >= THEN_DAYS] for id_, orders in shop_of(60).items()}
    put_rows(stores, made, [a_customer(id_, *orders) for id_, orders in past.items() if orders])
    return Client(application, made.id, now_ms=THEN_MS)


@pytest.fixture
def now(stores: Stores, tenant: Tenant, api: Client) -> Client:
    customers = [a_customer(id_, *orders) for id_, orders in shop_of(60).items()]
    put_rows(stores, tenant, [*customers, CustomerFacts("lead", True, PurchaseFacts())])
    return api


def but_references(value: Any) -> Any:
    """Without what is known of the newest order alone, and without the links' own `asOf`."""
    if isinstance(value, dict):
        return {name: but_references(one) for name, one in value.items() if name not in ("lastOrderReference", "link")}
    return [but_references(one) for one in value] if isinstance(value, list) else value


@every_answer
def test_an_answer_as_of_then_is_what_a_shop_of_then_answers(now: Client, then: Client, asked: str) -> None:
    path, query = ASKED[asked]

    found = now.get(path, asOf=rfc3339(THEN_MS), **query).json
    expected = then.get(path, **query).json

    if asked == "overview":
        assert found["data"]["today"]["due"].pop("sentence") == "Who is due is known of last night alone."
        expected["data"]["today"]["due"].pop("sentence")
    assert but_references(found) == but_references(expected)
    assert found != now.get(path, **query).json


@every_answer
def test_an_instant_of_the_future_is_refused(now: Client, asked: str) -> None:
    path, query = ASKED[asked]

    assert now.get(path, asOf=rfc3339(NOW_MS + 1), **query).errors == {"asOf": "must not lie in the future"}
    assert now.get(path, asOf="soon", **query).errors == {"asOf": "must be an instant such as 2025-10-15T08:30:00Z"}


@every_answer
def test_beyond_the_bound_it_is_refused_with_a_sentence(
    now: Client, asked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, query = ASKED[asked]
    monkeypatch.setattr(walk_module, "LIST_ROWS", 50)

    answer = now.get(path, asOf=rfc3339(THEN_MS), **query)

    assert answer.status == 400
    assert answer.errors == {"asOf": "needs all customers at once, and there are more than can be read: ask without it"}


@every_answer
def test_before_the_first_order_there_was_nobody(now: Client, asked: str) -> None:
    path, query = ASKED[asked]

    answer = now.get(path, asOf="2020-01-01T00:00:00Z", **query)

    assert answer.status == 200
    assert "c0" not in answer.text


@pytest.mark.parametrize("sort", ["lastOrderDate", "-lastOrderDate", "totalSpend", "-totalSpend"])
def test_pages_of_a_list_as_of_then_make_the_whole(now: Client, then: Client, sort: str) -> None:
    found: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = now.get("/api/customers", asOf=rfc3339(THEN_MS), limit=7, sort=sort, **cursor).json
        found += [row["contactID"] for row in page["data"]]
        assert page["meta"]["asOf"] == rfc3339(THEN_MS)
        if page["meta"]["nextCursor"] is None:
            break
        cursor = {"cursor": page["meta"]["nextCursor"]}

    assert found == [row["contactID"] for row in then.get("/api/customers", limit=1_000, sort=sort).data]
    assert page["meta"]["total"] == len(found)
    refused = now.get("/api/customers", limit=7, sort=sort, **cursor)
    assert list(refused.errors) == ["cursor"], "it is of that instant"


def test_numbers_of_an_overview_of_then_are_what_their_links_list(now: Client) -> None:
    found = now.get("/api/v1/analytics/overview", asOf=rfc3339(THEN_MS)).data

    for one in (*(found["figures"][name] for name in ("customers", "active", "vip")), found["today"]["slipping"]):
        asked = urlsplit(one["link"])
        rows = now.get(asked.path, limit=1_000, **dict(parse_qsl(asked.query))).json["data"]
        assert len(rows) == one.get("value", one.get("customers")) > 0


def test_what_is_kept_of_now_is_not_of_then(now: Client) -> None:
    totals = [
        now.get("/api/customers", limit=1, **({"asOf": rfc3339(NOW_MS - days * DAY_MS)} if days else {})).json["meta"]
        for days in (0, THEN_DAYS, 136, 0)
    ]

    assert totals[0]["total"] == totals[3]["total"] == 61
    assert 61 > totals[1]["total"] > totals[2]["total"] > 0


@pytest.mark.parametrize("beside", [{"scale": 10}, {"customerId": "c001"}])
def test_scores_as_of_then_are_of_all_customers_by_the_bands(now: Client, beside: dict[str, Any]) -> None:
    assert list(now.get("/api/customers/rfm", asOf=rfc3339(THEN_MS), **beside).errors) == ["asOf"]
