"""Loyalty programs and points over HTTP, in source 001's shapes."""

from __future__ import annotations

from typing import Any

import pytest
from regulars.facts.tenant import Tenant
from regulars.facts.time import DAY_MS
from regulars.http.door.app import Application
from regulars.stores.opened import Stores

from testing.api.client import Answered, Client
from testing.api.orders import line_of, order_with, post
from testing.api.projected import project
from testing.builders import NOW_MS
from testing.machines.night import create_night_machine, run_night

PROGRAMS, POINTS = "/api/customers/loyalty-programs", "/api/customers/loyalty-points"
LONG_AGO = "2024-01-01"
GOLD = {"name": "Gold", "threshold": 100, "multiplier": 1.5, "graceDays": 30}
MUG = {"id": "mug", "name": "A mug", "points": 60, "kind": "product", "stock": 1}


@pytest.fixture
def shop(api: Client) -> Client:
    """`ann` has spent 150 in two orders, `bob` 40 in one."""
    post(api, order_with("o1", 50, line_of("tea", unitPrice=50)))
    post(api, order_with("o2", 10, line_of("tea", unitPrice=100)))
    post(api, order_with("o3", 40, line_of("cup", unitPrice=40), customerId="bob"))
    return api


def made(api: Client, **fields: Any) -> str:
    answer = api.post(PROGRAMS, {"name": "Club", "type": "points", "effectiveFrom": LONG_AGO, **fields})
    assert answer.status == 201, answer.text
    return str(answer.data["id"])


def changed(api: Client, program: str, **fields: Any) -> Answered:
    read = next(one for one in api.get(PROGRAMS).data if one["id"] == program)
    return api.send("PUT", PROGRAMS, body={"loyaltyProgramId": program, **fields}, headers={"if-match": read["etag"]})


def act(api: Client, program: str, action: str, key: str | None = None, **fields: Any) -> Answered:
    body = {"customerId": "ann", "loyaltyProgramId": program, "action": action, **fields}
    return api.post(POINTS, body, **({} if key is None else {"idempotency-key": key}))


def stands(api: Client, program: str, customer_id: str = "ann") -> dict[str, Any]:
    [found] = api.get(POINTS, customerId=customer_id, loyaltyProgramId=program).data
    return dict(found)


def totals(found: dict[str, Any]) -> dict[str, int]:
    names = ("totalPointsEarned", "availablePoints", "pendingPoints", "redeemedPoints", "expiredPoints", "debtPoints")
    earned, available, pending, redeemed, expired, debt = (found[name] for name in names)
    assert earned == available + pending + redeemed + expired - debt
    return {name: found[name] for name in names if found[name]}


def at(application: Application, days: float) -> Client:
    return Client(application, "acme", now_ms=NOW_MS + int(days * DAY_MS))


def forget_answers(stores: Stores) -> None:
    """As after a day: the door no longer knows which keys came."""
    table = stores.names.requests_table
    for item in stores.dynamodb.scan(TableName=table)["Items"]:
        stores.dynamodb.delete_item(TableName=table, Key={"id": item["id"]})


def test_a_program_is_made_listed_and_says_how_a_customer_stands(shop: Client) -> None:
    program = made(shop, tiers=[{"name": "Bronze", "threshold": 0}, GOLD], rewards=[MUG], pendingDays=20)

    [listed] = shop.get(PROGRAMS, userId="acme").data
    assert (listed["id"], listed["status"], listed["pointsPerUnit"], listed["revision"]) == (program, "active", 1, 1)
    assert listed["tiers"][1] == GOLD
    assert listed["rewards"] == [{**MUG, "amount": None, "left": 1, "minTier": None}]
    [found] = shop.get(POINTS, userId="acme", customerId="ann").data
    assert (found["customerId"], found["loyaltyProgramId"], found["loyaltyProgramName"]) == ("ann", program, "Club")
    assert totals(found) == {"totalPointsEarned": 150, "availablePoints": 50, "pendingPoints": 100}
    assert found["tierLevel"] == "Gold"
    assert found["tierProgress"] == {
        "points": 150, "windowDays": 365, "nextTier": None, "pointsToNextTier": None, "heldUntil": None
    }  # fmt: skip
    assert [(one["from"], one["to"]) for one in found["tierHistory"]] == [("Bronze", "Gold"), (None, "Bronze")]
    assert [(one["left"], one["pending"]) for one in found["lots"]] == [(50, False), (100, True)]
    assert found["lastActivityAt"] == found["tierHistory"][0]["at"]


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


