"""Points on the real stack: of fifty redemptions at once those succeed that are covered; referrals reach both."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from testing.deployed.shop import order, post
from testing.deployed.stack import Answer, Stack

PROGRAMS, POINTS = "/api/customers/loyalty-programs", "/api/customers/loyalty-points"
AT_ONCE = 50
# Too many calls a second, and whoever is busy, or for a minute silent: the same call again, under its key.
TRY_AGAIN = (429, 502, 503, 504)


def redeem(stack: Stack, tenant: str, program: str, key: str) -> Answer:
    body = {"customerId": "ann", "loyaltyProgramId": program, "action": "redeem", "points": 10}
    for _ in range(60):
        with suppress(TimeoutError):
            answer = stack.call("POST", POINTS, token=stack.token(tenant), body=body, headers={"idempotency-key": key})
            under_way = answer.status == 409 and "code" not in answer.json()
            if answer.status not in TRY_AGAIN and not under_way:
                return answer
        time.sleep(1)
    raise AssertionError(f"{key} was never answered")


def test_of_fifty_redemptions_of_ten_at_once_against_a_hundred_exactly_ten_succeed(stack: Stack) -> None:
    tenant = "loyalty"
    stack.operator("tenant", "create", tenant)
    program = {"name": "Club", "type": "points", "effectiveFrom": "2020-01-01"}
    made = stack.call("POST", PROGRAMS, token=stack.token(tenant), body=program)
    assert made.status == 201, made
    program_id = made.json()["data"]["id"]
    assert post(stack, tenant, order("1", "ann", price="50.00")).status == 200
    keys = [f"till-{number}" for number in range(AT_ONCE)]

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(lambda key: redeem(stack, tenant, program_id, key), keys))

    assert {answer.status for answer in answers} == {201, 409}, {one.status: one.body for one in answers}
    told = [answer.json() for answer in answers]
    left = [one["data"]["availablePoints"] for one in told if one["success"]]
    assert sorted(left) == [0, 10, 20, 30, 40, 50, 60, 70, 80, 90]
    assert [one["code"] for one in told if not one["success"]] == ["insufficient_points"] * (AT_ONCE - 10)
    won = [(key, one) for key, one in zip(keys, told, strict=True) if one["success"]][:3]
    again = [redeem(stack, tenant, program_id, key).json() for key, _ in won]
    assert again == [one for _, one in won], "a repeated key is answered as it was"
    [stands] = stack.call("GET", f"{POINTS}?customerId=ann", token=stack.token(tenant)).json()["data"]
    assert (stands["availablePoints"], stands["redeemedPoints"], stands["debtPoints"]) == (0, 100, 0)


def test_who_brought_somebody_is_credited_once_by_what_a_projection_may_write(stack: Stack) -> None:
    """With IAM enforced: `update_facts` may put this into the ledger, and look for whose code it is."""
    tenant = "referrals"
    stack.operator("tenant", "create", tenant)
    program = {"name": "Friends", "type": "referral", "referralPoints": 100, "effectiveFrom": "2020-01-01"}
    made = stack.call("POST", PROGRAMS, token=stack.token(tenant), body=program)
    assert made.status == 201, made
    assert post(stack, tenant, order("1", "ann")).status == 200
    [ann] = stack.call("GET", f"{POINTS}?customerId=ann", token=stack.token(tenant)).json()["data"]
    came = {**order("2", "cy"), "customer": {"referralCode": ann["referralCode"]}}
    assert post(stack, tenant, came).status == 200

    summary = f"{PROGRAMS}/{made.json()['data']['id']}/summary"
    for _ in range(60):
        found = stack.call("GET", summary, token=stack.token(tenant)).json()["data"]
        if found["totalPointsEarned"] == 200:
            break
        time.sleep(1)

    assert (found["members"], found["totalPointsEarned"], found["outstandingPoints"]) == (2, 200, 200)
    for who in ("ann", "cy"):
        [stands] = stack.call("GET", f"{POINTS}?customerId={who}", token=stack.token(tenant)).json()["data"]
        assert (who, stands["availablePoints"]) == (who, 100)
