"""Orders walk through the real stack, with every function under its own role."""

from __future__ import annotations

import pytest

from testing.deployed.shop import eventually, listed, order, post
from testing.deployed.stack import Stack


@pytest.fixture(scope="module")
def tenant(stack: Stack) -> str:
    stack.operator("tenant", "create", "chain")
    return "chain"


def test_an_order_reaches_the_list_and_a_deleted_one_leaves_it(stack: Stack, tenant: str) -> None:
    token = stack.token(tenant)

    posted = post(stack, tenant, order("#1/a", "käthe / 1"))
    assert posted.json()["meta"]["created"] == 1, posted.body
    row = eventually(lambda: listed(stack, tenant).get("käthe / 1"))
    assert float(row["metrics"]["totalSpend"]) == 20

    deleted = stack.call("DELETE", "/api/orders/%231%2Fa", token=token)
    assert deleted.status == 200, deleted.body
    gone = eventually(
        lambda: listed(stack, tenant).get("käthe / 1", {}).get("metrics", {}).get("totalSpend") in (0, "0.00", None)
    )
    assert gone
    assert stack.call("GET", "/api/orders/%231%2Fa", token=token).status == 404


def test_a_customers_own_answer_shows_each_write_at_once(stack: Stack, tenant: str) -> None:
    token = stack.token(tenant)
    spent = []

    for number in range(3):
        assert post(stack, tenant, order(f"now-{number}", "nora")).status == 200
        customer = stack.call("GET", "/api/customers/nora", token=token).json()["data"]
        spent.append(float(customer["metrics"]["totalSpend"]))

    assert spent == [20, 40, 60]
    orders = stack.call("GET", "/api/customers/nora/orders", token=token).json()["data"]
    assert {one["orderId"] for one in orders} == {"now-0", "now-1", "now-2"}


def test_a_repeated_key_gets_the_first_answer_and_another_body_none(stack: Stack, tenant: str) -> None:
    first, second = (post(stack, tenant, order("once", "ida"), idempotency_key="k1") for _ in range(2))
    other = post(stack, tenant, order("twice", "ida"), idempotency_key="k1")

    assert first.status == second.status == 200, second.body
    assert first.json() == second.json()
    assert first.json()["meta"]["created"] == 1
    assert other.status == 422
    assert stack.call("GET", "/api/orders/twice", token=stack.token(tenant)).status == 404


def test_a_bad_order_refuses_itself_only(stack: Stack, tenant: str) -> None:
    answer = post(stack, tenant, order("fine", "ida"), {**order("bad", "ida"), "status": "lost"})

    good, bad = answer.json()["data"]
    assert (answer.status, good["result"], bad["result"]) == (200, "created", "refused")
    assert bad["errors"][0]["field"] == "orders[1].status"


def test_another_tenant_sees_nothing_of_it(stack: Stack, tenant: str) -> None:
    stack.operator("tenant", "create", "other")
    post(stack, tenant, order("mine", "ida"))

    assert listed(stack, "other") == {}
    assert stack.call("GET", "/api/orders/mine", token=stack.token("other")).status == 404
    assert stack.call("GET", "/api/customers/ida", token=stack.token("other")).status == 404


def test_every_new_order_of_one_call_reaches_the_list(stack: Stack, tenant: str) -> None:
    """The emulator's stream has no record of a batched insert: what is live must be written one by one."""
    orders = [order(f"batch-{number}", f"batch-{number}") for number in range(3)]

    assert post(stack, tenant, *orders).json()["meta"]["created"] == 3

    assert eventually(lambda: {one["customerId"] for one in orders} <= set(listed(stack, tenant)))
