"""Points of a customer over HTTP, in source 001's shape: added, redeemed, taken back."""

from __future__ import annotations

from typing import Any

import pytest
from regulars.http.door.app import Application
from regulars.stores.opened import Stores

from testing.api.client import Client
from testing.api.loyalty import GOLD, MUG, POINTS, PROGRAMS, act, at, changed, forget_answers, made, stands, totals
from testing.api.orders import line_of, order_with, post


def test_source_001_adds_and_redeems_points_and_is_told_the_balance(shop: Client) -> None:
    program = made(shop)

    added = act(shop, program, "add", userId="acme", points=100)
    redeemed = act(shop, program, "redeem", userId="acme", points=30)

    assert (added.status, redeemed.status) == (201, 201)
    assert totals(added.data) == {"totalPointsEarned": 250, "availablePoints": 250}
    assert totals(redeemed.data) == {"totalPointsEarned": 250, "availablePoints": 220, "redeemedPoints": 30}
    found = stands(shop, program)
    assert totals(found) == totals(redeemed.data)
    assert [(one["action"], one["points"], one["by"]) for one in found["history"]] == [
        ("redeem", 30, "user"), ("add", 100, "user")
    ]  # fmt: skip
    journey = shop.get("/customers/venue/acme/ann/journey", kinds="loyalty").data
    assert {(step["title"], step["data"]["points"]) for step in journey} == {
        ("Points added", 100), ("Points redeemed", 30)
    }  # fmt: skip


def test_more_than_there_is_takes_nothing(shop: Client) -> None:
    program = made(shop)

    answer = act(shop, program, "redeem", points=151)

    assert (answer.status, answer.json["code"], answer.json["availablePoints"]) == (409, "insufficient_points", 150)
    assert act(shop, program, "adjust", points=-151, reason="Typo").json["code"] == "insufficient_points"
    assert totals(stands(shop, program)) == {"totalPointsEarned": 150, "availablePoints": 150}
    assert act(shop, program, "redeem", points=150).status == 201
    assert act(shop, program, "redeem", points=1).json["availablePoints"] == 0


def test_a_program_that_is_not_active_takes_no_change(shop: Client) -> None:
    program = made(shop)
    assert changed(shop, program, status="inactive").status == 200

    for action in ("redeem", "add"):
        answer = act(shop, program, action, points=1)
        assert (answer.status, answer.json["code"]) == (409, "program_inactive")
    assert totals(stands(shop, program)) == {"totalPointsEarned": 150, "availablePoints": 150}, "points stay"
    assert act(shop, "l99", "redeem", points=1).status == 404
    assert shop.get(POINTS, customerId="ann", loyaltyProgramId="l99").status == 404
    assert shop.get(POINTS, customerId="nobody").status == 404


def test_a_key_is_one_change_and_is_answered_the_same_at_any_age(
    shop: Client, application: Application, stores: Stores
) -> None:
    program = made(shop)

    first = act(shop, program, "redeem", key="till-1", points=30)
    again = act(shop, program, "redeem", key="till-1", points=30)
    another = act(shop, program, "redeem", key="till-1", points=40)
    forget_answers(stores)
    later = at(application, 400)
    much_later = act(later, program, "redeem", key="till-1", points=30)
    reused = act(later, program, "redeem", key="till-1", points=40)
    other_action = act(later, program, "add", key="till-1", points=30)

    assert first.json == again.json == much_later.json
    assert (another.status, reused.status, other_action.status) == (422, 422, 422)
    assert another.json["type"] == reused.json["type"]
    assert totals(stands(later, program))["redeemedPoints"] == 30


def test_without_a_key_a_call_that_is_sent_twice_is_done_twice(shop: Client) -> None:
    program = made(shop)

    assert [act(shop, program, "redeem", points=30).status for _ in range(2)] == [201, 201]
    assert stands(shop, program)["redeemedPoints"] == 60


