"""One person, several ids over HTTP: merged by reference, asked for under one id, and taken out again."""

from __future__ import annotations

from typing import Any

import pytest
from regulars.facts.items.head import MOST_MEMBERS
from regulars.facts.tenant import Tenant
from regulars.facts.time import rfc3339
from regulars.http.door.app import ENDPOINTS, Application
from regulars.stores.opened import Stores

from testing.api.client import Answered, Client, path_of
from testing.api.orders import line_of, order_with, post
from testing.aws.requests import requests_of
from testing.aws.tenants import make_tenant
from testing.builders import NOW_MS

MERGE, UNMERGE = "/api/customers/profiles/merge", "/api/customers/profiles/unmerge"
JOURNEY = path_of("customers", "venue", "acme", "ann", "journey")


@pytest.fixture
def shop(api: Client) -> Client:
    """`ann` has ordered twice, `ann/old` and `bob` once each."""
    post(
        api,
        order_with("a1", 40, line_of("tea")),
        order_with("a2", 3, line_of("tea")),
        order_with("o1", 20, line_of("cup"), customerId="ann/old", customer={"name": "Ann Old", "company": "Old Tea"}),
        order_with("b1", 9, line_of("pot"), customerId="bob"),
    )
    return api


def merge(api: Client, customer_id: str, into: str) -> Any:
    return api.post(MERGE, {"from": customer_id, "into": into}).data


def orders_of(api: Client, customer_id: str) -> list[str]:
    return [order["orderId"] for order in api.get(path_of("api", "customers", customer_id, "orders")).data]


def conflict(answer: Answered) -> str:
    assert answer.status == 409, answer.text
    code: str = answer.json["code"]
    return code


def test_a_merge_answers_who_is_one_person_now(shop: Client) -> None:
    assert merge(shop, "ann/old", "ann") == {
        "from": "ann/old",
        "into": "ann",
        "members": 1,
        "mergedAt": rfc3339(NOW_MS),
    }
    assert merge(shop, "ann", "bob")["members"] == 2


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


def test_a_member_is_taken_out_again_with_what_arrived_under_their_id(shop: Client) -> None:
    merge(shop, "ann/old", "ann")
    post(shop, order_with("o2", 1, line_of("cup"), customerId="ann/old"))

    answer = shop.post(UNMERGE, {"customerId": "ann/old"})

    assert answer.data == {"customerId": "ann/old", "from": "ann", "members": 0, "unmergedAt": rfc3339(NOW_MS)}
    assert orders_of(shop, "ann") == ["a2", "a1"]
    assert orders_of(shop, "ann/old") == ["o2", "o1"]
    assert [step for step in shop.get(JOURNEY).data if step["kind"] == "merged"] == []


def test_who_is_taken_out_keeps_their_own_members(shop: Client) -> None:
    merge(shop, "ann/old", "ann")
    merge(shop, "ann", "bob")

    assert shop.post(UNMERGE, {"customerId": "ann"}).data["from"] == "bob"

    assert orders_of(shop, "ann") == ["a2", "o1", "a1"]
    assert orders_of(shop, "bob") == ["b1"]
    assert merge(shop, "bob", "ann")["members"] == 2


def test_a_customer_in_the_middle_is_taken_out_of_the_survivor(shop: Client) -> None:
    merge(shop, "ann/old", "ann")
    merge(shop, "ann", "bob")

    assert shop.post(UNMERGE, {"customerId": "ann/old"}).data["from"] == "bob"

    assert orders_of(shop, "bob") == ["a2", "b1", "a1"]
    assert merge(shop, "ann/old", "bob")["members"] == 2


@pytest.mark.parametrize(
    ("customer_id", "into", "status", "code"),
    [
        ("ann", "ann", 409, "same_customer"),
        ("nobody", "ann", 404, None),
        ("ann", "nobody", 404, None),
        ("guest-" + "0" * 32, "ann", 404, None),
    ],
)
def test_who_cannot_be_merged_is_not(shop: Client, customer_id: str, into: str, status: int, code: str | None) -> None:
    answer = shop.post(MERGE, {"from": customer_id, "into": into})

    assert (answer.status, answer.json.get("code")) == (status, code)
    assert orders_of(shop, "ann") == ["a2", "a1"]


