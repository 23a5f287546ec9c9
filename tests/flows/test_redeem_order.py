"""Why a redemption reads and writes in that order: for each step a schedule in which another way would be wrong, played
both ways.

The names D1 to D9 are those of the protocol's counter-examples (docs/loyalty.md, What a redemption promises).
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import partial

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
from regulars.config import Names
from regulars.crm import points, points_changed
from regulars.crm.loyalty_programs import create_program
from regulars.crm.merges import merge_customers, unmerge_customer
from regulars.crm.points import check_owes_nothing, read_log
from regulars.crm.points_changed import Change, change_points
from regulars.errors import Conflict, InsufficientPoints, KeyReused, Merged, StoreUnavailable
from regulars.facts.items.loyalty import LoyaltyAction, LoyaltyEntry
from regulars.facts.order import OrderStatus
from regulars.facts.time import HOUR_MS
from regulars.loyalty.program import Program, ProgramType, Reward, RewardKind
from regulars.stores import shop as stores_shop
from regulars.stores.dynamo.calls import Item, Written
from regulars.stores.ledger import Ledger
from regulars.stores.ledger.persons import SeenHead, read_heads, require_survivor

from testing.api.projected import project
from testing.builders import NOW_MS
from testing.pipeline.gate import Call
from testing.pipeline.points import (
    PROGRAMS,
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


@pytest.fixture
def shops(aws: Names) -> Shops:
    return Shops(aws)


@pytest.fixture
def shop(shops: Shops) -> Shop:
    found = shops.open()
    with_program(found)
    return found


def refund(shop: Shop, order_id: str, points: int, customer_id: str = "ann") -> None:
    refunded = {"status": OrderStatus.REFUNDED, "refunded_minor": 100 * points, "arrived_ms": NOW_MS + 1}
    assert shop.outcome(order(order_id, points, customer_id, **refunded)) == "updated"


def merge(shop: Shop, member: str, into: str) -> None:
    merge_customers(member, into, ledger=shop.ledger, now_ms=NOW_MS)


def unmerge(shop: Shop, member: str, *, checked: bool = True) -> None:
    def check(ids: Sequence[str]) -> None:
        if checked:
            check_owes_nothing(opened(shop), ids)

    unmerge_customer(member, ledger=shop.ledger, now_ms=NOW_MS, check=check)


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


# D9: nobody leaves points behind that are owed.


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


# Crowds, crashes, crossings.


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