def test_a_refund_takes_points_back_and_what_was_spent_becomes_a_debt(shop: Client) -> None:
    program = made(shop)
    assert act(shop, program, "redeem", points=140).status == 201

    post(shop, {**order_with("o2", 10, line_of("tea", unitPrice=100)), "status": "refunded", "refundedAmount": 100})

    assert totals(stands(shop, program)) == {"totalPointsEarned": 50, "redeemedPoints": 140, "debtPoints": 90}
    assert act(shop, program, "redeem", points=1).json["availablePoints"] == 0
    post(shop, order_with("o4", 1, line_of("tea", unitPrice=100)))
    assert totals(stands(shop, program)) == {
        "totalPointsEarned": 150, "availablePoints": 10, "redeemedPoints": 140
    }  # fmt: skip


def test_points_can_be_added_until_an_instant_that_is_still_to_come(shop: Client, application: Application) -> None:
    program = made(shop, autoEarn=False)
    day_after = "2025-10-20T00:00:00Z"

    past = act(shop, program, "add", points=5, expiresAt="2025-01-01")
    assert list(past.errors) == ["expiresAt"]
    assert act(shop, program, "add", points=120, expiresAt=day_after).status == 201
    assert stands(shop, program)["expiringSoonPoints"] == 120
    assert totals(stands(at(application, 400), program)) == {"totalPointsEarned": 120, "expiredPoints": 120}


def test_a_reward_takes_its_points_its_tier_and_one_of_its_stock(shop: Client) -> None:
    mugs = [MUG, {**MUG, "id": "cup", "minTier": "Gold", "stock": None}]
    program = made(shop, rewards=mugs, tiers=[{**GOLD, "threshold": 500}])

    assert act(shop, program, "redeem", rewardId="cup").json["code"] == "tier_too_low"
    assert list(act(shop, program, "redeem", rewardId="hat").errors) == ["rewardId"]
    assert list(act(shop, program, "redeem", rewardId="mug", points=61).errors) == ["points"]
    taken = act(shop, program, "redeem", rewardId="mug")
    assert (taken.status, taken.data["entry"]["points"], taken.data["availablePoints"]) == (201, 60, 90)
    assert shop.get(PROGRAMS).data[0]["rewards"][0]["left"] == 0
    sold_out = act(shop, program, "redeem", rewardId="mug")
    assert (sold_out.status, sold_out.json["code"]) == (409, "out_of_stock")
    more = [{**mugs[0], "stock": 2}, mugs[1]]
    assert changed(shop, program, rewards=more).data["rewards"][0]["left"] == 1
    assert act(shop, program, "redeem", rewardId="mug").status == 201


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"action": "spend", "points": 1}, "action"),
        ({"action": "add"}, "points"),
        ({"action": "add", "points": 0}, "points"),
        ({"action": "add", "points": 1.5}, "points"),
        ({"action": "add", "points": -5}, "points"),
        ({"action": "redeem"}, "points"),
        ({"action": "add", "points": 5, "rewardId": "mug"}, "rewardId"),
        ({"action": "adjust", "points": -5}, "reason"),
        ({"action": "redeem", "points": 5, "expiresAt": "2030-01-01"}, "expiresAt"),
    ],
)
def test_each_fault_of_a_change_is_named(shop: Client, fields: dict[str, Any], fault: str) -> None:
    program = made(shop)

    answer = shop.post(POINTS, {"customerId": "ann", "loyaltyProgramId": program, **fields})

    assert (answer.status, list(answer.errors)) == (400, [fault])


def test_points_of_a_person_are_those_of_all_their_ids(shop: Client, stores: Stores) -> None:
    program = made(shop)
    assert act(shop, program, "redeem", key="k", customerId="bob", points=10).status == 201
    assert shop.post("/api/customers/profiles/merge", {"from": "bob", "into": "ann"}).status == 200

    assert totals(stands(shop, program)) == {
        "totalPointsEarned": 190, "availablePoints": 180, "redeemedPoints": 10
    }  # fmt: skip
    moved = act(shop, program, "redeem", customerId="bob", points=10)
    assert (moved.status, moved.json["mergedInto"]) == (409, "ann")
    assert shop.get(POINTS, customerId="bob").status == 308
    forget_answers(stores)
    again = act(shop, program, "redeem", key="k", points=10)
    assert (again.status, again.data["entry"]["customerId"]) == (201, "bob"), "the key was used under another id"
    assert stands(shop, program)["redeemedPoints"] == 10
    assert act(shop, program, "redeem", points=180).status == 201