def test_merges_that_would_meet_in_a_circle_are_refused(shop: Client) -> None:
    merge(shop, "ann", "bob")

    assert conflict(shop.post(MERGE, {"from": "bob", "into": "ann"})) == "merged"
    assert conflict(shop.post(MERGE, {"from": "ann", "into": "ann/old"})) == "merged"
    assert conflict(shop.post(MERGE, {"from": "ann", "into": "bob"})) == "merged"


def test_who_is_no_member_cannot_be_taken_out(shop: Client) -> None:
    merge(shop, "ann", "bob")

    assert conflict(shop.post(UNMERGE, {"customerId": "bob"})) == "not_merged"
    assert conflict(shop.post(UNMERGE, {"customerId": "ann/old"})) == "not_merged"
    assert shop.post(UNMERGE, {"customerId": "nobody"}).status == 404


def test_fifty_ids_are_one_person_with_another_and_no_more(shop: Client, stores: Stores) -> None:
    ids = [f"m{number}" for number in range(MOST_MEMBERS)]
    post(shop, *(order_with(f"of {one}", 30, line_of("tea"), customerId=one) for one in ids))
    for one in ids[:-1]:
        merge(shop, one, "ann")
    merge(shop, "ann/old", "bob")

    assert conflict(shop.post(MERGE, {"from": "bob", "into": "ann"})) == "too_many_members"
    assert merge(shop, ids[-1], "ann")["members"] == 50
    assert conflict(shop.post(MERGE, {"from": "bob", "into": "ann"})) == "too_many_members"
    assert conflict(shop.post(MERGE, {"from": "ann", "into": "bob"})) == "too_many_members"
    with requests_of(stores.dynamodb) as made:
        assert shop.get("/api/customers/ann").data["metrics"]["orderCount"] == 52
    assert made.count("Query") == 51


@pytest.mark.parametrize(
    ("path", "body", "field", "message"),
    [
        (MERGE, {"into": "ann"}, "from", "must be given as text"),
        (MERGE, {"from": "ann"}, "into", "must be given as text"),
        (MERGE, {"from": "ann", "into": ""}, "into", "must be given as text"),
        (MERGE, {"from": ["ann"], "into": "bob"}, "from", "must be given as text"),
        (MERGE, {"from": "x" * 129, "into": "bob"}, "from", "must have 1 to 128 characters"),
        (MERGE, {"from": "ann", "into": "bob", "move": True}, "move", "is not a field of this call"),
        (UNMERGE, {}, "customerId", "must be given as text"),
        (UNMERGE, {"customerId": None}, "customerId", "must be given as text"),
        (UNMERGE, {"customerId": "ann", "from": "bob"}, "from", "is not a field of this call"),
    ],
)
def test_a_body_that_cannot_be_taken_names_its_field(
    shop: Client, path: str, body: dict[str, Any], field: str, message: str
) -> None:
    answer = shop.post(path, body)

    assert answer.status == 400
    assert list(answer.errors) == [field]
    assert answer.errors[field].startswith(message)


def test_an_id_may_be_a_number(shop: Client) -> None:
    post(shop, order_with("n1", 3, line_of("tea"), customerId="42"))

    assert shop.post(MERGE, {"userId": "acme", "from": 42, "into": "ann"}).data["from"] == "42"


def test_only_an_editor_of_the_tenant_merges(shop: Client, application: Application, stores: Stores) -> None:
    make_tenant(stores, "other")
    body = {"from": "ann", "into": "bob"}

    viewer = Client(application, "acme", role="viewer")
    assert (viewer.post(MERGE, body).status, viewer.post(UNMERGE, {"customerId": "ann"}).status) == (403, 403)
    assert shop.send("POST", MERGE, body=body, claims={}).status == 403
    assert shop.post(MERGE, body | {"userId": "other"}).status == 403
    assert Client(application, "other").post(MERGE, body).status == 404
    assert orders_of(shop, "ann") == ["a2", "a1"]
    assert Client(application, "acme", role="editor").post(MERGE, body).status == 200


def test_the_same_key_merges_once_and_answers_the_same(shop: Client) -> None:
    first, again = (shop.post(MERGE, {"from": "ann/old", "into": "ann"}, **{"idempotency-key": "k1"}) for _ in range(2))

    assert (first.status, again.status) == (200, 200)
    assert first.json == again.json


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
