"""Files with the instant of their export, and live states of the same order: the newest of all stands in the end."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars.errors import OrderRefused
from regulars.facts.order import Lane, Order
from regulars.importing.order.exported import known_at, newest_ms
from regulars.orders.supersede import stub, supersede

from testing.builders import NOW_MS, an_order


def state(refunded_minor: int, **changes: Any) -> Order:
    return an_order(lines=(), total_minor=100_000, refunded_minor=refunded_minor, **changes)


def filed(refunded_minor: int, exported_ms: int) -> Order:
    """A row of a file that is imported at `NOW_MS + 1_000`, after everything else."""
    order = state(refunded_minor, lane=Lane.IMPORT, import_id=f"file of {exported_ms}", arrived_ms=NOW_MS + 1_000)
    return known_at(order, exported_ms)


class Life(NamedTuple):
    """An order whose refund grows at each of `changes`, and what feed and files tell of it, in that order."""

    changes: list[int]
    told: list[tuple[str, int]]

    def refunded_at(self, instant_ms: int) -> int:
        return sum(changed <= instant_ms for changed in self.changes)


@st.composite
def lives(draw: st.DrawFn) -> Life:
    changes = sorted(draw(st.sets(st.integers(NOW_MS - 50, NOW_MS), min_size=1, max_size=5)))
    live = st.tuples(st.just("live"), st.sampled_from(changes))
    file = st.tuples(st.just("file"), st.integers(changes[0], NOW_MS))
    return Life(changes, draw(st.lists(live | file, min_size=1, max_size=8)))


@given(life=lives())
def test_whatever_comes_first_the_newest_state_that_was_told_stands(life: Life) -> None:
    stored: Order | None = None
    for arrival, (door, instant_ms) in enumerate(life.told, start=1):
        refunded = life.refunded_at(instant_ms)
        if door == "live":
            incoming = state(refunded, updated_at_ms=instant_ms, arrived_ms=NOW_MS + arrival)
        else:
            incoming = filed(refunded, instant_ms)
        stored = supersede(stored, incoming).write or stored

    newest_told = max(instant_ms for _, instant_ms in life.told)
    assert stored is not None
    assert (stored.refunded_minor, stored.updated_at_ms) == (life.refunded_at(newest_told), newest_told)


def test_what_the_file_itself_says_of_its_last_change_stays() -> None:
    known = known_at(state(0, updated_at_ms=NOW_MS - 500), NOW_MS)

    assert (known.updated_at_ms, known.arrived_ms) == (NOW_MS - 500, NOW_MS)


@pytest.mark.parametrize(("exported_ms", "comes_back"), [(NOW_MS, False), (NOW_MS + 1, True)])
def test_a_file_brings_a_deleted_order_back_only_where_it_was_exported_after_the_deletion(
    exported_ms: int, comes_back: bool
) -> None:
    deleted = stub(state(0, updated_at_ms=NOW_MS - 500, arrived_ms=NOW_MS - 400), now_ms=NOW_MS)

    assert (supersede(deleted, filed(0, exported_ms)).write is not None) is comes_back


def test_an_order_may_be_placed_in_the_instant_of_the_export_and_no_later() -> None:
    order = replace(state(0), ordered_at_ms=NOW_MS)

    assert known_at(order, NOW_MS).ordered_at_ms == NOW_MS
    with pytest.raises(OrderRefused) as refused:
        known_at(order, NOW_MS - 1)
    assert [error.field for error in refused.value.errors] == ["orderedAt"]


def test_the_newest_instant_of_an_order_is_its_own_or_that_of_its_last_change() -> None:
    assert newest_ms(state(0, ordered_at_ms=5, updated_at_ms=9)) == 9
    assert newest_ms(state(0, ordered_at_ms=5)) == 5
