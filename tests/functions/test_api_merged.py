"""Whatever is asked, written and told of a customer who was merged: it leads to the survivor, and nothing is lost."""

from __future__ import annotations

from typing import Any

import pytest
from regulars.facts.tenant import Tenant
from regulars.facts.time import rfc3339
from regulars.http.all_endpoints import ENDPOINTS
from regulars.stores.opened import Stores

from testing.api.client import Client, path_of
from testing.api.merged import MERGE, conflict, merge, orders_of, three_customers
from testing.api.orders import line_of, order_with, post
from testing.builders import NOW_MS

JOURNEY = path_of("customers", "venue", "acme", "ann", "journey")


@pytest.fixture
def shop(api: Client) -> Client:
    return three_customers(api)


def test_what_is_known_of_a_member_counts_for_the_survivor_at_once(shop: Client) -> None:
    merge(shop, "ann/old", "ann")

    one = shop.get("/api/customers/ann").data
    assert (one["metrics"]["orderCount"], one["metrics"]["totalSpend"]) == (3, "30.00")
    assert orders_of(shop, "ann") == ["a2", "o1", "a1"]
    assert {order["customerId"] for order in shop.get("/api/customers/ann/orders").data} == {"ann"}
    assert shop.get("/api/orders/o1").data["customerId"] == "ann"
    [profile] = shop.get("/api/customers/profiles", customerId="ann").data
    assert (profile["companyName"], profile["orderCount"]) == ("Old Tea", 3)
    affinities = shop.get("/product-affinity/customer/ann/affinities").data
    assert {pair["productId"] for pair in affinities} == {"tea", "cup"}


def test_the_journey_tells_of_the_merge_and_of_the_members_orders_and_notes(shop: Client) -> None:
    shop.post("/api/customers/notes", {"customerId": "ann/old", "content": "Moved."})
    merge(shop, "ann/old", "ann")

    steps = shop.get(JOURNEY, kinds="order,note,merged").data

    assert [(step["kind"], step["id"]) for step in steps if step["kind"] == "order"] == [
        ("order", "a2"),
        ("order", "o1"),
        ("order", "a1"),
    ]
    [merged] = [step for step in steps if step["kind"] == "merged"]
    assert merged == {
        "at": rfc3339(NOW_MS),
        "kind": "merged",
        "id": "ann/old",
        "title": "Merged with ann/old",
        "data": {"customerId": "ann/old", "mergedBy": "hand"},
    }
    assert [step["data"]["content"] for step in steps if step["kind"] == "note"] == ["Moved."]


def test_notes_lists_those_about_members_each_under_its_own_id(shop: Client) -> None:
    for who in ("ann", "ann/old", "bob"):
        shop.post("/api/customers/notes", {"customerId": who, "content": f"about {who}"})
    merge(shop, "ann/old", "ann")

    notes = shop.get("/api/customers/notes", customerId="ann").data
    late = shop.post("/api/customers/notes", {"customerId": "ann/old", "content": "late"})

    assert {(note["customerId"], note["content"]) for note in notes} == {
        ("ann", "about ann"),
        ("ann/old", "about ann/old"),
    }
    assert late.status == 201
    assert "late" in [note["content"] for note in shop.get("/api/customers/notes", customerId="ann").data]


by_customer = pytest.mark.parametrize(
    "path", [one.path for one in ENDPOINTS if "<customer_id>" in one.path], ids=lambda path: path
)
by_parameter = pytest.mark.parametrize(
    "path",
    [one.path for one in ENDPOINTS if not one.writes and "customerId" in {param.name for param in one.params}],
    ids=lambda path: path,
)


@by_customer
def test_every_path_below_a_merged_id_leads_to_the_survivors(shop: Client, path: str) -> None:
    merge(shop, "ann/old", "ann")
    merge(shop, "ann", "bob")
    before, _, after = path.replace("<venue_id>", "acme").partition("<customer_id>")

    answer = shop.get(f"{before}ann%2Fold{after}", tenantId="acme")

    assert answer.status == 308, answer.text
    assert answer.headers["Location"] == f"{before}bob{after}?tenantId=acme"
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert (answer.json["success"], answer.json["status"], answer.json["mergedInto"]) == (False, 308, "bob")
    followed = shop.get(answer.headers["Location"].partition("?")[0])
    assert followed.status == 200 or followed.json["code"] == "no_night_yet"


@by_parameter
def test_a_merged_id_as_a_parameter_leads_to_the_survivors(shop: Client, path: str) -> None:
    merge(shop, "ann/old", "ann")

    answer = shop.send("GET", path, query="customerId=ann%2Fold")

    assert answer.status == 308, answer.text
    assert answer.headers["Location"] == f"{path}?customerId=ann"
    assert answer.json["mergedInto"] == "ann"
    assert shop.send("GET", path, query=answer.headers["Location"].partition("?")[2]).status == 200


def test_an_id_with_signs_stands_percent_encoded_where_it_leads_to(shop: Client) -> None:
    merge(shop, "bob", "ann/old")

    answer = shop.get("/api/customers/bob/orders", limit=5)

    assert answer.headers["Location"] == "/api/customers/ann%2Fold/orders?limit=5"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/customers/rfm", {"customerId": "ann/old"}),
        ("/api/customers/analytics", {"customerId": "ann/old"}),
        ("/api/customers/profiles", {"customerId": "ann/old", "phone": "1"}),
        (MERGE, {"from": "ann/old", "into": "bob"}),
        (MERGE, {"from": "bob", "into": "ann/old"}),
    ],
)
def test_a_body_that_names_a_merged_customer_is_a_conflict_that_names_the_survivor(
    shop: Client, path: str, body: dict[str, Any]
) -> None:
    merge(shop, "ann/old", "ann")

    answer = shop.post(path, body)

    assert conflict(answer) == "merged"
    assert "customer ann" in answer.json["detail"]
    assert shop.get("/api/customers/ann").data["metrics"]["orderCount"] == 3


