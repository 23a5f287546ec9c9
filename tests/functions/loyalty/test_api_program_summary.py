"""All members of a program added up, live and of last night."""

from __future__ import annotations

import pytest
from regulars.facts.tenant import Tenant
from regulars.facts.time import DAY_MS
from regulars.stores.opened import Stores

from testing.api.client import Client
from testing.api.loyalty import GOLD, MUG, PROGRAMS, act, changed, made, totals
from testing.api.orders import line_of, order_with, post
from testing.api.projected import project
from testing.builders import NOW_MS
from testing.machines.night import create_night_machine, run_night


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
