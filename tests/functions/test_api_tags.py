"""Tags of customers over HTTP."""

from __future__ import annotations

from typing import Any

import pytest
from regulars.facts.tenant import Tenant
from regulars.facts.time import HOUR_MS, rfc3339
from regulars.stores.opened import Stores

from testing.api.client import Client
from testing.api.orders import line_of, order_with, post
from testing.api.projected import project
from testing.builders import NOW_MS

TAGS = "/api/customers/tags"


@pytest.fixture
def ann(api: Client) -> Client:
    """`ann` and `bob` have ordered."""
    post(api, order_with("o1", 40, line_of("tea")))
    post(api, order_with("o2", 40, line_of("tea"), customerId="bob"))
    return api


def given(api: Client, name: str, customer_id: str = "ann", **fields: str) -> dict[str, Any]:
    answer = api.post(TAGS, {"customerId": customer_id, "name": name, **fields})
    return {"status": answer.status, "data": answer.data, **answer.json["meta"]}


def test_a_tag_is_given_once_and_has_the_tenants_colour(ann: Client) -> None:
    first = given(ann, "  wine   club ", color="#1D4ED8")
    again = given(ann, "wine club")
    other = given(ann, "wine club", "bob")

    assert (first["status"], first["created"]) == (201, 1)
    assert (again["status"], again["unchanged"]) == (200, 1)
    assert first["data"] == again["data"]
    assert (other["data"]["name"], other["data"]["color"]) == ("wine club", "#1d4ed8")
    assert ann.get(TAGS).data == [{"name": "wine club", "color": "#1d4ed8", "customers": 2}]
    assert [one["name"] for one in ann.get(TAGS, customerId="ann").data] == ["wine club"]


def test_a_colour_given_later_holds_for_all_who_have_the_tag(ann: Client) -> None:
    given(ann, "vip")
    given(ann, "vip", "bob", color="#000000")

    assert ann.get(TAGS, customerId="ann").data[0]["color"] == "#000000"
    assert ann.put(TAGS, {"name": "vip", "color": "#ffffff"}).data["color"] == "#ffffff"
    assert ann.get(TAGS, customerId="bob").data[0]["color"] == "#ffffff"
    assert ann.put(TAGS, {"name": "nobody", "color": "#ffffff"}).status == 404


def test_a_tag_is_taken_away_and_its_name_stays(ann: Client) -> None:
    given(ann, "vip")

    assert ann.send("DELETE", TAGS, query={"customerId": "ann", "name": "vip"}).data["deleted"] is True
    assert ann.get(TAGS, customerId="ann").data == []
    assert ann.get(TAGS).data == [{"name": "vip", "color": "#6b7280", "customers": 0}]
    assert ann.send("DELETE", TAGS, query={"customerId": "ann", "name": "vip"}).status == 404


def test_many_are_given_at_once_each_with_a_result(ann: Client) -> None:
    answer = ann.post(
        TAGS,
        {
            "tags": [
                {"customerId": "ann", "name": "a"},
                {"customerId": "nobody", "name": "a"},
                {"customerId": "bob", "name": "x" * 65},
                {"customerId": "bob", "name": "b", "colour": "#000000"},
            ]
        },
    )

    assert (answer.status, answer.json["meta"]) == (201, {"created": 1, "updated": 0, "unchanged": 0, "refused": 3})
    assert [one["outcome"] for one in answer.data] == ["created", "refused", "refused", "refused"]
    assert [one["errors"][0]["field"] for one in answer.data[1:]] == [
        "tags[1].customerId",
        "tags[2].name",
        "tags[3].colour",
    ]


@pytest.mark.parametrize(("count", "status"), [(100, 201), (101, 400), (5_000, 400)])
def test_a_call_gives_at_most_a_hundred(ann: Client, count: int, status: int) -> None:
    answer = ann.post(TAGS, {"tags": [{"customerId": "ann", "name": f"t{number}"} for number in range(count)]})

    assert answer.status == status
    if status == 400:
        assert answer.errors == {"tags": f"must have at most 100 in one call; it has {count}"}
        assert ann.get(TAGS).data == [], "nothing is half-written"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"customerId": "ann"}, "name"),
        ({"customerId": "ann", "name": " "}, "name"),
        ({"customerId": "ann", "name": "x" * 65}, "name"),
        ({"customerId": "ann", "name": "vip", "color": "red"}, "color"),
        ({"name": "vip"}, "customerId"),
        ({"tags": []}, "tags"),
        ({"tags": "vip"}, "tags"),
        ({"tags": ["vip"]}, "tags[0]"),
        ({"tags": [{"customerId": "ann", "name": "vip"}], "name": "vip"}, "name"),
    ],
)
def test_a_fault_names_its_field(ann: Client, body: dict[str, object], field: str) -> None:
    answer = ann.post(TAGS, body)

    assert (answer.status, list(answer.errors)) == (400, [field])


