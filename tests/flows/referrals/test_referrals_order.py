"""Why whoever brought somebody is told of them before the row and while the person is who was read, and what ends it:
schedules in which less would leave a note that nobody corrects."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from regulars.facts.fold import fold
from regulars.facts.order import OrderStatus
from regulars.projection.project import Projector
from regulars.projection.referrals import tell_referrers
from regulars.scoring.evaluate import Terms
from regulars.stores.ledger import Ledger
from regulars.stores.ledger.referrals import BROUGHT

from testing.pipeline.brought import (
    ANN,
    CY,
    DEE,
    ledger_items,
    merge,
    notes,
    orders,
    projecting,
    referrals,
    under_ann,
)
from testing.pipeline.gate import Call, up_to
from testing.pipeline.world import World


def telling_behind_the_row(world: World) -> Call:
    """The loop with its two writes exchanged."""
    stores, tenant = world.stores, world.tenant
    ledger, registry = stores.ledger(tenant), stores.registry(tenant)
    projector = Projector.opened(stores, tenant, Terms(world.settings), now_ms=world.now_ms, live=True)

    def work() -> None:
        record = ledger.read_customer(CY)
        projector.project(CY)
        told: Any = {"ledger": ledger, "registry": registry, "now_ms": world.now_ms, "lane": record.orders[0].lane}
        tell_referrers(record, fold(record), **told)

    return Call("telling behind the row", work)


# Crossings and kills.


def an_order_comes_and_goes(world: World, project: Callable[[World], Call]) -> dict[tuple[str, str], int]:
    """A slow projection has read an older order, which is gone when it tells of it."""
    orders(world, "cy-0", CY, 15)
    slow = up_to(project(world), "TransactWriteItems")
    world.delete("cy-0").finish()
    projecting(world).finish()
    slow.finish()
    return notes(world)


def test_what_an_older_view_tells_is_followed_by_a_lost_row_and_another_round(world: World) -> None:
    assert an_order_comes_and_goes(world, projecting) == under_ann(world, 10)


def test_told_behind_the_row_it_would_stay(world: World) -> None:
    assert an_order_comes_and_goes(world, telling_behind_the_row) == under_ann(world, 15)


def a_merge_comes_between(world: World) -> dict[tuple[str, str], int]:
    """A slow projection of Cy has read an order that is gone. Cy is Dee's member by then, Dee was projected already,
    and the projection of Cy the member finds Dee done when it loses its row to the slow one."""
    orders(world, "dee-1", DEE, 20, status=OrderStatus.CANCELLED)
    orders(world, "cy-0", CY, 15)
    slow = up_to(projecting(world), "TransactWriteItems")
    world.delete("cy-0").finish()
    merge(world, CY, DEE)
    fast = projecting(world)
    while not referrals(world, DEE).was_brought:
        fast.step()
    slow.finish()
    fast.finish()
    return notes(world)


def test_who_is_somebody_elses_member_by_now_tells_nobody(world: World) -> None:
    assert a_merge_comes_between(world) == under_ann(world, 10)


def test_told_of_a_person_who_is_another_by_now_it_would_stay(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(ledger: Ledger, record: Any) -> Any:
        return ledger.removing(BROUGHT, "nobody", "nothing")

    monkeypatch.setattr(Ledger, "unless_joined", nothing)
    assert a_merge_comes_between(world) == under_ann(world, 15)


def test_killed_before_any_of_its_requests_and_delivered_again_it_ends_the_same(world: World) -> None:
    """Cy's earlier order comes, and goes, by turns; each time the projection is killed one request later."""
    killed = 0
    for number in range(40):
        if number % 2:
            world.delete("cy-0").finish()
        else:
            orders(world, "cy-0", CY, 15)
        call = projecting(world)
        call.step(number)
        if call.finished:
            break
        call.crash()
        killed += 1
        world.flow()
        assert notes(world) == under_ann(world, 10 if number % 2 else 15), number
        world.assert_exact()
    assert killed > 6


def test_a_projection_writes_one_kind_of_item_into_the_ledger(world: World) -> None:
    """Whatever it is about: what is derived stays out of the truth, but for what whoever brought somebody is told."""
    merge(world, DEE, ANN)
    orders(world, "cy-0", CY, 15)
    before = ledger_items(world)

    world.flow()

    after = ledger_items(world)
    changed = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    assert {(pk, sk.partition("#")[0]) for pk, sk in changed} == {(f"acme#{ANN}", "~brought")}
