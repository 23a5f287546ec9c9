"""What a recalculation leaves to be answered from: whoever writes or reads it on the real stack has the right to."""

from __future__ import annotations

import json
from typing import Any

import pytest

from testing.deployed.shop import asked, days_ago, eventually, listed, order, post, recalculated
from testing.deployed.stack import Stack

REGULARS = [f"c{number}" for number in range(6)]
LAST_NIGHTS = (
    "/product-affinity/due",
    "/product-affinity/forecast",
    "/product-affinity/product/tea/demand",
    "/product-affinity/product/tea/bought-together",
    "/product-affinity/customer/taster/cross-sell",
)


def basket(customer: str, days: int, *products: str) -> dict[str, Any]:
    """Two of each product."""
    one = order(f"{customer}-{days}", customer) | {"orderedAt": days_ago(days)}
    [line] = one["lines"]
    lines = [{**line, "productId": product, "productName": product.title(), "category": "Hot"} for product in products]
    return one | {"lines": lines}


@pytest.fixture(scope="module")
def tenant(stack: Stack) -> str:
    """Six customers buy tea and a cup every ten days, the last time six days ago; one has only tasted, two buy soap."""
    tenant = "answers"
    stack.operator("tenant", "create", tenant, "--shards", "2")
    orders = [basket(customer, days, "tea", "cup") for customer in REGULARS for days in (26, 16, 6)]
    others = [basket("taster", 5, "tea"), basket("s1", 5, "soap"), basket("s2", 5, "soap")]
    assert post(stack, tenant, *orders, *others).status == 200
    eventually(lambda: len(listed(stack, tenant)) == 9)
    return tenant


@pytest.fixture(scope="module")
def before(stack: Stack, tenant: str) -> list[tuple[int, str]]:
    """What they answer before the first night."""
    answers = [stack.call("GET", path, token=stack.token(tenant, "viewer")) for path in LAST_NIGHTS]
    return [(answer.status, answer.json()["code"]) for answer in answers]


@pytest.fixture(scope="module")
def night(stack: Stack, tenant: str, before: object) -> Any:
    done = recalculated(stack, tenant)
    assert (done["state"], done["errors"]) == ("done", 0), done
    return done


def test_before_the_first_night_each_of_them_says_so(before: list[tuple[int, str]]) -> None:
    assert before == [(409, "no_night_yet")] * len(LAST_NIGHTS)


def test_who_is_due_is_found_with_the_products_name_and_leaves_when_they_order(
    stack: Stack, tenant: str, night: Any
) -> None:
    path = "/product-affinity/due?days=5&minScore=0&productId=tea"

    answer = asked(stack, tenant, path)

    assert sorted(row["customerId"] for row in answer["data"]) == REGULARS
    assert {(row["productName"], row["category"]) for row in answer["data"]} == {("Tea", "Hot")}
    assert answer["meta"]["asOf"] == night["asOf"]
    post(stack, tenant, basket("c0", 1, "tea"))
    assert eventually(lambda: [row["customerId"] for row in asked(stack, tenant, path)["data"]].count("c0") == 0)


def test_demand_and_forecast_show_what_the_gaps_promise(stack: Stack, tenant: str, night: Any) -> None:
    """In 4, 14 and 24 days each, of two products."""
    demand = asked(stack, tenant, "/product-affinity/product/tea/demand?days=30")["data"]
    forecast = asked(stack, tenant, "/product-affinity/forecast?days=30")["data"]

    assert (demand["productName"], demand["inRhythm"]) == ("Tea", {"purchases": 18, "units": 36})
    assert forecast["inRhythm"] == {"purchases": 36, "revenue": 720}
    assert demand["asOf"] == forecast["asOf"] == night["asOf"]


def test_what_goes_together_is_offered_to_who_has_one_of_it(stack: Stack, tenant: str, night: Any) -> None:
    together = asked(stack, tenant, "/product-affinity/product/tea/bought-together")["data"]
    offered = asked(stack, tenant, "/product-affinity/customer/taster/cross-sell")["data"]

    cup = {"productId": "cup", "productName": "Cup", "supportCustomers": 6, "confidence": 0.8571, "lift": 1.2857}
    assert together == [cup]
    assert offered == [cup | {"because": {"productId": "tea", "productName": "Tea"}}]


def test_deciles_are_of_the_night(stack: Stack, tenant: str, night: Any) -> None:
    shown = asked(stack, tenant, "/api/customers/rfm?scale=10")

    assert shown["cutPoints"]["asOf"] == night["asOf"]
    assert (shown["cutPoints"]["customers"], shown["total"]) == (9, 9)


def test_what_answers_for_more_customers_than_can_be_counted_live_is_kept_by_day(
    stack: Stack, tenant: str, night: Any
) -> None:
    [record] = of_kind(stack, tenant, "night#")
    [summary] = of_kind(stack, tenant, "summary#")

    kept = json.loads(record["night"]["S"])
    assert kept["funnel"]["reached"] == [9, 6, 6]
    assert sum(kept["rfm_counts"]["by_window"]["365"].values()) == 9
    assert kept["cohorts"]["as_of"] == kept["funnel"]["as_of"] == int(record["as_of"]["N"])
    assert json.loads(summary["summary"]["S"])["repeat_buyers"] == 6
    assert record["job"]["S"] == night["jobId"]


def of_kind(stack: Stack, tenant: str, kind: str) -> list[Any]:
    """The tenant's own records whose sort key begins so."""
    return stack.client("dynamodb").query(  # type: ignore[no-any-return]
        TableName=stack.outputs["TenantsTable"],
        KeyConditionExpression="pk = :pk AND begins_with(sk, :kind)",
        ExpressionAttributeValues={":pk": {"S": tenant}, ":kind": {"S": kind}},
    )["Items"]