def test_what_was_earned_under_an_earlier_edit_stays(shop: Client, application: Application) -> None:
    program = made(shop)
    later = at(application, 1)
    assert changed(later, program, pointsPerUnit=0.5, multiplier=4).status == 200
    post(later, order_with("late", 0.5, line_of("tea", unitPrice=10)))
    evening = at(application, 2)
    post(evening, order_with("new", -1.5, line_of("tea", unitPrice=10)))

    found = stands(evening, program)

    assert found["totalPointsEarned"] == 150 + 10 + 20, "by the version of each order's own instant"
    revisions = evening.get(f"{PROGRAMS}/{program}/revisions").data
    assert [one["program"]["revision"] for one in revisions] == [2, 1]
    assert revisions[1]["standsUntil"] == revisions[0]["standsFrom"]
    assert revisions[0]["standsUntil"] is None
    backdated = changed(evening, program, effectiveFrom=LONG_AGO)
    assert backdated.status == 200
    assert stands(evening, program)["totalPointsEarned"] == 2 * 170
    assert [one["standsFrom"] for one in evening.get(f"{PROGRAMS}/{program}/revisions").data[1:]] == [None, None]


def test_an_edit_names_what_was_read(shop: Client) -> None:
    program = made(shop)
    body = {"loyaltyProgramId": program, "name": "Friends"}

    assert shop.send("PUT", PROGRAMS, body=body).status == 428
    assert shop.send("PUT", PROGRAMS, body=body, headers={"if-match": '"7"'}).status == 412
    assert changed(shop, program, name="Friends").data["revision"] == 2
    assert changed(shop, program, name="Friends").data["revision"] == 2, "nothing changed"
    assert shop.send("PUT", PROGRAMS, body={**body, "loyaltyProgramId": "l99"}, headers={"if-match": "*"}).status == 404


@pytest.mark.parametrize(
    ("fields", "faults"),
    [
        ({"type": "stamps"}, ["type"]),
        ({"pointsPerUnit": -1, "multiplier": 1.00001}, ["multiplier", "pointsPerUnit"]),
        ({"expiryDays": 10, "pendingDays": 10}, ["expiryDays"]),
        ({"type": "tier"}, ["tiers"]),
        ({"type": "referral"}, ["referralPoints"]),
        ({"referralPoints": 5}, ["referralPoints"]),
        ({"tiers": [GOLD, {**GOLD, "threshold": 50}]}, ["tiers[1].name", "tiers[1].threshold"]),
        ({"tiers": [{"name": "Gold"}]}, ["tiers[0].threshold"]),
        ({"tiers": ["Gold"]}, ["tiers[0]"]),
        ({"rewards": [MUG, MUG]}, ["rewards[1].id"]),
        ({"rewards": [{**MUG, "kind": "amount"}]}, ["rewards[0].amount"]),
        ({"rewards": [{**MUG, "amount": 5}]}, ["rewards[0].amount"]),
        ({"rewards": [{**MUG, "minTier": "Gold"}]}, ["rewards[0].minTier"]),
        ({"rewards": [{**MUG, "points": 0, "colour": "red"}]}, ["rewards[0].colour", "rewards[0].points"]),
        ({"effectiveFrom": "2030-01-01"}, ["effectiveFrom"]),
        ({"tierWindowDays": 0, "status": "on"}, ["status", "tierWindowDays"]),
        ({"minimumPurchase": 1.005}, ["minimumPurchase"]),
    ],
)
def test_each_fault_of_a_program_is_named(shop: Client, fields: dict[str, Any], faults: list[str]) -> None:
    answer = shop.post(PROGRAMS, {"name": "Club", "type": "points", **fields})

    assert answer.status == 400
    assert sorted(answer.errors) == faults
    assert shop.get(PROGRAMS).data == []


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


