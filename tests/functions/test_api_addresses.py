"""Postal addresses of customers over HTTP."""

from __future__ import annotations

from typing import Any

import pytest
from regulars.facts.time import HOUR_MS, rfc3339

from testing.api.client import Client
from testing.api.orders import line_of, order_with, post
from testing.builders import NOW_MS

ADDRESSES = "/api/customers/addresses"
HOME = {"customerId": "ann", "type": "shipping", "line1": "1 Quay Street", "city": "Auckland", "country": "NZ"}


@pytest.fixture
def ann(api: Client) -> Client:
    """`ann` has ordered."""
    post(api, order_with("o1", 40, line_of("tea")))
    return api


def added(api: Client, **fields: Any) -> Any:
    api.now_ms += 1_000
    return api.post(ADDRESSES, HOME | fields).data


def test_an_address_is_answered_as_it_is_kept(ann: Client) -> None:
    answer = ann.post(ADDRESSES, HOME | {"line2": "Floor 2", "postalCode": "1010", "isDefault": True})

    row = answer.data
    assert (answer.status, answer.headers["ETag"]) == (201, '"1"')
    assert row == {
        "id": row["id"],
        "customerId": "ann",
        "type": "shipping",
        "line1": "1 Quay Street",
        "line2": "Floor 2",
        "city": "Auckland",
        "region": None,
        "postalCode": "1010",
        "country": "NZ",
        "isDefault": True,
        "createdAt": rfc3339(NOW_MS),
        "updatedAt": rfc3339(NOW_MS),
        "etag": '"1"',
    }
    assert ann.get(ADDRESSES, customerId="ann").data == [row]


def test_of_each_type_one_is_the_default_the_one_that_was_made_so_last(ann: Client) -> None:
    first, second = added(ann, isDefault=True), added(ann, isDefault=True)
    billing = added(ann, type="billing", isDefault=True)

    def defaults() -> set[str]:
        return {one["id"] for one in ann.get(ADDRESSES, customerId="ann").data if one["isDefault"]}

    assert defaults() == {second["id"], billing["id"]}
    ann.now_ms += 1_000
    ann.put(ADDRESSES, {"customerId": "ann", "id": first["id"], "isDefault": True})
    assert defaults() == {first["id"], billing["id"]}
    ann.put(ADDRESSES, {"customerId": "ann", "id": first["id"], "isDefault": False})
    assert defaults() == {second["id"], billing["id"]}
    assert [one["type"] for one in ann.get(ADDRESSES, customerId="ann").data] == ["billing", "shipping", "shipping"]


def test_given_fields_are_set_and_the_others_stay(ann: Client) -> None:
    row = added(ann, line2="Floor 2")
    ann.now_ms += HOUR_MS

    answer = ann.put(
        ADDRESSES, {"customerId": "ann", "id": row["id"], "line2": None, "city": "Napier"}, if_match=row["etag"]
    )

    assert answer.data == row | {
        "line2": None,
        "city": "Napier",
        "updatedAt": rfc3339(ann.now_ms),
        "etag": '"2"',
    }
    stale = ann.put(ADDRESSES, {"customerId": "ann", "id": row["id"], "city": "x"}, if_match=row["etag"])
    assert stale.status == 412


def test_an_address_is_removed(ann: Client) -> None:
    row = added(ann)
    query = {"customerId": "ann", "id": row["id"]}

    assert ann.send("DELETE", ADDRESSES, query=query, headers={"if_match": '"9"'}).status == 412
    assert ann.send("DELETE", ADDRESSES, query=query, headers={"if_match": row["etag"]}).data["deleted"] is True
    assert ann.send("DELETE", ADDRESSES, query=query).status == 404
    assert ann.get(ADDRESSES, customerId="ann").data == []


def test_a_customer_has_at_most_a_hundred(ann: Client) -> None:
    for _ in range(100):
        added(ann)

    answer = ann.post(ADDRESSES, HOME)

    assert (answer.status, answer.json["code"]) == (409, "too_many_addresses")
    assert sum(len(page.data) for page in ann.walk(ADDRESSES, customerId="ann", limit=30)) == 100


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"type": "castle"}, "type"),
        ({"line1": None}, "line1"),
        ({"city": "x" * 201}, "city"),
        ({"postalCode": "x" * 33}, "postalCode"),
        ({"isDefault": "yes"}, "isDefault"),
        ({"zip": "1"}, "zip"),
    ],
)
def test_a_fault_names_its_field(ann: Client, fields: dict[str, Any], field: str) -> None:
    answer = ann.post(ADDRESSES, HOME | fields)

    assert (answer.status, list(answer.errors)) == (400, [field])
    assert ann.get(ADDRESSES, customerId="ann").data == []


def test_an_unknown_customer_has_no_addresses(ann: Client) -> None:
    assert ann.post(ADDRESSES, HOME | {"customerId": "nobody"}).status == 404
    assert ann.get(ADDRESSES, customerId="nobody").status == 404
    assert ann.put(ADDRESSES, {"customerId": "ann", "id": "none", "city": "x"}).status == 404


def test_addresses_are_listed_by_when_they_were_added_and_keep_their_default(ann: Client) -> None:
    first, second, third = (added(ann, isDefault=one == 2) for one in range(3))

    def listed(**query: str) -> list[tuple[str, bool]]:
        return [(one["id"], one["isDefault"]) for one in ann.get(ADDRESSES, customerId="ann", **query).data]

    assert listed(**{"from": third["createdAt"]}) == [(third["id"], True)]
    assert listed(to=second["createdAt"]) == [(first["id"], False)]
    assert listed(**{"from": second["createdAt"]}, to=third["createdAt"]) == [(second["id"], False)]
