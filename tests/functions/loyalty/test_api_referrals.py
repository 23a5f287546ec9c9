"""Customers who were brought by another one, over HTTP."""

from __future__ import annotations

from typing import Any

import pytest
from regulars.facts.tenant import Tenant
from regulars.facts.time import DAY_MS
from regulars.stores.opened import Stores

from testing.api.client import Client
from testing.api.loyalty import POINTS, PROGRAMS, act, made, stands, totals
from testing.api.orders import line_of, order_with, post
from testing.api.projected import project
from testing.builders import NOW_MS
from testing.machines.night import create_night_machine, run_night


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


def test_a_program_of_referrals_is_summed_up_as_any_other_live_and_by_the_night(
    shop: Client, stores: Stores, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    rewards = [{"id": "five", "name": "5 off", "points": 100, "kind": "amount", "amount": 5}]
    tiers = [{"name": "Friend", "threshold": 400}]
    program = made(shop, type="referral", referralPoints=200, rewards=rewards, tiers=tiers, expiryDays=25)
    code = referral_code(shop, "ann")
    post(shop, brought("r1", "cy", code), brought("r2", "dee", code))
    assert act(shop, program, "redeem", points=50).json["code"] == "insufficient_points", "nobody told ann yet"
    project(stores, tenant, "cy", "dee", "ann", "bob")
    assert act(shop, program, "redeem", points=50).status == 201
    project(stores, tenant, "ann")

    live = shop.get(f"{PROGRAMS}/{program}/summary").data

    assert totals(live) == {"totalPointsEarned": 800, "availablePoints": 750, "redeemedPoints": 50}
    assert (live["members"], live["outstandingPoints"], live["liability"]) == (4, 750, 37.5)
    assert live["tiers"] == [{"tier": None, "members": 3}, {"tier": "Friend", "members": 1}]
    assert [(one["customerId"], one["points"]) for one in live["expiringSoon"]["data"]] == [
        ("ann", 350), ("cy", 200), ("dee", 200)
    ]  # fmt: skip
    [listed] = [one for one in shop.get(POINTS, loyaltyProgramId=program).data if one["customerId"] == "ann"]
    assert listed == stands(shop, program)
    monkeypatch.setattr("regulars.lists.walk.LIST_ROWS", 1)
    create_night_machine(stores)
    run_night(stores, tenant, "night-1", at_ms=NOW_MS)
    shop.now_ms += DAY_MS
    left = shop.get(f"{PROGRAMS}/{program}/summary").data
    assert left == {**live, "expiringSoon": {**live["expiringSoon"], "data": []}}


def test_a_journey_tells_that_somebody_was_brought_and_not_who(shop: Client, stores: Stores, tenant: Tenant) -> None:
    post(shop, brought("r1", "cy", tenant.referral_code("ann")))
    project(stores, tenant, "cy")

    [step] = shop.get("/customers/venue/acme/ann/journey", kinds="brought").data

    assert (step["title"], step["data"], step["id"]) == ("Brought a customer", {}, tenant.referral_code("cy"))
    assert step["at"] == shop.get("/customers/venue/acme/cy/journey", kinds="order").data[0]["at"]
    assert shop.get("/customers/venue/acme/cy/journey", kinds="brought").data == []


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
