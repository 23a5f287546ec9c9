"""The list of a segment's members: what each customer's own ledger says, whatever the rule reads."""

from __future__ import annotations

import random
from typing import Any

import pytest
from regulars.facts.tenant import Tenant
from regulars.stores.opened import Stores

from testing.api.client import Client
from testing.api.orders import line_of, order_with, post
from testing.api.projected import project

SEGMENTS = "/api/customers/segments"
PEOPLE = [f"c{number}" for number in range(12)]


def leaf(field: str, operator: str, value: Any = None) -> dict[str, Any]:
    return {"field": field, "operator": operator, **({} if value is None else {"value": value})}


def count(name: str, least: int, **more: Any) -> dict[str, Any]:
    return {name: {"count": {"operator": "at_least", "value": least}, **more}}


RULES: dict[str, dict[str, Any]] = {
    "spend": leaf("totalSpend", "at_least", 200),
    "lately": leaf("lastOrderDaysAgo", "at_most", 60),
    "lifecycle": leaf("lifecycleSegment", "one_of", ["New", "Dormant"]),
    "rfm": leaf("rfmSegment", "is_not", "Lost"),
    "orders": count("orders", 2, within="90d"),
    "products": count("products", 1, where=[leaf("productId", "is", "cup")]),
    "overdue": count("products", 1, where=[leaf("daysOverdue", "at_least", 1)]),
    "tags": leaf("tags", "has_any", ["vip"]),
    "engagement": leaf("engagementScore", "at_least", 40),
    "churn": leaf("churnRiskScore", "at_least", 40),
    "visits": count("interactions", 1, where=[leaf("type", "is", "visit")], within="30d"),
    "mails": count("communications", 1, within="30d"),
    "models": leaf("modelChurnProbability", "at_least", 0.4),
    "not": {"combinator": "or", "not": True, "rules": [leaf("totalSpend", "at_least", 200), leaf("tags", "is_set")]},
    "and": {"combinator": "and", "rules": [leaf("orderCount", "at_least", 2), leaf("totalSpend", "less_than", 400)]},
    "never ordered": leaf("orderCount", "is", 0),
}


@pytest.fixture(params=["as it is", "of heavy customers"])
def shop(request: pytest.FixtureRequest, api: Client, stores: Stores, tenant: Tenant, monkeypatch: Any) -> Client:
    """Twelve customers of all kinds; and the same where no timeline or product fits a row or an index."""
    if request.param == "of heavy customers":
        monkeypatch.setattr("regulars.stores.rows.row_codec.HEAVY_BYTES", 20)
        monkeypatch.setattr("regulars.lists.histories.MOST_HEAVY", 100)
        monkeypatch.setattr("regulars.lists.histories._HEAVY_BYTES", 1)
    chance = random.Random(19)
    post(api, order_with("pending", 3, line_of("tea"), customerId=PEOPLE[0], status="pending"))
    for number, customer_id in enumerate(PEOPLE[1:], 1):
        for order in range(1 + number % 5):
            lines = (line_of(chance.choice(["tea", "cup", "lid"]), unitPrice=chance.choice([20, 90, 150])),)
            post(api, order_with(f"{customer_id}-{order}", chance.randrange(1, 300), *lines, customerId=customer_id))
        if number % 3 == 0:
            api.post("/api/customers/tags", {"customerId": customer_id, "name": "vip"})
            api.post("/api/customers/interactions", {"customerId": customer_id, "interactionType": "visit"})
        if number % 4 == 0:
            api.post(
                "/api/customers/communications",
                {"customerId": customer_id, "channel": "email", "direction": "outbound", "status": "opened"},
            )
    project(stores, tenant, *PEOPLE)
    return api


