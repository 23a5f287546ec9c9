"""Merging and taking out over HTTP: who is one person with whom, and who cannot be."""

from __future__ import annotations

from typing import Any

import pytest
from regulars.facts.items.head import MOST_MEMBERS
from regulars.facts.time import rfc3339
from regulars.http.door.app import Application
from regulars.stores.opened import Stores

from testing.api.client import Client, path_of
from testing.api.merged import MERGE, UNMERGE, conflict, merge, orders_of, three_customers
from testing.api.orders import line_of, order_with, post
from testing.aws.requests import requests_of
from testing.aws.tenants import make_tenant
from testing.builders import NOW_MS

JOURNEY = path_of("customers", "venue", "acme", "ann", "journey")


@pytest.fixture
def shop(api: Client) -> Client:
    return three_customers(api)


def test_a_merge_answers_who_is_one_person_now(shop: Client) -> None:
    assert merge(shop, "ann/old", "ann") == {
        "from": "ann/old",
        "into": "ann",
        "members": 1,
        "mergedAt": rfc3339(NOW_MS),
    }
    assert merge(shop, "ann", "bob")["members"] == 2


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
        (MERGE, {"from": "ann", "into": ""}, "into", "must not be empty"),
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
