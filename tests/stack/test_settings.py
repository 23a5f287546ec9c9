"""Settings on the real stack: a change counts at once, and of two at a time one must look again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from testing.deployed.shop import eventually, listed, order, post
from testing.deployed.stack import Stack


@pytest.fixture(scope="module")
def tenant(stack: Stack) -> str:
    stack.operator("tenant", "create", "settings")
    return "settings"


def test_of_changes_that_meet_one_goes_in_and_the_others_are_told_to_look_again(stack: Stack, tenant: str) -> None:
    token = stack.token(tenant)
    seen = stack.call("GET", "/api/settings", token=token).headers["etag"]

    def put(days: int) -> int:
        change = {"dormantDays": days}
        return stack.call("PUT", "/api/settings", token=token, body=change, headers={"if-match": seen}).status

    wanted = [60, 61, 62, 63]
    with ThreadPoolExecutor(len(wanted)) as pool:
        statuses = list(pool.map(put, wanted))

    assert sorted(statuses) == [200, 412, 412, 412]
    now = stack.call("GET", "/api/settings", token=token)
    assert now.json()["data"]["dormantDays"] == wanted[statuses.index(200)]
    assert now.headers["etag"] != seen


def test_a_threshold_moves_customers_without_any_recalculation(stack: Stack, tenant: str) -> None:
    post(stack, tenant, order("1", "ida", price="100.00"))
    eventually(lambda: "ida" in listed(stack, tenant))
    token = stack.token(tenant)
    change = {"vipSpend": 199}

    before = listed(stack, tenant)["ida"]["metrics"]["segment"]
    preview = stack.call("POST", "/api/settings/preview", token=token, body=change).json()["data"]
    stack.call("PUT", "/api/settings", token=token, body=change, headers={"if-match": "*"})

    assert before == "New"
    assert preview["moved"] == 1, preview
    assert listed(stack, tenant)["ida"]["metrics"]["segment"] == "VIP"
