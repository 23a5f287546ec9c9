"""Why a redemption reads and writes in that order: for each step a schedule in which another way would be wrong, played
both ways.

The names D1 to D7 are those of the protocol's counter-examples (docs/loyalty.md, What a redemption promises).
"""

from __future__ import annotations

import pytest
from regulars.crm import points_changed
from regulars.crm.points import read_log
from regulars.errors import InsufficientPoints, Merged
from regulars.facts.items.loyalty import LoyaltyEntry
from regulars.loyalty.program import Program
from regulars.stores import shop as stores_shop
from regulars.stores.dynamo.calls import Item
from regulars.stores.ledger import Ledger
from regulars.stores.ledger.persons import SeenHead, read_heads, require_survivor

from testing.pipeline.gate import Call
from testing.pipeline.points import (
    merge,
    opened,
    order,
    redeem,
    redeeming,
    refund,
    stands,
    unmerge,
    up_to_its_transaction,
)
from testing.pipeline.shop import Shop

Patch = pytest.MonkeyPatch


# D1: the head is written as it was read.


def another_redeems_meanwhile(shop: Shop) -> Call:
    """Of 60 points a redemption of 60 is about to be written when another one is done."""
    shop.accept(order("o1", 60))
    slow = redeeming(shop, 60)
    up_to_its_transaction(slow)
    redeem(shop, 60)
    return slow


def test_d1_of_two_that_see_the_same_points_one_is_refused(shop: Shop) -> None:
    slow = another_redeems_meanwhile(shop)

    with pytest.raises(InsufficientPoints) as refused:
        slow.finish()
    assert refused.value.available == 0
    assert stands(shop) == (0, 0)


def test_d1_without_the_condition_both_would_be_written(shop: Shop, monkeypatch: Patch) -> None:
    writes = points_changed._writes
    monkeypatch.setattr(points_changed, "_writes", lambda *given: writes(*given)[1:])

    another_redeems_meanwhile(shop).finish()

    assert stands(shop) == (0, 60)


# D2: the head is read before the log.


def another_redeems_between_two_reads(shop: Shop, first: str) -> Call:
    """Another one is done right after the request that a redemption makes first of the two."""
    shop.accept(order("o1", 60))
    slow = redeeming(shop, 60)
    while not (slow.operation == first and slow.requests > 2):
        assert not slow.finished
        slow.step()
    slow.step()
    redeem(shop, 60)
    return slow


def test_d2_whoever_is_written_behind_the_head_makes_it_fail(shop: Shop) -> None:
    with pytest.raises(InsufficientPoints):
        another_redeems_between_two_reads(shop, "BatchGetItem").finish()

    assert stands(shop) == (0, 0)


def test_d2_a_log_that_was_read_before_the_head_would_overdraw_in_spite_of_the_condition(
    shop: Shop, monkeypatch: Patch
) -> None:
    early: dict[str, list[LoyaltyEntry]] = {}

    def log_then_head(ledger: Ledger, customer_id: str) -> SeenHead:
        early[customer_id] = read_log(opened(shop), [customer_id])
        return require_survivor(ledger, customer_id)

    with monkeypatch.context() as patched:
        patched.setattr(points_changed, "require_survivor", log_then_head)
        patched.setattr(points_changed, "read_log", lambda shop, ids: early[ids[0]])
        shop.accept(order("o1", 60))
        slow = redeeming(shop, 60)
        # Up to behind the log: the head is what it asks for next.
        while not early:
            slow.step()
        patched.undo()
        redeem(shop, 60)
        patched.setattr(points_changed, "read_log", lambda shop, ids: early[ids[0]])
        slow.finish()

    assert stands(shop) == (0, 60)


# D3 and D4: what happens to the orders amid it.


def test_d4_a_refund_between_reading_and_writing_makes_a_debt_as_one_a_moment_later_would(shop: Shop) -> None:
    shop.accept(order("o1", 60))
    slow = redeeming(shop, 60)
    up_to_its_transaction(slow)
    refund(shop, "o1", 60)

    assert slow.finish() == 0
    assert stands(shop) == (0, 60)


# D5: orders are seen each at its own instant.


def test_d5_an_exchange_amid_the_reading_of_two_ids_may_show_points_that_never_were_at_once(shop: Shop) -> None:
    """As promised, each order is seen as it stood at some instant of the request; what is too much is owed."""
    shop.accept(order("o1", 60), order("b0", 1, "bob"))
    merge(shop, "bob", "ann")
    slow = redeeming(shop, 120)
    # Up to between the orders of the one id and those of the other.
    up_to_its_transaction(probe := redeeming(shop, 1))
    queries = probe.requests
    probe.crash()
    while slow.requests < queries - 2:
        slow.step()
    refund(shop, "o1", 60)
    shop.accept(order("o2", 60, "bob"))

    slow.finish()

    assert stands(shop) == (0, 59)


# D6 and D7: merges and unmerges write the heads that redemptions go by.


def bobs_points_are_redeemed_by_the_survivor_meanwhile(shop: Shop) -> Call:
    shop.accept(order("b1", 60, "bob"), order("a1", 1))
    slow = redeeming(shop, 60, "bob")
    up_to_its_transaction(slow)
    merge(shop, "bob", "ann")
    redeem(shop, 61)
    return slow


def test_d6_whoever_is_merged_meanwhile_redeems_nothing_under_their_own_id(shop: Shop) -> None:
    with pytest.raises(Merged) as moved:
        bobs_points_are_redeemed_by_the_survivor_meanwhile(shop).finish()

    assert moved.value.into == "ann"
    assert stands(shop) == (0, 0)


def test_d6_a_head_of_their_own_for_points_that_merges_do_not_write_would_overdraw(
    shop: Shop, monkeypatch: Patch
) -> None:
    heads_apart(monkeypatch)

    bobs_points_are_redeemed_by_the_survivor_meanwhile(shop).finish()

    assert stands(shop) == (0, 60)


def heads_apart(monkeypatch: Patch) -> None:
    """Redemptions go by an item that only they write."""
    seen: dict[str, SeenHead] = {}
    writes = points_changed._writes

    def with_another(ledger: Ledger, customer_id: str) -> SeenHead:
        apart = f"{customer_id}-points"
        seen[customer_id] = read_heads(ledger, [apart])[apart]
        return require_survivor(ledger, customer_id)

    def write(shop: stores_shop.Shop, head: SeenHead, entry: LoyaltyEntry, program: Program) -> list[Item]:
        return writes(shop, seen[head.customer_id], entry, program)

    monkeypatch.setattr(points_changed, "require_survivor", with_another)
    monkeypatch.setattr(points_changed, "_writes", write)


def the_survivor_redeems_amid_an_unmerge(shop: Shop) -> Call:
    shop.accept(order("b1", 60, "bob"), order("a1", 1))
    merge(shop, "bob", "ann")
    slow = redeeming(shop, 61)
    up_to_its_transaction(slow)
    unmerge(shop, "bob")
    return slow


def test_d7_points_of_a_member_who_has_left_meanwhile_are_not_redeemed(shop: Shop) -> None:
    with pytest.raises(InsufficientPoints) as refused:
        the_survivor_redeems_amid_an_unmerge(shop).finish()

    assert refused.value.available == 1
    assert (stands(shop), stands(shop, "bob")) == ((1, 0), (60, 0))


def test_d7_a_head_that_unmerges_do_not_write_would_overdraw(shop: Shop, monkeypatch: Patch) -> None:
    heads_apart(monkeypatch)

    the_survivor_redeems_amid_an_unmerge(shop).finish()

    assert stands(shop) == (0, 60)
