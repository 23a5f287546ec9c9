"""`Idempotency-Key`: the same request again gets the first answer, for 24 hours."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from regulars.http.door.app import Application
from regulars.stores.opened import Stores

from testing.api.client import Answered, Client
from testing.api.orders import an_order
from testing.aws.tenants import make_tenant


def test_the_longest_answer_is_kept_under_its_key(api: Client, stores: Stores) -> None:
    """Kept as JSON within JSON, whose every character outside the first plane takes twelve bytes."""
    some = Random(7)

    def text(length: int) -> str:
        return "".join(chr(some.randrange(0x1F300, 0x1FAFF)) for _ in range(length))

    body = {"orders": [{"orderId": text(128), **{text(100): 1 for _ in range(20)}} for _ in range(100)]}
    body["orders"][50:] = [an_order(text(128), customerId=text(128)) for _ in range(50)]

    first = api.post("/api/orders", body, idempotency_key="k")
    again = api.post("/api/orders", body, idempotency_key="k")

    assert len(first.data) == 100
    assert (again.status, again.text) == (200, first.text)
    (kept,) = stores.dynamodb.scan(TableName=stores.names.requests_table)["Items"]
    assert len(first.text.encode()) > 100_000
    assert sum(len(name) + len(next(iter(value.values()))) for name, value in kept.items()) < 350_000


def test_the_same_key_and_body_give_the_first_answer_and_write_once(api: Client) -> None:
    body = {"orders": [an_order()]}
    first = api.post("/api/orders", body, idempotency_key="k1")
    api.now_ms += 1_000

    again = api.post("/api/orders", body, idempotency_key="k1")
    without = api.post("/api/orders", body)

    assert again.text == first.text
    assert again.data[0]["result"] == "created"
    assert without.data[0]["result"] == "unchanged"


def test_the_same_key_with_another_body_is_refused_and_another_path_or_tenant_is_another_key(
    application: Application, stores: Stores, api: Client
) -> None:
    make_tenant(stores, "other")
    api.post("/api/orders", {"orders": [an_order("1")]}, idempotency_key="k")

    reused = api.post("/api/orders", {"orders": [an_order("2")]}, idempotency_key="k")

    assert (reused.status, reused.json["type"]) == (422, "urn:regulars:problem:key-reused")
    assert Client(application, "other").post("/api/orders", {"orders": [an_order("2")]}, idempotency_key="k").data
    assert api.delete("/api/orders/1", idempotency_key="k").status == 200
    assert api.delete("/api/orders/1", idempotency_key="k").status == 200
    assert api.delete("/api/orders/1", idempotency_key="l").status == 404


def test_the_same_key_with_another_query_is_refused(api: Client) -> None:
    api.post("/api/orders", {"orders": [an_order()]})
    customer = an_order()["customerId"]
    for name in ("Early", "Late"):
        api.post("/api/customers/tags", {"customerId": customer, "name": name})

    def remove(query: str) -> Answered:
        return api.send("DELETE", "/api/customers/tags", query=query, headers={"idempotency-key": "k"})

    first, again = remove(f"customerId={customer}&name=Early"), remove(f"name=Early&customerId={customer}")
    other = remove(f"customerId={customer}&name=Late")

    assert (first.status, again.text) == (200, first.text), "in whatever order its parameters stand"
    assert (other.status, other.json["type"]) == (422, "urn:regulars:problem:key-reused")
    assert [tag["name"] for tag in api.get("/api/customers/tags", customerId=customer).json["data"]] == ["Late"]


def test_a_failure_is_not_kept_under_its_key(api: Client) -> None:
    assert api.delete("/api/orders/1", idempotency_key="k").status == 404
    api.post("/api/orders", {"orders": [an_order("1")]})

    assert api.delete("/api/orders/1", idempotency_key="k").status == 200


def test_a_request_that_is_under_way_is_a_conflict(
    api: Client, application: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    from regulars.http.orders import routes as orders_module

    inner: list[Answered] = []

    def accept_slowly(*args: Any, **options: Any) -> list[Any]:
        inner.append(api.post("/api/orders", {"orders": [an_order()]}, idempotency_key="k"))
        raise RuntimeError("never mind")

    monkeypatch.setattr(orders_module, "accept_orders", accept_slowly)
    api.post("/api/orders", {"orders": [an_order()]}, idempotency_key="k")

    assert (inner[0].status, inner[0].json["type"]) == (409, "urn:regulars:problem:in-progress")


@pytest.mark.parametrize("key", ["", "x" * 256])
def test_a_key_of_a_strange_length_is_refused(api: Client, key: str) -> None:
    answer = api.delete("/api/orders/1", idempotency_key=key)

    assert list(answer.errors) == ["Idempotency-Key"]
