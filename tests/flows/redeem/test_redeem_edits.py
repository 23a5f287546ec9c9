"""A program that is edited while members redeem: a redemption goes by the version that it reads, last of all that it
reads; what an edit takes back behind that is owed, and the next redemption goes by the edit.

Each edit comes twice: right before the program is read, and right before the redemption is written.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from regulars.crm.loyalty_programs import update_program
from regulars.errors import Conflict, InsufficientPoints, QueryRefused
from regulars.loyalty.program import FACTOR, Reward, RewardKind

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
from testing.pipeline.shop import Shop, Shops, each_meeting

MUG = Reward("mug", "A mug", 40, RewardKind.PRODUCT)


def prepared(shop: Shop, **fields: Any) -> None:
    """Sixty points, under a program with a mug."""
    with_program(shop, rewards=(MUG,), **fields)
    shop.accept(order("o1", 60))


@pytest.fixture
def shop(shops: Shops) -> Shop:
    found = shops.open()
    prepared(found)
    return found


def edit(shop: Shop, **fields: Any) -> None:
    update_program(opened(shop, NOW_MS + 1), PROGRAMS[shop.tenant.id], fields, by=None, check=lambda revision: None)


def up_to_the_program(call: Call, again: Callable[[], Call]) -> None:
    """Parked before it reads the program, which is the last request before it writes."""
    up_to_its_transaction(probe := again())
    last = probe.requests - 1
    probe.crash()
    while call.requests < last:
        assert not call.finished, call.error
        call.step()
    assert call.operation == "Query"


def redeem_amid(shop: Shop, *, read: bool, fields: dict[str, Any], points: int | None = 60, **more: Any) -> int:
    """A redemption amid which the program is edited, before it has `read` that or behind it."""

    def again() -> Call:
        return redeeming(shop, points, **more)

    slow = again()
    if read:
        up_to_its_transaction(slow)
    else:
        up_to_the_program(slow, again)
    edit(shop, **fields)
    found: int = slow.finish()
    return found


LOWER: dict[str, Any] = {"points_per_unit": FACTOR // 2}


def test_an_edit_that_lowers_what_was_earned_counts_where_it_was_read(shop: Shop) -> None:
    with pytest.raises(InsufficientPoints) as refused:
        redeem_amid(shop, read=False, fields={**LOWER, "from_ms": 0})

    assert refused.value.available == 30
    assert stands(shop) == (30, 0)


def test_one_that_comes_behind_the_reading_leaves_a_debt(shop: Shop) -> None:
    assert redeem_amid(shop, read=True, fields={**LOWER, "from_ms": 0}) == 0

    assert stands(shop) == (0, 30)
    shop.accept(order("o2", 80))
    assert stands(shop) == (10, 0), "half as many, and what is owed is paid first"


@pytest.mark.parametrize("read", [False, True])
def test_an_edit_from_now_on_takes_nothing_from_anybody(shop: Shop, read: bool) -> None:
    assert redeem_amid(shop, read=read, fields=LOWER) == 0
    assert stands(shop) == (0, 0)


def test_an_end_of_the_program_refuses_who_reads_it_and_nobody_who_has_read_it(shop: Shop, shops: Shops) -> None:
    with pytest.raises(Conflict) as refused:
        redeem_amid(shop, read=False, fields={"active": False})
    assert refused.value.code == "program_inactive"
    assert stands(shop) == (60, 0)

    prepared(other := shops.open())
    assert redeem_amid(other, read=True, fields={"active": False}, points=50) == 10
    assert stands(other) == (10, 0)
    with pytest.raises(Conflict, match="not active"):
        redeem(other, 10)


def test_a_reward_that_is_taken_out_is_had_by_who_has_read_it_alone(shop: Shop, shops: Shops) -> None:
    with pytest.raises(QueryRefused) as refused:
        redeem_amid(shop, read=False, fields={"rewards": ()}, points=None, reward_id="mug")
    assert [error.field for error in refused.value.errors] == ["rewardId"]
    assert stands(shop) == (60, 0)

    prepared(other := shops.open())
    assert redeem_amid(other, read=True, fields={"rewards": ()}, points=None, reward_id="mug") == 20
    assert stands(other) == (20, 0)


@pytest.mark.parametrize(("read", "left"), [(False, 10), (True, 20)])
def test_a_reward_costs_what_the_version_says_that_was_read(shop: Shop, read: bool, left: int) -> None:
    dearer = {"rewards": (Reward("mug", "A mug", 50, RewardKind.PRODUCT),)}

    assert redeem_amid(shop, read=read, fields=dearer, points=None, reward_id="mug") == left
    assert stands(shop) == (left, 0)


def test_a_lower_stock_holds_for_who_reads_it(shops: Shops) -> None:
    def of_stock(stock: int) -> dict[str, Any]:
        return {"rewards": (Reward("pin", "A pin", 1, RewardKind.PRODUCT, stock=stock),)}

    shop = shops.open()
    with_program(shop, **of_stock(2))
    shop.accept(order("o1", 60))
    redeem(shop, None, reward_id="pin")

    assert redeem_amid(shop, read=True, fields=of_stock(1), points=None, reward_id="pin") == 58
    with pytest.raises(Conflict) as refused:
        redeem(shop, None, reward_id="pin")
    assert refused.value.code == "out_of_stock"


def test_who_loses_reads_the_program_anew(shop: Shop) -> None:
    slow = redeeming(shop, 30)
    up_to_its_transaction(slow)
    redeem(shop, 30)
    edit(shop, active=False)

    with pytest.raises(Conflict) as refused:
        slow.finish()
    assert refused.value.code == "program_inactive"
    assert stands(shop) == (30, 0)


def test_wherever_an_end_of_the_program_meets_a_redemption_it_is_done_whole_or_refused_whole(shops: Shops) -> None:
    def ending(shop: Shop) -> Call:
        return Call("edit", lambda: edit(shop, active=False))

    done = []
    for shop, redemption, end in each_meeting(lambda shop: redeeming(shop, 40), ending, shops, prepared):
        assert end.error is None
        done.append(redemption.error is None)
        if redemption.error is not None:
            assert isinstance(redemption.error, Conflict)
            assert redemption.error.code == "program_inactive"
        assert stands(shop) == ((20, 0) if done[-1] else (60, 0))

    refused = done.index(True)
    assert refused >= 5, "up to the reading of the program"
    assert done == [False] * refused + [True] * (len(done) - refused)
