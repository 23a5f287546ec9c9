"""Merges in the pipeline: one row a person, none for a member, whoever of them is projected and in whatever order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from regulars.config import Names
from regulars.crm.merges import merge_customers, unmerge_customer
from regulars.facts.customer import FactsRow
from regulars.facts.order import Contact
from regulars.facts.time import HOUR_MS
from regulars.nightly.verify import Finding, look_at
from regulars.stores.rows.rows import Rows

from testing.builders import an_order
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
