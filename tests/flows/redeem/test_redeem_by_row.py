"""Redemptions of a person with so many orders that they are judged by the row."""

from __future__ import annotations

import pytest
from regulars.crm import points
from regulars.crm.points_changed import Change, change_points
from regulars.errors import Conflict, InsufficientPoints
from regulars.facts.items.loyalty import LoyaltyAction
from regulars.facts.time import HOUR_MS

from testing.api.projected import project
from testing.builders import NOW_MS
from testing.pipeline.points import PROGRAMS, merge, opened, order, redeem, stands, unmerge
from testing.pipeline.shop import Shop

Patch = pytest.MonkeyPatch


def test_beyond_a_thousand_orders_it_goes_by_the_row(shop: Shop, monkeypatch: Patch) -> None:

    shop.accept(order("o1", 60), order("o2", 5))
    project(shop.stores, shop.tenant, "ann", now_ms=NOW_MS - 5_000)
    shop.accept(order("o3", 7))
    monkeypatch.setattr(points, "MOST_ORDERS_READ", 2)
    change = Change("ann", PROGRAMS[shop.tenant.id], LoyaltyAction.REDEEM, 10)

    done = change_points(opened(shop), change, key=None, by=None)

    assert (done.standing.available, done.as_of_ms) == (55, NOW_MS - 5_000)
    monkeypatch.setattr(points, "MOST_ORDERS_READ", 3)
    assert redeem(shop, 10) == 52


def test_beyond_a_thousand_orders_no_half_of_a_person_is_judged_by_the_row_of_the_whole(
    shop: Shop, monkeypatch: Patch
) -> None:
    shop.accept(order("b1", 50, "bob"), order("b2", 10, "bob"), order("a1", 1), order("a2", 1))
    merge(shop, "bob", "ann")
    project(shop.stores, shop.tenant, "bob", now_ms=NOW_MS + HOUR_MS)
    monkeypatch.setattr(points, "MOST_ORDERS_READ", 1)
    redeem(shop, 60)

    with pytest.raises(Conflict) as refused:
        unmerge(shop, "bob")

    assert refused.value.code == "would_owe"
    shop.accept(order("a3", 60))
    unmerge(shop, "bob")
    assert (stands(shop), stands(shop, "bob")) == ((2, 0), (60, 0)), "the row of a member is empty, and says nothing"


def test_beyond_a_thousand_orders_a_row_from_before_a_member_left_is_not_gone_by(
    shop: Shop, monkeypatch: Patch
) -> None:
    shop.accept(order("b1", 60, "bob"), order("a1", 1), order("a2", 1))
    merge(shop, "bob", "ann")
    project(shop.stores, shop.tenant, "bob", now_ms=NOW_MS + 50_000)
    unmerge(shop, "bob")
    monkeypatch.setattr(points, "MOST_ORDERS_READ", 1)

    with pytest.raises(InsufficientPoints) as refused:
        redeem(shop, 62)

    assert refused.value.available == 2
    redeem(shop, 60, "bob")
    assert (stands(shop), stands(shop, "bob")) == ((2, 0), (0, 0))
