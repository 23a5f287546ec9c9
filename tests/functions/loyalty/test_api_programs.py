"""Loyalty programs over HTTP, in source 001's shape: made, edited, listed."""

from __future__ import annotations

from typing import Any

import pytest
from regulars.http.door.app import Application

from testing.api.client import Client
from testing.api.loyalty import GOLD, LONG_AGO, MUG, POINTS, PROGRAMS, at, changed, made, stands, totals
from testing.api.orders import line_of, order_with, post


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


def test_an_edit_names_what_was_read(shop: Client) -> None:
    program = made(shop)
    body = {"loyaltyProgramId": program, "name": "Friends"}

    assert shop.send("PUT", PROGRAMS, body=body).status == 428
    assert shop.send("PUT", PROGRAMS, body=body, headers={"if-match": '"7"'}).status == 412
    assert changed(shop, program, name="Friends").data["revision"] == 2
    assert changed(shop, program, name="Friends").data["revision"] == 2, "nothing changed"
    assert shop.send("PUT", PROGRAMS, body={**body, "loyaltyProgramId": "l99"}, headers={"if-match": "*"}).status == 404


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
    first = evening.get(f"{PROGRAMS}/{program}/revisions", limit=2).json
    second = evening.get(f"{PROGRAMS}/{program}/revisions", limit=2, cursor=first["nextCursor"]).json
    assert [one["program"]["revision"] for one in (*first["data"], *second["data"])] == [3, 2, 1]
    assert (first["total"], second["nextCursor"]) == (3, None)


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


def test_a_name_is_one_programs_and_there_are_at_most_twenty(shop: Client) -> None:
    made(shop)
    assert list(shop.post(PROGRAMS, {"name": "CLUB", "type": "points"}).errors) == ["name"]
    for number in range(19):
        made(shop, name=f"Club {number}")
    full = shop.post(PROGRAMS, {"name": "One more", "type": "points"})
    assert (full.status, full.json["code"]) == (409, "too_many_programs")
