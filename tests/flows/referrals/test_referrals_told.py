"""What whoever brought somebody is told of, and what takes it back."""

from __future__ import annotations

from regulars.facts.loyalty import Referrals
from regulars.facts.order import OrderStatus

from testing.pipeline.brought import (
    ANN,
    CY,
    DEE,
    ago,
    assert_at_rest,
    gives_code,
    merge,
    notes,
    orders,
    referrals,
    under_ann,
    unmerge,
)
from testing.pipeline.world import World


def test_a_row_says_whom_its_customer_brought_and_that_the_other_was_brought(world: World) -> None:
    assert notes(world) == under_ann(world, 10)
    assert referrals(world, ANN) == Referrals(brought=(ago(10),))
    assert referrals(world, CY) == Referrals(was_brought=True)
    assert_at_rest(world)


def test_a_first_order_that_is_edited_cancelled_or_deleted_moves_the_note(world: World) -> None:
    orders(world, "cy-1", CY, 9)
    world.flow()
    assert notes(world) == under_ann(world, 9)
    orders(world, "cy-2", CY, 12)
    world.flow()
    assert notes(world) == under_ann(world, 12)

    world.delete("cy-2").finish()
    world.flow()
    assert notes(world) == under_ann(world, 9)
    orders(world, "cy-1", CY, 9, status=OrderStatus.CANCELLED)
    world.flow()

    assert notes(world) == {}
    assert referrals(world, ANN) == Referrals()
    orders(world, "cy-1", CY, 8)
    world.flow()
    assert notes(world) == under_ann(world, 8), "a stub becomes a note again"
    assert_at_rest(world)


def test_two_who_bring_each_other_are_both_told_and_it_ends(world: World) -> None:
    gives_code(world, ANN, CY)
    world.flow()

    assert notes(world) == {**under_ann(world, 10), (CY, world.tenant.referral_code(ANN)): ago(30)}
    assert referrals(world, ANN) == Referrals(True, (ago(10),))
    assert referrals(world, CY) == Referrals(True, (ago(30),))
    assert_at_rest(world)


def test_a_code_given_after_the_orders_counts_from_the_first_of_them_and_a_second_code_changes_nothing(
    world: World,
) -> None:
    gives_code(world, DEE, ANN)
    gives_code(world, DEE, CY)
    world.flow()

    assert notes(world) == {**under_ann(world, 10), **under_ann(world, 20, DEE)}
    assert_at_rest(world)


# One person of several ids.


def test_a_merge_takes_the_first_order_of_the_person_and_an_unmerge_gives_it_back(world: World) -> None:
    merge(world, CY, DEE)
    world.flow()
    assert notes(world) == under_ann(world, 20)
    assert referrals(world, DEE) == Referrals(was_brought=True)

    unmerge(world, CY)
    world.flow()

    assert notes(world) == under_ann(world, 10)
    assert referrals(world, DEE) == Referrals()
    assert_at_rest(world)


def test_a_person_of_two_ids_came_by_the_first_code_that_one_of_them_gave(world: World) -> None:
    world.now_ms += 1
    gives_code(world, DEE, ANN)
    world.flow()
    assert len(notes(world)) == 2

    merge(world, CY, DEE)
    world.flow()

    assert notes(world) == under_ann(world, 20), "once, though both gave it"
    unmerge(world, CY)
    world.flow()
    assert notes(world) == {**under_ann(world, 10), **under_ann(world, 20, DEE)}
    assert_at_rest(world)


def test_nobody_brings_themselves_and_who_brought_keeps_the_note_through_merges(world: World) -> None:
    merge(world, ANN, DEE)
    world.flow()
    assert notes(world) == under_ann(world, 10), "it lies under the id whose code was given"
    assert referrals(world, DEE) == Referrals(brought=(ago(10),))

    merge(world, CY, DEE)
    world.flow()
    assert notes(world) == {}
    assert referrals(world, DEE) == Referrals()

    unmerge(world, CY)
    unmerge(world, ANN)
    world.flow()
    assert notes(world) == under_ann(world, 10)
    assert_at_rest(world)