def test_who_is_listed_is_who_each_customers_ledger_says(shop: Client, stores: Stores, tenant: Tenant) -> None:
    made = {name: create(shop, name, rule) for name, rule in RULES.items()}
    by_ledger: dict[str, set[str]] = {name: set() for name in RULES}
    for customer_id in PEOPLE:
        mine = shop.get(SEGMENTS, customerId=customer_id).json["customerSegments"]
        for name, segment_id in made.items():
            if segment_id in mine:
                by_ledger[name].add(customer_id)

    assert {name: listed(shop, segment_id) for name, segment_id in made.items()} == by_ledger
    assert all(0 < len(found) < len(PEOPLE) for found in by_ledger.values()), by_ledger
    counted = shop.get(SEGMENTS, counts="true").json
    assert counted["memberCounts"] == {made[name]: len(found) for name, found in by_ledger.items()}
    assert counted["memberCountsAsOf"] == "2025-10-15T08:30:00.000Z"
    assert "memberCounts" not in shop.get(SEGMENTS).json
    for name, rule in RULES.items():
        preview = shop.post(SEGMENTS, {"action": "preview", "criteria": rule}).data
        assert (name, preview["members"]) == (name, len(by_ledger[name]))


def test_pages_of_a_segment_are_each_customer_once_under_either_sort(shop: Client) -> None:
    segment_id = create(shop, "spend", RULES["and"])
    for sort in ("-lastOrderDate", "lastOrderDate", "-totalSpend", "totalSpend"):
        pages = list(shop.walk("/api/customers", customSegment=segment_id, limit=2, sort=sort))
        found = [row["contactID"] for page in pages for row in page.data]
        assert sorted(found) == sorted(listed(shop, segment_id)), sort
        assert pages[0].json["meta"]["total"] == len(found)


def test_beyond_the_bound_a_preview_and_suggestions_say_so(shop: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("regulars.lists.walk.LIST_ROWS", 10)

    for answer in (
        shop.post(SEGMENTS, {"action": "preview", "criteria": RULES["spend"]}),
        shop.post(SEGMENTS, {"action": "preview", "criteria": RULES["spend"], "backtest": {}}),
        shop.get(f"{SEGMENTS}/suggested"),
    ):
        assert (answer.status, answer.json["code"]) == (409, "too_many_customers_live")
    assert shop.get(SEGMENTS, counts="true").json["memberCounts"] is None
    segment_id = create(shop, "tags", RULES["tags"])
    pages = shop.walk("/api/customers", customSegment=segment_id)
    found = [row["contactID"] for page in pages for row in page.data]
    assert sorted(found) == ["c3", "c6", "c9"], "the walk goes on where one page may read no more"


def create(api: Client, name: str, rule: dict[str, Any]) -> str:
    answer = api.post(SEGMENTS, {"action": "create", "name": name, "criteria": rule})
    assert answer.status == 201, answer.text
    return str(answer.data["id"])


def listed(api: Client, segment_id: str) -> set[str]:
    return {row["contactID"] for row in api.get("/api/customers", customSegment=segment_id).data}


def test_products_weigh_what_is_read(shop: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of whole rows one answer reads no more bytes than of timelines; a walk goes on behind them."""
    segment_id = create(shop, "cups", RULES["products"])
    expected = listed(shop, segment_id)
    monkeypatch.setattr("regulars.lists.histories.LIST_BYTES", 60)
    monkeypatch.setattr("regulars.lists.histories._HEAVY_BYTES", 20)
    monkeypatch.setattr("regulars.lists.histories.BATCH_GET_KEYS", 3)

    pages = list(shop.walk("/api/customers", customSegment=segment_id))

    assert {row["contactID"] for page in pages for row in page.data} == expected
    assert len(pages) > 1
    refused = shop.post(SEGMENTS, {"action": "preview", "criteria": RULES["products"]})
    assert (refused.status, refused.json["code"]) == (409, "too_many_customers_live")


def test_a_rule_reads_whole_rows_only_where_an_index_lacks_something(
    shop: Client, stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One Query of the index for who they are; a batch of rows for their tags."""
    asked: list[str] = []
    stores.dynamodb.meta.events.register("before-call.dynamodb", lambda model, **_: asked.append(model.name))
    names = create(shop, "names", leaf("name", "begins_with", "c1"))
    tags = create(shop, "tags", RULES["tags"])

    found = {}
    for name, segment_id in (("names", names), ("tags", tags)):
        asked.clear()
        listed(shop, segment_id)
        # The tenant with its settings is one batch itself.
        found[name] = asked.count("BatchGetItem") - 1

    assert found == {"names": 0, "tags": 1}
