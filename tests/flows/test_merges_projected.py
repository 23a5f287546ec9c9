"""Merges in the pipeline: one row a person, none for a member, whoever of them is projected and in whatever order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from regulars.config import Names
from regulars.crm.merges import merge_customers, unmerge_customer
from regulars.facts.customer import FactsRow
from regulars.facts.order import Contact
from regulars.facts.time import DAY_MS, HOUR_MS
from regulars.nightly.verify import Finding, look_at
from regulars.population.summary import Summary
from regulars.stores.rows.rows import Rows

from testing.builders import NOW_MS, an_order
from testing.generations import answered, assert_rebuilt, build, building, tenant
from testing.machines.night_by_turns import NightMachine
from testing.pipeline.world import START_MS, World


@pytest.fixture
def world(aws: Names) -> Iterator[World]:
    world = World(aws, "acme")
    for who, cents in (("ann", 100), ("old", 20), ("bob", 3)):
        world.accept(
            [an_order(f"of {who}", who, lines=(), total_minor=cents, contact=Contact(name=f"Name {who}"))]
        ).finish()
    world.flow()
    yield world
    world.forget()


def merge(world: World, customer_id: str, into: str) -> None:
    merge_customers(customer_id, into, ledger=world.stores.ledger(world.tenant), now_ms=world.now_ms)


def unmerge(world: World, customer_id: str) -> None:
    unmerge_customer(customer_id, ledger=world.stores.ledger(world.tenant), now_ms=world.now_ms)


def spend(world: World) -> dict[str, int]:
    """What each row that is not emptied says."""
    rows = world.stores.rows(world.tenant).all()
    return {row.customer_id: row.facts.purchases.spend_minor for row in rows if row.facts.known}


def test_a_merge_empties_one_row_and_adds_to_the_other(world: World) -> None:
    merge(world, "old", "ann")
    world.flow()

    assert spend(world) == {"ann": 120, "bob": 3}
    world.assert_exact()
    world.assert_no_stray_is_answered()


def test_an_unmerge_gives_both_their_own_back(world: World) -> None:
    merge(world, "old", "ann")
    world.flow()
    unmerge(world, "old")
    world.flow()

    assert spend(world) == {"ann": 100, "old": 20, "bob": 3}
    world.assert_exact()


def test_an_order_that_arrives_under_a_members_id_changes_the_survivors_row(world: World) -> None:
    merge(world, "old", "ann")
    merge(world, "ann", "bob")
    world.flow()
    assert spend(world) == {"bob": 123}

    world.accept([an_order("late", "old", lines=(), total_minor=5)]).finish()
    world.flow()

    assert spend(world) == {"bob": 128}
    world.assert_exact()


@pytest.fixture
def put(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Whose row is put, in order."""
    order: list[str] = []
    original = Rows.put

    def noted(self: Rows, row: FactsRow, *, replacing: int) -> bool:
        order.append(row.customer_id)
        return original(self, row, replacing=replacing)

    monkeypatch.setattr(Rows, "put", noted)
    return order


def test_the_survivors_row_is_put_before_the_members_is_emptied(world: World, put: list[str]) -> None:
    """Whoever waits for the member's row, as an import does, has the survivor's too; and nobody is ever missing."""
    merge(world, "old", "ann")
    world.flow()
    put.clear()

    world.accept([an_order("late", "old", lines=(), total_minor=5)]).finish()
    world.flow()

    assert put == ["ann", "old"]


def test_a_batch_makes_the_row_of_a_person_once_however_many_of_their_ids_it_names(
    world: World, put: list[str]
) -> None:
    merge(world, "old", "ann")
    merge(world, "bob", "ann")

    world.flow()

    assert sorted(put) == ["ann", "bob", "old"]
    assert spend(world) == {"ann": 123}


def test_a_night_takes_an_emptied_row_of_a_member_for_right_and_a_full_one_for_lagging(world: World) -> None:
    ledger, rows = world.stores.ledger(world.tenant), world.stores.rows(world.tenant)
    merge(world, "old", "ann")

    def finding(customer_id: str) -> Finding:
        row = rows.rows_of([customer_id]).get(customer_id)
        return look_at(customer_id, row, ledger=ledger, now_ms=world.now_ms).finding

    assert {who: finding(who) for who in ("ann", "old", "bob")} == {
        "ann": Finding.LAGGING,
        "old": Finding.LAGGING,
        "bob": Finding.EQUAL,
    }
    world.flow()
    assert {finding(who) for who in ("ann", "old", "bob")} == {Finding.EQUAL}


def test_a_member_whose_row_was_not_emptied_is_drift_once_nothing_is_on_its_way(world: World) -> None:
    ledger, rows = world.stores.ledger(world.tenant), world.stores.rows(world.tenant)
    full = rows.rows_of(["old"])["old"]
    merge(world, "old", "ann")
    world.now_ms = START_MS + HOUR_MS

    late = replace(full, read_at_ms=world.now_ms)

    assert look_at("old", late, ledger=ledger, now_ms=world.now_ms).finding is Finding.DRIFT


def test_a_rebuild_makes_persons_rows_anew_and_nobody_is_missing_or_there_twice(world: World) -> None:
    merge(world, "old", "ann")
    world.flow()
    before = answered(world)

    build(world, shards=2)

    assert sorted(before) == ["ann", "bob"]
    assert answered(world) == before
    assert_rebuilt(world, tenant(world).reading)


def test_a_merge_amid_a_rebuild_reaches_both_generations(world: World) -> None:
    steps = building(world)
    next(steps)

    merge(world, "old", "ann")
    for _ in steps:
        pass

    assert sorted(answered(world)) == ["ann", "bob"]
    assert_rebuilt(world, tenant(world).reading)


def test_a_night_takes_a_person_for_right_and_counts_them_once(night: NightMachine) -> None:
    orders = {"ann": 100, "old": 20, "bob": 3}
    ago = {"ordered_at_ms": NOW_MS - DAY_MS, "written_ms": NOW_MS - DAY_MS}
    night.take(*(an_order(f"of {who}", who, lines=(), total_minor=cents, **ago) for who, cents in orders.items()))
    merge_customers("old", "ann", ledger=night.stores.ledger(night.tenant), now_ms=NOW_MS - HOUR_MS)
    night.project("old")
    night.now_ms += HOUR_MS

    job = night.manual()

    assert (job.counts.errors, job.counts.drift, job.counts.lagging, night.sent()) == (0, 0, 0, [])
    counted = Summary.of(night.summary()).by_segment.values()
    assert (sum(one.customers for one in counted), sum(one.orders for one in counted)) == (2, 3)
    assert sum(one.spend_minor for one in counted) == 123


def test_a_night_empties_the_row_of_a_member_that_stayed_full(night: NightMachine) -> None:
    ago = {"ordered_at_ms": NOW_MS - 2 * DAY_MS, "written_ms": NOW_MS - 2 * DAY_MS}
    night.take(*(an_order(f"of {who}", who, lines=(), total_minor=20, **ago) for who in ("ann", "old")))
    merge_customers("old", "ann", ledger=night.stores.ledger(night.tenant), now_ms=NOW_MS - DAY_MS)
    night.project("ann")
    night.now_ms += HOUR_MS

    job = night.manual()

    assert job.counts.drift == 1
    assert {who: row.facts.purchases.spend_minor for who, row in night.rows().items() if row.facts.known} == {"ann": 40}
