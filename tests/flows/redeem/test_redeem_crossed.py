"""Redemptions in crowds, killed, sent again under one key, and crossed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import partial

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
from regulars.crm.loyalty_programs import create_program
from regulars.crm.points_changed import Change, change_points
from regulars.errors import InsufficientPoints, KeyReused, Merged, StoreUnavailable
from regulars.facts.items.loyalty import LoyaltyAction
from regulars.loyalty.program import ProgramType, Reward, RewardKind
from regulars.stores.dynamo.calls import Item, Written
from regulars.stores.ledger import Ledger

from testing.builders import NOW_MS
from testing.pipeline.gate import Call
from testing.pipeline.points import (
    PROGRAMS,
    merge,
    opened,
    order,
    redeem,
    redeeming,
    stands,
    up_to_its_transaction,
    with_program,
)
from testing.pipeline.redeems import EXAMPLES, Redeems
from testing.pipeline.shop import Shop, Shops, each_crash, each_meeting

Patch = pytest.MonkeyPatch


def test_of_fifty_redemptions_of_ten_against_a_hundred_exactly_ten_succeed(shop: Shop) -> None:
    shop.accept(order("o1", 100))
    rng = random.Random(20)
    calls = [redeeming(shop, 10, key=f"till-{number}") for number in range(50)]
    running = list(calls)
    while running:
        call = rng.choice(running)
        call.step()
        if call.finished:
            running.remove(call)

    assert sorted(call.result for call in calls if call.error is None) == [10 * left for left in range(10)]
    refused = [call.error for call in calls if call.error is not None]
    assert len(refused) == 40
    assert all(isinstance(error, InsufficientPoints) for error in refused)
    assert stands(shop) == (0, 0)


def test_a_reward_with_a_stock_of_three_is_had_by_three_of_five_who_meet(shop: Shop) -> None:
    mug = Reward("mug", "A mug", 5, RewardKind.PRODUCT, stock=3)
    program = create_program(
        opened(shop), {"name": "Mugs", "type": ProgramType.POINTS, "from_ms": 0, "rewards": (mug,)}, by=None
    )
    names = [f"c{number}" for number in range(5)]
    shop.accept(*(order(f"o-{name}", 50, name) for name in names))

    def take(name: str) -> None:
        change = Change(name, program.id, LoyaltyAction.REDEEM, None, "mug")
        change_points(opened(shop), change, key=None, by=None, pause=lambda seconds: None)

    calls = [Call("redeem", partial(take, name)) for name in names]
    for call in calls:
        up_to_its_transaction(call)
    for call in calls:
        while not call.finished:
            call.step()

    assert [getattr(call.error, "code", None) for call in calls] == [None, None, None, "out_of_stock", "out_of_stock"]


def test_killed_anywhere_and_sent_again_it_is_done_once(shops: Shops) -> None:
    def prepare(shop: Shop) -> None:
        with_program(shop)
        shop.accept(order("o1", 60))

    for shop in each_crash(lambda shop: redeeming(shop, 40, key="k"), shops, prepare):
        assert redeem(shop, 40, key="k") == 20
        assert redeem(shop, 40, key="k") == 20
        assert stands(shop) == (20, 0)


def test_wherever_two_under_one_key_meet_both_are_told_of_one(shops: Shops) -> None:
    def prepare(shop: Shop) -> None:
        with_program(shop)
        shop.accept(order("o1", 60))

    again = lambda shop: redeeming(shop, 40, key="k")  # noqa: E731
    for shop, first, second in each_meeting(again, again, shops, prepare):
        assert (first.result, second.result, first.error, second.error) == (20, 20, None, None)
        assert stands(shop) == (20, 0)


def test_a_key_that_two_ids_used_before_they_merged_is_answered_to_each_as_it_was(shop: Shop) -> None:
    shop.accept(order("o1", 60))
    shop.accept(order("o2", 100, "bea"))
    assert redeem(shop, 40, key="k") == 20
    assert redeem(shop, 40, "bea", key="k") == 60
    merge(shop, "ann", "bea")

    assert redeem(shop, 40, "bea", key="k") == 60
    with pytest.raises(Merged):
        redeem(shop, 40, key="k")
    assert stands(shop, "bea") == (80, 0)


def test_a_key_that_another_id_of_the_person_used_is_answered_as_it_was(shop: Shop) -> None:
    """Whoever lost the answer, and is sent on to the survivor, repeats the call there."""
    shop.accept(order("o1", 60))
    shop.accept(order("o2", 100, "bea"))
    assert redeem(shop, 40, key="k") == 20
    merge(shop, "ann", "bea")

    assert redeem(shop, 40, "bea", key="k") == 20
    with pytest.raises(KeyReused):
        redeem(shop, 30, "bea", key="k")
    assert stands(shop, "bea") == (120, 0)


def test_crossing_transactions_are_repeated_outside_the_count(shop: Shop, monkeypatch: Patch) -> None:
    shop.accept(order("o1", 60))
    transact, crossed = Ledger.transact, [Written.CROSSED] * 30

    def cross(ledger: Ledger, writes: Sequence[Item]) -> Written:
        return crossed.pop() if crossed else transact(ledger, writes)

    monkeypatch.setattr(Ledger, "transact", cross)

    assert redeem(shop, 40) == 20
    assert crossed == []


def test_changes_are_in_one_order_also_where_a_clock_stands_or_goes_back(shop: Shop) -> None:
    shop.accept(order("o1", 60))
    change = Change("ann", PROGRAMS[shop.tenant.id], LoyaltyAction.REDEEM, 10)

    done = [change_points(opened(shop, NOW_MS - back), change, key=None, by=None) for back in (0, 0, 5_000)]

    first = done[0].entry.at_ms
    assert [one.entry.at_ms for one in done] == [first, first + 1, first + 2]
    assert [one.standing.available for one in done] == [50, 40, 30]


def test_who_keeps_losing_is_told_to_try_again(shop: Shop, monkeypatch: Patch) -> None:
    shop.accept(order("o1", 60))
    monkeypatch.setattr(Ledger, "transact", lambda ledger, writes: Written.LOST)

    with pytest.raises(StoreUnavailable):
        redeem(shop, 40)


def test_whatever_is_redeemed_refunded_merged_parted_crossed_and_killed_only_refunds_leave_debts(
    shops: Shops, monkeypatch: Patch
) -> None:
    monkeypatch.setattr(Redeems, "shops", shops, raising=False)
    run_state_machine_as_test(
        Redeems,
        settings=settings(
            max_examples=EXAMPLES, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
