"""Nobody leaves points behind that are owed: unmerges beside redemptions (D8 and D9 of docs/loyalty.md)."""

from __future__ import annotations

import pytest
from regulars.errors import Conflict

from testing.pipeline.gate import Call
from testing.pipeline.points import merge, order, redeem, stands, unmerge, up_to_its_transaction
from testing.pipeline.shop import Shop


def test_d9_a_member_whose_points_were_redeemed_is_not_taken_out(shop: Shop) -> None:
    shop.accept(order("b1", 60, "bob"), order("a1", 1))
    merge(shop, "bob", "ann")
    redeem(shop, 31)

    with pytest.raises(Conflict) as refused:
        unmerge(shop, "bob")

    assert refused.value.code == "would_owe"
    assert stands(shop) == (30, 0)
    shop.accept(order("a2", 30))
    unmerge(shop, "bob")
    assert (stands(shop), stands(shop, "bob")) == ((0, 0), (60, 0)), "31 of the survivor's own cover it"


def test_d8_else_both_halves_would_spend_the_same_points(shop: Shop) -> None:
    shop.accept(order("b1", 60, "bob"), order("a1", 1))
    merge(shop, "bob", "ann")
    redeem(shop, 60)

    unmerge(shop, "bob", checked=False)
    redeem(shop, 60, "bob")

    assert (stands(shop), stands(shop, "bob")) == ((0, 59), (0, 0))


def test_a_redemption_amid_an_unmerge_makes_it_look_again(shop: Shop) -> None:
    shop.accept(order("b1", 60, "bob"), order("a1", 1))
    merge(shop, "bob", "ann")
    slow = Call("unmerge", lambda: unmerge(shop, "bob"))
    up_to_its_transaction(slow)
    redeem(shop, 31)

    with pytest.raises(Conflict) as refused:
        slow.finish()
    assert refused.value.code == "would_owe"


def test_a_member_who_has_spent_what_their_own_member_had_earned_is_not_taken_out(shop: Shop) -> None:
    """Who leaves alone would owe, although those who stay do not."""
    shop.accept(order("c1", 60, "cy"), order("b1", 1, "bob"), order("a1", 60))
    merge(shop, "cy", "bob")
    redeem(shop, 60, "bob")
    merge(shop, "bob", "ann")
    unmerge(shop, "cy")

    with pytest.raises(Conflict) as refused:
        unmerge(shop, "bob")

    assert refused.value.code == "would_owe"