def test_a_summary_adds_up_all_members(shop: Client, stores: Stores, tenant: Tenant) -> None:
    rewards = [{"id": "five", "name": "5 off", "points": 100, "kind": "amount", "amount": 5}, MUG]
    program = made(shop, tiers=[GOLD], rewards=rewards, pendingDays=20, expiryDays=75)
    post(shop, order_with("o9", 80, line_of("tea", unitPrice=7), customerId="cy"))
    assert act(shop, program, "redeem", points=20).status == 201
    for customer_id in ("ann", "bob", "cy"):
        project(stores, tenant, customer_id)

    found = shop.get(f"{PROGRAMS}/{program}/summary").data

    assert (found["members"], found["tiers"]) == (
        3, [{"tier": None, "members": 2}, {"tier": "Gold", "members": 1}]
    )  # fmt: skip
    assert totals(found) == {
        "totalPointsEarned": 197,
        "availablePoints": 70,
        "pendingPoints": 100,
        "redeemedPoints": 20,
        "expiredPoints": 7,
    }
    assert (found["outstandingPoints"], found["liability"]) == (170, 8.5)
    soon = found["expiringSoon"]
    assert (soon["withinDays"], soon["points"], soon["customers"]) == (30, 30, 1)
    assert [(one["customerId"], one["points"]) for one in soon["data"]] == [("ann", 30)]
    assert shop.get(f"{PROGRAMS}/l9/summary").status == 404
    assert changed(shop, program, rewards=[]).status == 200
    assert shop.get(f"{PROGRAMS}/{program}/summary").data["liability"] is None


def test_with_too_many_customers_a_summary_is_that_of_last_night_and_names_nobody(
    shop: Client, stores: Stores, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = made(shop, tiers=[GOLD], pendingDays=20, expiryDays=75)
    nobody = made(shop, name="Vips", type="vip")
    assert act(shop, program, "redeem", points=20).status == 201
    assert act(shop, program, "adjust", customerId="bob", points=-40, reason="Typo").status == 201
    project(stores, tenant, "ann", "bob")
    live = {one: shop.get(f"{PROGRAMS}/{one}/summary").data for one in (program, nobody)}
    assert live[program]["expiringSoon"]["customers"] == 1
    monkeypatch.setattr("regulars.lists.walk.LIST_ROWS", 1)
    before = shop.get(f"{PROGRAMS}/{program}/summary")
    assert (before.status, before.json["code"]) == (409, "too_many_customers_live")

    create_night_machine(stores)
    run_night(stores, tenant, "night-1", at_ms=NOW_MS)
    shop.now_ms += DAY_MS

    for one in (program, nobody):
        left = shop.get(f"{PROGRAMS}/{one}/summary").data
        assert left == {**live[one], "expiringSoon": {**live[one]["expiringSoon"], "data": []}}
    later = made(shop, name="Later")
    assert shop.get(f"{PROGRAMS}/{later}/summary").status == 409, "no night knew it yet"


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


def test_a_name_is_one_programs_and_there_are_at_most_twenty(shop: Client) -> None:
    made(shop)
    assert list(shop.post(PROGRAMS, {"name": "CLUB", "type": "points"}).errors) == ["name"]
    for number in range(19):
        made(shop, name=f"Club {number}")
    full = shop.post(PROGRAMS, {"name": "One more", "type": "points"})
    assert (full.status, full.json["code"]) == (409, "too_many_programs")


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