def test_an_unknown_customer_has_no_tags(ann: Client) -> None:
    assert ann.post(TAGS, {"customerId": "nobody", "name": "vip"}).status == 404
    assert ann.get(TAGS, customerId="nobody").status == 404


def test_lists_of_tags_are_walked(ann: Client) -> None:
    for name in ("c", "a", "b"):
        given(ann, name)

    for query in ({"customerId": "ann"}, {}):
        walked = [one["name"] for page in ann.walk(TAGS, limit=1, **query) for one in page.data]
        assert walked == ["a", "b", "c"]
    assert [one["name"] for one in ann.get(TAGS, offset=2).data] == ["c"]


def test_who_has_a_tag_is_listed_by_when_they_were_given_it(ann: Client, stores: Stores, tenant: Tenant) -> None:
    for number, name in enumerate(("ann", "bob", "cleo")):
        post(ann, order_with(f"t{number}", 10 + 100 * number, line_of("tea"), customerId=name))
        ann.now_ms += 1_000
        given(ann, "wine club", name)
    given(ann, "vip", "bob")
    project(stores, tenant, "ann", "bob", "cleo", now_ms=NOW_MS + 60_000)

    def listed(**query: Any) -> list[str]:
        return [row["contactID"] for page in ann.walk("/api/customers", limit=1, **query) for row in page.data]

    assert listed(tag="wine club") == ["cleo", "bob", "ann"]
    assert listed(tag="  wine   club ") == ["cleo", "bob", "ann"], "its spaces are joined"
    assert listed(tag="wine club", segment="Dormant") == ["cleo"]
    assert listed(tag="wine club", engagement="low,medium,high") == listed(tag="wine club")
    assert listed(tag="nobody has it") == []
    totals = [ann.get("/api/customers", tag="wine club", **more).json["meta"]["total"] for more in ({}, {"limit": 1})]
    assert totals == [3, 3]
    assert list(ann.get("/api/customers", tag="vip", asOf="2025-01-01T00:00:00Z").errors) == ["tag"]


def test_a_member_s_tag_lists_the_survivor_once(ann: Client, stores: Stores, tenant: Tenant) -> None:
    given(ann, "wine club", "bob")
    post(ann, order_with("t9", 10, line_of("tea"), customerId="cleo"))
    given(ann, "wine club", "cleo")
    assert ann.post("/api/customers/profiles/merge", {"from": "cleo", "into": "ann"}).status == 200
    assert ann.post("/api/customers/profiles/merge", {"from": "bob", "into": "ann"}).status == 200
    project(stores, tenant, "ann", "bob", "cleo", now_ms=NOW_MS + 60_000)

    assert [row["contactID"] for row in ann.get("/api/customers", tag="wine club").json["data"]] == ["ann"]
    given(ann, "wine club", "ann")
    assert [row["contactID"] for row in ann.get("/api/customers", tag="wine club").json["data"]] == ["ann"]
    assert [one["name"] for one in ann.get(TAGS, customerId="ann").data] == ["wine club"]


def test_a_customers_tags_are_listed_by_when_they_were_given(ann: Client) -> None:
    for name in ("b", "a", "c"):
        ann.post(TAGS, {"customerId": "ann", "name": name})
        ann.now_ms += HOUR_MS

    def names(**query: str) -> list[str]:
        return [one["name"] for one in ann.get(TAGS, customerId="ann", **query).data]

    one, two = rfc3339(NOW_MS + HOUR_MS), rfc3339(NOW_MS + 2 * HOUR_MS)
    assert (names(**{"from": one}), names(to=one), names(**{"from": one}, to=two)) == (["a", "c"], ["b"], ["a"])
    assert set(ann.get(TAGS, **{"from": one}, to=two).errors) == {"from", "to"}
