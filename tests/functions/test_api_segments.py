"""Own segments over HTTP: made, changed, removed, and who is in them by their rule."""

from __future__ import annotations

import pytest
from regulars.facts.tenant import Tenant
from regulars.facts.time import DAY_MS
from regulars.http.door import paging
from regulars.http.door.app import Application
from regulars.http.door.json_text import sent_bytes
from regulars.segments.segment import Segment
from regulars.stores.opened import Stores

from testing.api.client import Client
from testing.api.own_segments import SEGMENTS, TEN_ORDERS_WORTH, TWICE, act, made, members, two_customers
from testing.api.projected import project
from testing.builders import NOW_MS


@pytest.fixture
def shop(api: Client, stores: Stores, tenant: Tenant) -> Client:
    return two_customers(api, stores, tenant)


def test_a_segment_is_made_listed_and_has_the_members_of_its_rule(shop: Client) -> None:
    answer = act(
        shop, "create", name="Big spenders", description="From 100", criteria=TEN_ORDERS_WORTH, color="#1D4ED8"
    )

    assert answer.status == 201
    segment = answer.data
    assert (segment["name"], segment["description"], segment["color"]) == ("Big spenders", "From 100", "#1d4ed8")
    assert (segment["active"], segment["announces"], segment["revision"]) == (True, False, 1)
    assert segment["criteria"] == TEN_ORDERS_WORTH
    listed = shop.get(SEGMENTS).json
    assert (listed["segments"], listed["customerSegments"]) == ([segment], None)
    assert members(shop, segment["id"]) == ["ann"]


def test_a_customers_segments_are_named_with_what_decided(shop: Client) -> None:
    big = made(shop)
    often = made(shop, "Often", criteria=TWICE)

    answer = shop.get(SEGMENTS, customerId="ann", explain="true").json

    assert answer["customerSegments"] == [big]
    told = {one["segmentId"]: (one["member"], one["decidedBy"]) for one in answer["explanation"]}
    assert told == {big: (True, "criteria.rules[0]"), often: (False, "criteria.rules[0]")}
    alone = shop.get("/api/customers/ann", explain="true").data["customSegments"]
    assert sorted(alone, key=lambda one: one["segmentId"]) == sorted(
        answer["explanation"], key=lambda one: one["segmentId"]
    )
    assert "customSegments" not in shop.get("/api/customers/ann").data
    assert "customSegments" not in shop.get("/api/customers/ann", explain="true", asOf="2025-10-14").data
    assert shop.get(SEGMENTS, customerId="nobody").status == 404
    assert list(shop.get(SEGMENTS, explain="true").errors) == ["explain"]


def test_each_edit_is_a_revision_with_who_and_when(application: Application, tenant: Tenant, shop: Client) -> None:
    big = made(shop)
    later = Client(application, tenant.id, now_ms=NOW_MS + DAY_MS)
    changed = act(later, "update", segmentId=big, name="Spenders", criteria=TWICE)
    same = act(later, "update", segmentId=big, name="Spenders")
    act(later, "delete", segmentId=big)

    answer = shop.get(f"{SEGMENTS}/{big}/revisions").json
    assert [(one["revision"], one["deleted"], one["segment"]["name"]) for one in answer["data"]] == [
        (3, True, "Spenders"),
        (2, False, "Spenders"),
        (1, False, "Big spenders"),
    ]
    assert {one["by"] for one in answer["data"]} == {"user"}
    assert answer["data"][2]["at"] == "2025-10-15T08:30:00.000Z"
    assert answer["data"][1]["at"] == "2025-10-16T08:30:00.000Z"
    assert (changed.data["revision"], same.data["revision"]) == (2, 2)
    assert shop.get(SEGMENTS).json["segments"] == []
    assert shop.get(f"{SEGMENTS}/none/revisions").status == 404