def test_orders_that_still_arrive_under_a_merged_id_land_there_and_count_for_the_survivor(shop: Client) -> None:
    merge(shop, "ann/old", "ann")

    [late, again] = shop.post(
        "/api/orders",
        {
            "orders": [
                order_with("o2", 1, line_of("cup"), customerId="ann/old"),
                order_with("o1", 20, line_of("cup", unitPrice="15.00"), customerId="ann"),
            ]
        },
    ).data

    assert (late["result"], late["customerId"]) == ("created", "ann/old")
    assert (again["result"], again["customerId"]) == ("updated", "ann")
    assert shop.get("/api/customers/ann").data["metrics"]["totalSpend"] == "45.00"
    assert shop.delete("/api/orders/o2").status == 200
    assert orders_of(shop, "ann") == ["a2", "o1", "a1"]


def test_what_is_set_about_the_survivor_stands_before_what_is_set_about_members(shop: Client) -> None:
    profiles = "/api/customers/profiles"
    shop.post(profiles, {"customerId": "ann/old", "phone": "1", "email": "old@example.com", "companyName": "Old"})
    shop.now_ms += 1
    shop.post(profiles, {"customerId": "bob", "phone": "2", "companyName": "Bob's"})
    shop.post(profiles, {"customerId": "ann", "phone": "3"})
    merge(shop, "ann/old", "ann")
    merge(shop, "bob", "ann")

    [profile] = shop.get(profiles, customerId="ann").data
    found = (profile["phone"], profile["companyName"], profile["email"])
    assert found == ("3", "Bob's", "old@example.com"), "the survivor's, then the last written, then the other"

    changed = shop.put(profiles, {"customerId": "ann", "phone": None}).data
    assert (changed["phone"], changed["customerId"]) == ("2", "ann")


def test_a_profile_that_is_set_for_somebody_merged_meanwhile_belongs_to_the_survivor_alone(
    shop: Client, tenant: Tenant, stores: Stores
) -> None:
    merge(shop, "ann/old", "ann")

    answer = shop.put("/api/customers/profiles", {"customerId": "ann/old", "phone": "9"})

    assert conflict(answer) == "merged"
    assert stores.ledger(tenant).read_collection("ann/old").profiles == ()


@pytest.mark.parametrize("own", [False, True])
def test_what_lies_under_a_member_is_taken_back_by_the_survivors_id(api: Client, own: bool) -> None:
    orders = (order_with(f"s-{name}", 10, line_of("tea"), customerId=name) for name in ("ann", "bob"))
    post(api, *orders)
    tags, notes = "/api/customers/tags", "/api/customers/notes"
    for name in ("ann", "bob") if own else ("bob",):
        api.post(tags, {"customerId": name, "name": "vip"})
    note = api.post(notes, {"customerId": "bob", "content": "Late."}).data
    assert api.post("/api/customers/profiles/merge", {"from": "bob", "into": "ann"}).status == 200

    removed = api.send("DELETE", notes, query={"customerId": "ann", "id": note["id"]})
    taken = api.send("DELETE", tags, query={"customerId": "ann", "name": "vip"})

    assert (removed.status, taken.status) == (200, 200)
    assert api.get(notes, customerId="ann").data == api.get(tags, customerId="ann").data == []


WRITTEN: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "notes": ({"content": "Late."}, {"priority": "urgent"}),
    "addresses": ({"type": "home", "line1": "1 Quay Street", "city": "Auckland", "country": "NZ"}, {"city": "Bluff"}),
    "interactions": ({"interactionType": "nps", "score": 3}, {"score": 4}),
    "communications": ({"channel": "email"}, {"status": "opened"}),
}


@pytest.mark.parametrize("resource", WRITTEN)
def test_what_lies_under_a_member_is_changed_by_the_survivors_id_and_stays_where_it_lies(
    api: Client, resource: str
) -> None:
    post(api, *(order_with(f"s-{name}", 10, line_of("tea"), customerId=name) for name in ("ann", "bob", "cyd")))
    path, (fields, change) = f"/api/customers/{resource}", WRITTEN[resource]
    row = api.post(path, {"customerId": "cyd", **fields}).data
    merge(api, "cyd", "bob")
    merge(api, "bob", "ann")
    assert api.post(path, {"customerId": "cyd", **fields}).status == 201, (
        "what still comes under the member's id is taken"
    )
    named = {"customerId": "ann", "id": row["id"]}

    missed = api.put(path, {**named, **change}, if_match='"7"')
    changed = api.put(path, {**named, **change}, if_match=row["etag"])

    assert (missed.status, changed.status) == (412, 200)
    assert (changed.data["customerId"], changed.data["id"], changed.headers["ETag"]) == ("cyd", row["id"], '"2"')
    assert changed.data.items() >= change.items()
    [listed] = [one for one in api.get(path, customerId="ann").data if one["id"] == row["id"]]
    assert {name: listed[name] for name in ("customerId", "id", *change)} == {
        name: changed.data[name] for name in ("customerId", "id", *change)
    }
    assert api.put(path, {"customerId": "ann", "id": "none", **change}).status == 404
    api.post("/api/customers/profiles/unmerge", {"customerId": "bob"})
    assert api.put(path, {**named, **change}).status == 404, "bob's since then"
