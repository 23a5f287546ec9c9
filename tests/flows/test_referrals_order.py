"""Why whoever brought somebody is told of them before the row and while the person is who was read, and what ends it:
schedules in which less would leave a note that nobody corrects."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from moto.dynamodb.models import dynamodb_backends
from regulars.config import Names
from regulars.crm.merges import merge_customers, unmerge_customer
from regulars.crm.referrals import claim_referral
from regulars.erasing.ask import release_erasure
from regulars.facts.fold import fold
from regulars.facts.loyalty import Referrals
from regulars.facts.order import OrderStatus
from regulars.facts.time import DAY_MS
from regulars.nightly.verify import Finding, look_at
from regulars.projection.project import project_customer
from regulars.projection.referrals import tell_referrers
from regulars.scoring.evaluate import Terms
from regulars.stores.ledger import Ledger
from regulars.stores.ledger.referrals import BROUGHT

from testing.aws.bus import Listener
from testing.builders import an_order
from testing.everywhere import hits
from testing.machines.erasures import ErasureMachine
from testing.pipeline.gate import Call
from testing.pipeline.referrals import expected_notes, noted
from testing.pipeline.world import ACCOUNT, REGION, START_MS, World
from testing.shops import shop_of

ANN, CY, DEE = "ann-zq1", "cy-zq2", "dee-zq3"
EVERYBODY = [ANN, CY, DEE]
FIRST, REST = ("wait", "mark", "sweep"), ("settle", "sweep_again", "finish")


@pytest.fixture
def world(aws: Names, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """Ann and Dee have ordered; Cy came by Ann's code, and ordered ten days ago."""
    monkeypatch.setattr("regulars.stores.machines.Machine.start", lambda *_: None)
    monkeypatch.setattr("regulars.erasing.sweep.DUE_AHEAD_MS", DAY_MS)
    world = World(aws, "acme")
    Listener(world.stores)
    orders(world, "ann-1", ANN, 30)
    orders(world, "dee-1", DEE, 20)
    world.flow()
    orders(world, "cy-1", CY, 10)
    gives_code(world, CY, ANN)
    world.flow()
    yield world
    world.forget()


@pytest.fixture
def machine(world: World) -> ErasureMachine:
    return ErasureMachine(world.stores, world.tenant, now_ms=lambda: world.now_ms, advance=world.advance)


def ago(days: int) -> int:
    return START_MS - days * DAY_MS


def orders(world: World, order_id: str, customer_id: str, days: int, **fields: Any) -> None:
    told = {"ordered_at_ms": ago(days), "arrived_ms": world.now_ms, "written_ms": world.now_ms, **fields}
    world.accept([an_order(order_id, customer_id, **told)]).finish()


def gives_code(world: World, customer_id: str, referrer_id: str) -> None:
    shop = shop_of(world.stores, world.tenant.id, world.now_ms)
    claim_referral(shop, customer_id, world.tenant.referral_code(referrer_id))


def merge(world: World, member: str, into: str) -> None:
    merge_customers(member, into, ledger=world.stores.ledger(world.tenant), now_ms=world.now_ms)


def unmerge(world: World, member: str) -> None:
    unmerge_customer(member, ledger=world.stores.ledger(world.tenant), now_ms=world.now_ms)


def projecting(world: World, customer_id: str = CY, ledger: Ledger | None = None) -> Call:
    def work() -> None:
        project_customer(
            customer_id,
            ledger=ledger or world.stores.ledger(world.tenant),
            facts=[world.stores.rows(world.tenant)],
            evaluations=world.stores.evaluations(world.tenant),
            terms=Terms(world.settings),
            now_ms=world.now_ms,
            live=True,
            registry=world.stores.registry(world.tenant),
        )

    return Call("project", work)


def telling_behind_the_row(world: World) -> Call:
    """The loop with its two writes exchanged."""
    stores, tenant = world.stores, world.tenant
    ledger, registry, rows = stores.ledger(tenant), stores.registry(tenant), stores.rows(tenant)
    evaluations, terms = stores.evaluations(tenant), Terms(world.settings)

    def work() -> None:
        record = ledger.read_customer(CY)
        project_customer(
            CY, ledger=ledger, facts=[rows], evaluations=evaluations, terms=terms, now_ms=world.now_ms, live=True
        )
        told: Any = {"ledger": ledger, "registry": registry, "now_ms": world.now_ms, "lane": record.orders[0].lane}
        tell_referrers(record, fold(record), **told)

    return Call("telling behind the row", work)


def up_to(call: Call, operation: str, which: int = 1) -> Call:
    """Parked before its request of this kind, the first or a later one."""
    seen = 0
    while not call.finished:
        seen += call.operation == operation
        if seen == which:
            return call
        call.step()
    raise AssertionError(f"{call.name} makes no {operation}")


def notes(world: World) -> dict[tuple[str, str], int]:
    return noted(world, EVERYBODY)


def under_ann(world: World, days: int, customer_id: str = CY) -> dict[tuple[str, str], int]:
    return {(ANN, world.tenant.referral_code(customer_id)): ago(days)}


def referrals(world: World, customer_id: str) -> Referrals:
    """What the row says."""
    row = world.stores.rows(world.tenant).get(customer_id)
    assert row is not None
    assert row.facts.referrals is not None
    return row.facts.referrals


def assert_at_rest(world: World) -> None:
    world.flow()
    world.assert_exact()
    assert notes(world) == expected_notes(world, EVERYBODY)


# What is told, and taken back.


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


def ledger_items(world: World) -> dict[tuple[str, str], Any]:
    table = dynamodb_backends[ACCOUNT][REGION].tables[world.stores.names.ledger_table]
    items = [item.to_json()["Attributes"] for rows in table.items.values() for item in rows.values()]
    return {(item["pk"]["S"], item["sk"]["S"]): item for item in items}


# Erasure.


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
    world.settle([CY])
    world.flow()
    assert notes(world) == under_ann(world, 16)
    assert_at_rest(world)
