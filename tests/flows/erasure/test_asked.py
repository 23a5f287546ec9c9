"""Who is erased when an id or an address is named, from when on, and who comes back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from regulars.crm.profiles import create_profile
from regulars.erasing.ask import cancel_erasure, release_erasure
from regulars.errors import Conflict, CustomerErased, NotFound
from regulars.facts.order import Contact
from regulars.facts.time import HOUR_MS, MINUTE_MS
from regulars.stores.tenant.erasures import ErasureState

from testing.everywhere import hits
from testing.machines.erasures import ErasureMachine
from testing.pipeline.erased import ANN, ANN_OLD, BOB, EMAIL, PHONE, THEIRS, live, order, set_settings
from testing.pipeline.world import World
from testing.shops import shop_of


def test_it_begins_after_the_delay_of_the_settings_and_can_be_cancelled_until_then(
    world: World, machine: ErasureMachine
) -> None:
    live(world)
    set_settings(world, replace(world.settings, erasure_delay_hours=2))
    job_id = machine.ask(ANN)

    assert machine.step(job_id, "wait") == {"done": False, "waitSeconds": 2 * 3600}
    assert cancel_erasure(job_id, shop_of(world.stores, "acme", world.now_ms)).shown_state is ErasureState.CANCELLED
    world.now_ms += 2 * HOUR_MS
    machine.run(job_id)

    assert machine.read(job_id).shown_state is ErasureState.CANCELLED
    assert world.stores.ledger(world.tenant).read_customer(ANN).known
    later = machine.ask(ANN)
    assert later != job_id
    world.now_ms += 2 * HOUR_MS
    machine.run(later, "wait")
    with pytest.raises(Conflict, match="has begun"):
        cancel_erasure(later, shop_of(world.stores, "acme", world.now_ms))


@pytest.mark.parametrize("named", [{"customer_id": ANN_OLD}, {"email": " ANN.LEE@zqmail.example"}])
def test_whichever_id_or_address_is_named_the_whole_person_is_erased(
    world: World, machine: ErasureMachine, named: dict[str, str]
) -> None:
    live(world)

    job_id = machine.ask(**named)

    assert machine.read(job_id).person == world.tenant.customer_hash(ANN)
    assert machine.ask(ANN) == job_id, "one is under way"
    machine.run(job_id)
    assert hits(THEIRS) == []
    for again in ({"customer_id": ANN}, {"customer_id": ANN_OLD}, {"email": EMAIL}):
        with pytest.raises(CustomerErased):
            machine.ask(**again)


def test_nobody_is_erased_of_whom_nothing_is_known(world: World, machine: ErasureMachine) -> None:
    for unknown in ({"customer_id": "nobody"}, {"email": "nobody@example.com"}, {"email": "no address"}):
        with pytest.raises(NotFound):
            machine.ask(**unknown)


def test_a_profile_that_has_the_address_is_found_and_of_two_none_is_taken(
    world: World, machine: ErasureMachine
) -> None:
    ledger, registry = world.stores.ledger(world.tenant), world.stores.registry(world.tenant)
    create_profile("p1", {"email": "P@zq.example"}, ledger=ledger, registry=registry, now_ms=world.now_ms)
    world.flow()
    assert machine.read(machine.ask(email="p@zq.example")).person == world.tenant.customer_hash("p1")
    create_profile("p2", {"email": "p@zq.example"}, ledger=ledger, registry=registry, now_ms=world.now_ms)
    world.flow()
    with pytest.raises(Conflict, match="Several customers"):
        machine.ask(email="p@zq.example")


def test_before_the_person_is_gone_they_cannot_come_back_and_then_they_can(
    world: World, machine: ErasureMachine
) -> None:
    live(world)
    job_id = machine.ask(ANN)
    machine.run(job_id, "wait", "mark", "sweep")
    assert machine.read(job_id).shown_state is ErasureState.SETTLING
    with pytest.raises(Conflict, match="is not done"):
        release_erasure(job_id, shop_of(world.stores, "acme", world.now_ms))
    machine.run(job_id, "settle", "sweep_again", "finish")
    assert world.accept([order(world, "o1", ANN)]).finish()[0].outcome == "erased"
    world.flow()

    released = release_erasure(job_id, shop_of(world.stores, "acme", world.now_ms))

    assert released.released_ms == world.now_ms
    world.now_ms += 2_000
    [accepted] = world.accept([order(world, "o1", ANN, contact=Contact(email=EMAIL))]).finish()
    world.flow()
    world.now_ms += MINUTE_MS
    assert accepted.outcome == "created"
    row = world.stores.rows(world.tenant).get(ANN)
    assert row is not None
    assert row.facts.purchases.order_count == 1
    again = machine.ask(ANN)
    assert again != job_id
    machine.run(again)
    assert hits(THEIRS) == []


def test_addresses_that_are_shared_have_no_tombstone(world: World, machine: ErasureMachine) -> None:
    set_settings(world, replace(world.settings, shared_contacts=(EMAIL.lower(),)))
    ledger, registry = world.stores.ledger(world.tenant), world.stores.registry(world.tenant)
    create_profile(ANN, {"email": EMAIL, "phone": PHONE}, ledger=ledger, registry=registry, now_ms=world.now_ms)
    world.flow()

    machine.run(machine.ask(ANN))

    tombstones = world.stores.tombstones(world.tenant)
    guests = [world.tenant.guest_id(one) for one in (EMAIL.lower(), "+491707654321")]
    assert list(tombstones.of(guests, consistent=True)) == guests[1:]


def test_a_guest_whom_somebody_else_has_stays_theirs(world: World, machine: ErasureMachine) -> None:
    """Two customers named one address: the first one has the guest, and what was ordered as a guest."""
    contact = Contact(email=EMAIL)
    world.accept([order(world, "b1", BOB, contact=contact)]).finish()
    world.accept([order(world, "g1", world.tenant.guest_id(EMAIL.lower()), contact=contact)]).finish()
    world.accept([order(world, "a1", ANN, contact=contact)]).finish()
    world.flow()

    machine.run(machine.ask(ANN))
    world.flow()

    row = world.stores.rows(world.tenant).get(BOB)
    assert row is not None
    assert row.facts.purchases.order_count == 2
    assert hits([ANN]) == []
