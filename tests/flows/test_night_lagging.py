"""What is on its way to be projected while a night looks is no drift: it is counted apart, and sent once more."""

from __future__ import annotations

import pytest
from regulars.facts.order import Lane
from regulars.facts.time import DAY_MS, HOUR_MS, MINUTE_MS

from testing.builders import NOW_MS, an_order
from testing.machines.night_by_turns import NightMachine

ANN = "ann O'Odd#1 <ann@example.com>"


@pytest.fixture
def shop(night: NightMachine) -> NightMachine:
    """One customer with a row, of a day ago."""
    night.take(an_order("old", "bob", written_ms=NOW_MS - DAY_MS))
    night.now_ms += HOUR_MS
    return night


def assert_lagging(night: NightMachine, *customers: str) -> None:
    before, told = night.rows(), [night.evaluation(one) for one in customers]

    counts = night.manual().counts

    assert (counts.drift, counts.lagging, counts.errors, counts.written) == (0, len(customers), 0, 0)
    assert night.sent() == sorted(customers)
    assert (night.rows(), [night.evaluation(one) for one in customers]) == (before, told)


def test_an_order_of_a_moment_ago(shop: NightMachine) -> None:
    shop.store(an_order("new", "bob", written_ms=shop.now_ms - 1))

    assert_lagging(shop, "bob")


def test_a_new_customer_of_a_moment_ago_has_no_row_yet(shop: NightMachine) -> None:
    shop.store(an_order("new", ANN, written_ms=shop.now_ms - MINUTE_MS))

    assert_lagging(shop, ANN)


def test_an_import_projects_at_its_end_what_it_wrote_long_before(shop: NightMachine) -> None:
    written_ms = shop.now_ms - 50 * MINUTE_MS
    shop.store(
        an_order("imported 1", ANN, lane=Lane.IMPORT, written_ms=written_ms),
        an_order("imported 2", "bob", lane=Lane.IMPORT, written_ms=written_ms),
    )

    assert_lagging(shop, ANN, "bob")


def test_a_deletion_under_way(shop: NightMachine) -> None:
    shop.delete("old")

    assert_lagging(shop, "bob")


@pytest.mark.parametrize(
    ("lane", "longest_ms"),
    [(Lane.LIVE, 15 * MINUTE_MS), (Lane.BULK, 15 * MINUTE_MS), (Lane.IMPORT, 12 * HOUR_MS)],
)
def test_who_has_no_row_long_after_their_order_was_forgotten(shop: NightMachine, lane: Lane, longest_ms: int) -> None:
    shop.store(an_order("forgotten", ANN, lane=lane, written_ms=shop.now_ms - longest_ms))
    shop.store(an_order("coming", "cleo", lane=lane, written_ms=shop.now_ms - longest_ms + 1))

    counts = shop.manual().counts

    assert (counts.drift, counts.lagging, counts.written) == (1, 1, 1)
    assert shop.sent() == ["cleo"]
    assert set(shop.rows()) == {ANN, "bob"}


def test_who_is_projected_again_catches_up(shop: NightMachine) -> None:
    shop.store(an_order("new", "bob", written_ms=shop.now_ms))
    shop.manual("manual-1")
    shop.project(*shop.sent())
    shop.now_ms += HOUR_MS

    counts = shop.manual("manual-2").counts

    assert counts[3:] == (0, 0, 0)
    assert shop.rows()["bob"].facts.purchases.order_count == 2
