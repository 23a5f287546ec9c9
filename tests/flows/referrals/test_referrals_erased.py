"""Of referrals nothing stays of who was erased, and nothing comes to them until they are back."""

from __future__ import annotations

from typing import Any

import pytest
from regulars.erasing.ask import release_erasure
from regulars.facts.loyalty import Referrals
from regulars.facts.time import DAY_MS
from regulars.nightly.verify import Finding, look_at
from regulars.stores.ledger import Ledger

from testing.everywhere import hits
from testing.machines.erasures import ErasureMachine
from testing.pipeline.brought import (
    ANN,
    CY,
    DEE,
    assert_at_rest,
    gives_code,
    ledger_items,
    notes,
    orders,
    projecting,
    referrals,
    under_ann,
)
from testing.pipeline.gate import up_to
from testing.pipeline.world import World
from testing.shops import shop_of

FIRST, REST = ("wait", "mark", "sweep"), ("settle", "sweep_again", "finish")


def test_of_who_was_erased_nobody_who_brought_them_keeps_anything(world: World, machine: ErasureMachine) -> None:
    code = world.tenant.referral_code(CY)
    assert hits([code])

    machine.run(machine.ask(CY))
    world.flow()

    assert notes(world) == {}
    assert referrals(world, ANN) == Referrals()
    assert under(world, ANN, code) == []
    world.assert_exact()


def under(world: World, customer_id: str, code: str) -> list[str]:
    """What of a customer's collection tells of a code, stubs too."""
    return [sk for pk, sk in ledger_items(world) if pk.endswith(customer_id) and code in sk]


@pytest.mark.parametrize("checked", [True, False])
def test_what_is_told_by_a_view_from_before_the_erasure_does_not_stay(
    world: World, machine: ErasureMachine, checked: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tombstone keeps it out; and were it not looked at, the second sweep would find it by whom it is about."""
    gives_code(world, DEE, ANN)
    slow = up_to(projecting(world, DEE), "TransactWriteItems")
    if not checked:
        slow.crash()
        monkeypatch.setattr(Ledger, "unless_erased", lambda *_: [])
        slow = up_to(projecting(world, DEE), "TransactWriteItems")
    job_id = machine.ask(DEE)
    machine.run(job_id, *FIRST)
    slow.step()
    assert bool(under(world, ANN, world.tenant.referral_code(DEE))) != checked
    slow.crash()

    machine.run(job_id, *REST)
    world.flow()

    assert under(world, ANN, world.tenant.referral_code(DEE)) == []
    assert notes(world) == under_ann(world, 10)
    world.assert_exact()


def test_nothing_is_noted_under_who_was_erased_until_they_are_back(world: World, machine: ErasureMachine) -> None:
    """Cy stays credited, by an order of their own."""
    job_id = machine.ask(ANN)
    machine.run(job_id, *FIRST)
    orders(world, "cy-0", CY, 15)
    world.flow()
    assert notes(world) == {}
    machine.run(job_id, *REST)
    orders(world, "cy-00", CY, 16)
    world.flow()
    assert hits([ANN]) == []
    assert referrals(world, CY) == Referrals(was_brought=True)

    release_erasure(job_id, shop_of(world.stores, world.tenant.id, world.now_ms))
    world.advance(DAY_MS)
    orders(world, "ann-2", ANN, 2)
    world.flow()
    row = world.stores.rows(world.tenant).rows_of([CY])[CY]
    told: Any = {"ledger": world.stores.ledger(world.tenant), "now_ms": world.now_ms + DAY_MS}
    assert look_at(CY, row, **told).finding is Finding.EQUAL
    night = look_at(CY, row, **told, registry=world.stores.registry(world.tenant))
    assert night.finding is Finding.LAGGING, "it sends them, and whoever brought them is told again"
    world.settle({CY: ()})
    world.flow()
    assert notes(world) == under_ann(world, 16)
    assert_at_rest(world)