def test_edits_are_paged_and_no_answer_is_larger_than_may_be_sent(
    application: Application, tenant: Tenant, shop: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    big = made(shop)
    for number in range(2, 7):
        act(shop, "update", segmentId=big, name=f"Name {number}")
    path = f"{SEGMENTS}/{big}/revisions"

    first = shop.get(path, limit=4).json
    act(shop, "update", segmentId=big, name="Made meanwhile")
    second = shop.get(path, limit=4, cursor=first["nextCursor"]).json
    assert [one["revision"] for one in first["data"]] == [6, 5, 4, 3]
    assert [one["revision"] for one in second["data"]] == [2, 1]
    assert (first["total"], first["count"], second["count"], second["nextCursor"]) == (6, 4, 2, None)
    assert [one["revision"] for one in shop.get(path, offset=5).data] == [2, 1]
    assert list(shop.get(path, cursor="x").errors) == ["cursor"]
    assert list(shop.get(f"{SEGMENTS}/{made(shop, 'Another')}/revisions", cursor=first["nextCursor"]).errors) == [
        "cursor"
    ]

    monkeypatch.setattr(paging, "ANSWER_BYTES", 3 * sent_bytes(first["data"][0]) // 2)
    small = shop.get(path).json
    assert [one["revision"] for one in small["data"]] == [7]
    assert small["nextCursor"] is not None


def test_only_the_segment_that_was_read_is_changed(shop: Client) -> None:
    big = made(shop)
    change = {"action": "update", "segmentId": big, "active": False}

    assert shop.post(SEGMENTS, change, if_match='"2"').status == 412
    assert shop.post(SEGMENTS, change, if_match='"1"').headers["ETag"] == '"2"'
    assert shop.post(SEGMENTS, {"action": "delete", "segmentId": big}, if_match='"1"').status == 412


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "action"),
        ({"action": "creat", "name": "x"}, "action"),
        ({"action": "create"}, "name"),
        ({"action": "create", "name": "x" * 101}, "name"),
        ({"action": "create", "name": "x", "color": "red"}, "color"),
        ({"action": "create", "name": "x", "active": "yes"}, "active"),
        ({"action": "create", "name": "x", "critera": {}}, "critera"),
        ({"action": "create", "name": "x", "criteria": []}, "criteria"),
        ({"action": "create", "name": "x", "criteria": {"rules": []}}, "criteria.rules"),
        ({"action": "create", "name": "x", "criteria": {"rules": [{"field": "spend"}]}}, "criteria.rules[0].field"),
        ({"action": "update", "name": "x"}, "segmentId"),
        ({"action": "add_member", "segmentId": "s"}, "customerId"),
        ({"action": "preview"}, "criteria"),
        ({"action": "preview", "criteria": TWICE, "compareWith": ["s"]}, "compareWith[0]"),
        ({"action": "preview", "criteria": TWICE, "compareWith": list("abcdef")}, "compareWith"),
        ({"action": "preview", "criteria": TWICE, "backtest": {"daysAgo": 0}}, "backtest"),
        ({"action": "preview", "criteria": TWICE, "backtest": {"days": 1}}, "backtest"),
    ],
)
def test_a_fault_names_its_field(shop: Client, body: dict[str, object], field: str) -> None:
    answer = shop.post(SEGMENTS, body)

    assert (answer.status, list(answer.errors)) == (400, [field])


@pytest.mark.parametrize("action", ["update", "delete", "add_member", "remove_member", "exclude"])
def test_an_unknown_segment_is_not_found(shop: Client, action: str) -> None:
    customer = {"customerId": "ann"} if "member" in action or action == "exclude" else {}

    assert act(shop, action, segmentId="none", **customer).status == 404
    assert act(shop, "preview", segmentId="none").status == 404
    assert list(shop.get("/api/customers", customSegment="none").errors) == ["customSegment"]


@pytest.mark.parametrize("action", ["create", "update", "delete", "add_member", "remove_member", "exclude"])
def test_a_viewer_may_try_rules_out_and_change_nothing(
    application: Application, tenant: Tenant, shop: Client, action: str
) -> None:
    viewer = Client(application, tenant.id, role="viewer")

    assert act(viewer, action, name="x", segmentId="s", customerId="ann").status == 403
    assert act(viewer, "preview", criteria=TWICE).status == 200


def test_a_name_is_given_once(shop: Client) -> None:
    made(shop)

    assert list(act(shop, "create", name="BIG spenders").errors) == ["name"]


