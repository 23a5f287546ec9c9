"""Customers who were brought by another one, over HTTP."""

from __future__ import annotations

from typing import Any

from regulars.facts.tenant import Tenant
from regulars.stores.opened import Stores

from testing.api.client import Client
from testing.api.loyalty import POINTS, PROGRAMS, act, made, stands, totals
from testing.api.orders import line_of, order_with, post
from testing.api.projected import project


def referral_code(api: Client, customer_id: str) -> str:
    return str(api.get(POINTS, customerId=customer_id).data[0]["referralCode"])


def brought(order_id: str, customer_id: str, code: str, **changes: Any) -> dict[str, Any]:
    lines = line_of("tea", unitPrice=20)
    return order_with(order_id, 2, lines, customerId=customer_id, customer={"referralCode": code}, **changes)


def test_the_first_order_of_whoever_was_brought_credits_both_once(shop: Client, stores: Stores, tenant: Tenant) -> None:
    program = made(shop, type="referral", referralPoints=200, pendingDays=1)
    code = referral_code(shop, "ann")

    post(shop, brought("r1", "cy", code), brought("r2", "cy", referral_code(shop, "bob")), brought("r3", "cy", "x"))
    project(stores, tenant, "cy")

    assert [stands(shop, program, one)["totalPointsEarned"] for one in ("ann", "bob", "cy")] == [200, 0, 200]
    assert stands(shop, program)["lots"][0]["earnedAt"] == stands(shop, program, "cy")["lots"][0]["earnedAt"]
    assert act(shop, program, "redeem", points=200).status == 201
    post(shop, *(brought(one, "cy", code, status="cancelled") for one in ("r1", "r2", "r3")))
    project(stores, tenant, "cy")
    assert totals(stands(shop, program)) == {"redeemedPoints": 200, "debtPoints": 200}
    assert totals(stands(shop, program, "cy")) == {}
    assert shop.get(f"{PROGRAMS}/{program}/summary").json["code"] == "no_summary"


def test_a_code_is_claimed_at_the_profile_and_nobodys_and_ones_own_are_refused(
    shop: Client, stores: Stores, tenant: Tenant
) -> None:
    profiles = "/api/customers/profiles"
    program = made(shop, type="referral", referralPoints=50)
    code = referral_code(shop, "ann")

    for wrong in ("f" * 16, "nobody", code):
        answer = shop.send("PUT", profiles, body={"customerId": "ann", "referralCode": wrong})
        assert list(answer.errors) == ["referralCode"]
    assert shop.send("PUT", profiles, body={"customerId": "bob", "referralCode": code.upper()}).status == 200
    assert shop.post(profiles, {"customerId": "dee", "referralCode": code}).status == 201
    for customer_id in ("bob", "dee"):
        project(stores, tenant, customer_id)

    assert stands(shop, program)["totalPointsEarned"] == 50, "dee has not ordered yet"
    post(shop, order_with("d1", 1, line_of("tea", unitPrice=1), customerId="dee"))
    project(stores, tenant, "dee")
    assert stands(shop, program)["totalPointsEarned"] == 100
    assert shop.post("/api/customers/profiles/merge", {"from": "bob", "into": "ann"}).status == 200
    project(stores, tenant, "ann")
    assert stands(shop, program)["totalPointsEarned"] == 50, "nobody brings themselves"