def test_segments_name_others_and_no_cycle_is_made(shop: Client, stores: Stores, tenant: Tenant) -> None:
    big = made(shop)
    in_big = {"field": "customSegment", "operator": "is", "value": big}
    also = made(
        shop,
        "Also",
        criteria={"combinator": "and", "rules": [in_big, {"field": "orderCount", "operator": "at_least", "value": 2}]},
    )
    other = made(shop, "Others", criteria={"combinator": "and", "not": True, "rules": [in_big]})

    assert (members(shop, also), members(shop, other)) == (["ann"], ["bob"])
    answer = act(shop, "update", segmentId=big, criteria={"field": "customSegment", "operator": "is", "value": also})
    assert answer.errors == {"criteria.value": "would be a cycle: Big spenders → Also → Big spenders"}
    assert list(act(shop, "create", name="x", criteria={**in_big, "value": "none"}).errors) == ["criteria.value"]
    refused = act(shop, "delete", segmentId=big)
    assert (refused.status, refused.json["code"]) == (409, "in_use")


def test_a_rule_edit_holds_in_the_next_call(shop: Client) -> None:
    big = made(shop)
    cursor = shop.get(
        "/api/customers",
        customSegment=made(shop, "All", criteria={"field": "orderCount", "operator": "at_least", "value": 1}),
        limit=1,
    )

    act(shop, "update", segmentId=big, criteria={"field": "totalSpend", "operator": "less_than", "value": 100})

    assert members(shop, big) == ["bob"]
    following = shop.get("/api/customers", cursor=cursor.json["meta"]["nextCursor"], customSegment="x", limit=1)
    assert following.status == 400


def test_a_list_walks_a_segment_in_its_own_order_page_by_page(shop: Client) -> None:
    everybody = made(shop, "All", criteria={"field": "orderCount", "operator": "at_least", "value": 1})

    pages = list(shop.walk("/api/customers", customSegment=everybody, limit=1))

    assert [[row["contactID"] for row in page.data] for page in pages][:2] == [["ann"], ["bob"]]
    assert pages[0].json["meta"]["total"] == 2
    assert members(shop, everybody, sort="totalSpend") == ["bob", "ann"]
    assert members(shop, everybody, maxSpend=50) == ["bob"]
    assert list(shop.get("/api/customers", customSegment=everybody, asOf="2025-10-01").errors) == ["customSegment"]


def test_products_and_tags_are_read_from_whole_rows(shop: Client, stores: Stores, tenant: Tenant) -> None:
    where = [{"field": "productId", "operator": "is", "value": "cup"}]
    cups = made(shop, "Cups", criteria={"products": {"count": {"operator": "at_least", "value": 1}, "where": where}})
    tagged = made(shop, "Tagged", criteria={"field": "tags", "operator": "has_any", "value": ["Wine Club"]})
    shop.post("/api/customers/tags", {"customerId": "bob", "name": "wine club"})
    project(stores, tenant, "bob")

    assert (members(shop, cups), members(shop, tagged)) == (["bob"], ["bob"])
    assert act(shop, "preview", segmentId=cups, compareWith=[tagged]).data["overlap"][0]["both"] == 1


def test_at_most_a_hundred_are_active_at_once(shop: Client, stores: Stores, tenant: Tenant) -> None:
    store = stores.segments(tenant)
    for number in range(100):
        assert store.put(Segment(f"s{number}", f"Segment {number}", None, 1, 1), replacing=number)

    answer = act(shop, "create", name="One more")

    assert (answer.status, answer.json["code"]) == (409, "too_many_segments")
    assert act(shop, "create", name="Kept aside", active=False).status == 201
    assert act(shop, "update", segmentId="s1", active=False).status == 200
    assert act(shop, "create", name="One more").status == 201


def test_at_most_twenty_announce_and_none_of_what_models_expect(shop: Client) -> None:
    expects = {"field": "modelClv", "operator": "at_least", "value": 100}
    assert list(act(shop, "create", name="x", criteria=expects, announces=True).errors) == ["announces"]
    for number in range(20):
        made(shop, f"Announcing {number}", announces=True)

    answer = act(shop, "create", name="One more", criteria=TEN_ORDERS_WORTH, announces=True)

    assert (answer.status, answer.json["code"]) == (409, "too_many_announcing")


def test_another_tenant_sees_none_of_it(application: Application, stores: Stores, tenant: Tenant, shop: Client) -> None:
    big = made(shop)
    claims = {"sub": "user", "tenant": "nobody", "role": "admin"}

    assert shop.send("GET", SEGMENTS, claims=claims).status == 403
    assert shop.send("GET", f"{SEGMENTS}/{big}/revisions", claims={}).status == 403
