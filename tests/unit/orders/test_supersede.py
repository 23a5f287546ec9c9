"""Which of two states of one order stands (docs/api.md, Versions; architecture.md, The stages: Orders)."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars.facts.order import Contact, Lane, Order, OrderStatus, Original
from regulars.facts.time import MINUTE_MS
from regulars.orders.supersede import Outcome, stub, supersede

from testing.builders import NOW_MS, a_line, an_order

CREATED, UPDATED, UNCHANGED, STALE = Outcome.CREATED, Outcome.UPDATED, Outcome.UNCHANGED, Outcome.STALE
BEFORE, AFTER = NOW_MS - 1, NOW_MS + 1


def state(total_minor: int = 100, **changes: Any) -> Order:
    """A state of order 1001 that arrived at `NOW_MS`."""
    return an_order(lines=(), total_minor=total_minor, **changes)


def standing(*states: Order) -> Order:
    """What lies in the ledger after these states came in this order."""
    stored: Order | None = None
    for incoming in states:
        stored = supersede(stored, incoming).write or stored
    assert stored is not None
    return stored


def test_messages_that_were_counted_stay_known_under_every_later_state_and_go_with_the_order() -> None:
    counted = state(messages=(b"first refund",))

    assert standing(counted, state(7, arrived_ms=AFTER)).messages == counted.messages
    assert standing(counted, state(arrived_ms=AFTER)).messages == counted.messages
    assert standing(counted, state(version=1), state(9, version=2)).messages == counted.messages
    assert stub(counted, now_ms=NOW_MS).messages == ()


def test_where_nothing_lies_an_order_is_created_as_it_is() -> None:
    assert supersede(None, state()) == (CREATED, state())


@pytest.mark.parametrize(
    ("stored", "incoming", "outcome"),
    [
        # By version: a greater one applies, whenever it arrived.
        ({"version": 2}, {"version": 3}, UPDATED),
        ({"version": 2}, {"version": 3, "arrived_ms": BEFORE}, UPDATED),
        ({"version": 2}, {"version": 1}, STALE),
        ({"version": 2}, {"version": 1, "arrived_ms": AFTER}, STALE),
        ({"version": 2}, {"version": 2}, UPDATED),
        ({"version": 2}, {"version": 2, "arrived_ms": AFTER}, UPDATED),
        ({"version": 0}, {"version": 0}, UPDATED),
        # By updatedAt likewise.
        ({"updated_at_ms": 20}, {"updated_at_ms": 30}, UPDATED),
        ({"updated_at_ms": 20}, {"updated_at_ms": 10, "arrived_ms": AFTER}, STALE),
        ({"updated_at_ms": 20}, {"updated_at_ms": 20}, UPDATED),
        # Version goes before updatedAt where both have both.
        ({"version": 2, "updated_at_ms": 20}, {"version": 3, "updated_at_ms": 10}, UPDATED),
        ({"version": 2, "updated_at_ms": 20}, {"version": 1, "updated_at_ms": 30}, STALE),
        # Where the same kind is not on both sides, the arrival decides.
        ({"version": 2}, {"arrived_ms": AFTER}, UPDATED),
        ({"version": 2}, {}, UPDATED),
        ({"version": 2}, {"arrived_ms": BEFORE}, STALE),
        ({"version": 9}, {"updated_at_ms": 1, "arrived_ms": AFTER}, UPDATED),
        ({"version": 9}, {"updated_at_ms": 99, "arrived_ms": BEFORE}, STALE),
        ({}, {"version": 1, "arrived_ms": BEFORE}, STALE),
        ({}, {"version": 1}, UPDATED),
        ({}, {}, UPDATED),
        ({}, {"arrived_ms": AFTER}, UPDATED),
        ({}, {"arrived_ms": BEFORE}, STALE),
    ],
)
def test_another_content_applies_unless_it_is_older(
    stored: dict[str, Any], incoming: dict[str, Any], outcome: Outcome
) -> None:
    decision = supersede(state(100, **stored), state(200, **incoming))

    assert decision.outcome is outcome
    if outcome is STALE:
        assert decision.write is None
    else:
        assert decision.write is not None
        assert decision.write.total_minor == 200


def test_a_state_without_a_version_leaves_the_stored_one_standing() -> None:
    after = standing(state(100, version=5, updated_at_ms=50), state(200, arrived_ms=AFTER))

    assert (after.total_minor, after.version, after.updated_at_ms) == (200, 5, 50)
    assert supersede(after, state(300, version=4, arrived_ms=AFTER + 1)).outcome is STALE


@pytest.mark.parametrize("arrived_ms", [NOW_MS, AFTER])
def test_equal_content_is_unchanged_but_moves_the_arrival_and_the_version(arrived_ms: int) -> None:
    stored = state(100, version=1, reference="A-1")
    again = replace(stored, arrived_ms=arrived_ms, written_ms=arrived_ms, version=2, lane=Lane.IMPORT)

    outcome, write = supersede(stored, again)

    assert outcome is UNCHANGED
    assert write == replace(stored, arrived_ms=arrived_ms, written_ms=arrived_ms, version=2, lane=Lane.IMPORT)


def test_a_retry_that_comes_after_an_unchanged_one_cannot_undo_what_came_in_between() -> None:
    first, changed, retried = state(100), state(200, arrived_ms=NOW_MS + 10), state(100, arrived_ms=NOW_MS + 5)
    confirmed = replace(changed, arrived_ms=NOW_MS + 20)

    assert standing(first, changed, confirmed, retried).total_minor == 200
    assert standing(first, changed, confirmed, replace(retried, arrived_ms=NOW_MS + 15)).total_minor == 200


@pytest.mark.parametrize(
    "other",
    [
        {"ordered_at_ms": NOW_MS},
        {"status": OrderStatus.CANCELLED},
        {"lines": (a_line(),)},
        {"total_minor": 101},
        {"status": OrderStatus.PARTIALLY_REFUNDED, "refunded_minor": 1},
        {"reference": "A-1"},
        {"channel": "web"},
        {"contact": Contact(name="Ann")},
        {"original": Original(currency="EUR")},
    ],
)
def test_any_other_content_is_an_update(other: dict[str, Any]) -> None:
    assert supersede(state(100), replace(state(100), **other)).outcome is UPDATED


@pytest.mark.parametrize("own", [{"lane": Lane.BULK}, {"written_ms": AFTER}, {"arrived_ms": AFTER}, {"version": 1}])
def test_our_own_bookkeeping_is_no_content(own: dict[str, Any]) -> None:
    assert supersede(state(100), replace(state(100), **own)).outcome is UNCHANGED


def test_content_is_compared_as_given_before_any_clamp() -> None:
    given_ms = NOW_MS + 5 * MINUTE_MS
    clamped = state(100, ordered_at_ms=NOW_MS, original=Original(ordered_at_ms=given_ms))
    same_later = state(100, ordered_at_ms=given_ms, arrived_ms=given_ms)

    outcome, write = supersede(clamped, same_later)

    assert outcome is UNCHANGED
    assert write is not None
    assert (write.ordered_at_ms, write.original) == (NOW_MS, Original(ordered_at_ms=given_ms))
    elsewhen = state(100, ordered_at_ms=NOW_MS, arrived_ms=given_ms)
    assert supersede(clamped, elsewhen).outcome is UPDATED


def test_a_stub_keeps_only_what_late_retries_are_compared_with() -> None:
    stored = an_order(
        version=3,
        updated_at_ms=30,
        total_minor=100,
        reference="A-1",
        channel="web",
        contact=Contact(name="Ann"),
        original=Original(currency="EUR"),
        import_id="i1",
        outcome="created",
    )

    left = stub(stored, now_ms=AFTER)

    assert (left.deleted, left.version, left.updated_at_ms, left.arrived_ms) == (True, 3, 30, AFTER)
    assert (left.lines, left.contact, left.reference, left.channel, left.original) == ((), None, None, None, None)
    assert (left.gross_minor, left.spend_minor, left.counts) == (0, 0, False)


def test_a_deletion_on_a_slow_clock_never_moves_the_arrival_back() -> None:
    assert stub(state(arrived_ms=NOW_MS), now_ms=NOW_MS - 5_000).arrived_ms == NOW_MS


@pytest.mark.parametrize(
    ("stored", "incoming", "applies"),
    [
        ({}, {"arrived_ms": BEFORE}, False),
        ({}, {"arrived_ms": NOW_MS}, False),
        ({}, {"arrived_ms": AFTER}, True),
        ({"version": 2}, {"version": 3, "arrived_ms": BEFORE}, True),
        ({"version": 2}, {"version": 2, "arrived_ms": NOW_MS}, False),
        ({"version": 2}, {"version": 1, "arrived_ms": AFTER}, False),
        ({"version": 2}, {"arrived_ms": AFTER}, True),
        ({"version": 2}, {"arrived_ms": NOW_MS}, False),
        ({"updated_at_ms": 20}, {"updated_at_ms": 30, "arrived_ms": BEFORE}, True),
        ({"updated_at_ms": 20}, {"updated_at_ms": 10, "arrived_ms": AFTER}, False),
    ],
)
def test_over_a_stub_only_a_greater_version_or_a_later_arrival_applies(
    stored: dict[str, Any], incoming: dict[str, Any], applies: bool
) -> None:
    deleted = stub(state(100, **stored), now_ms=NOW_MS)

    decision = supersede(deleted, state(100, **incoming))

    assert decision.outcome is (CREATED if applies else STALE)
    assert (decision.write is not None) is applies
    if decision.write is not None:
        assert not decision.write.deleted
        assert decision.write.total_minor == 100


def imported(total_minor: int = 100, import_id: str = "i1", **changes: Any) -> Order:
    return state(total_minor, import_id=import_id, lane=Lane.IMPORT, **changes)


def test_an_import_leaves_its_outcome_so_that_a_repeated_attempt_counts_the_same_and_writes_nothing() -> None:
    created = supersede(None, imported()).write
    assert created is not None
    assert created.outcome == "created"
    assert supersede(created, imported()) == (CREATED, None)

    updated = supersede(state(50), imported(100)).write
    assert updated is not None
    assert supersede(updated, imported(100)) == (UPDATED, None)

    unchanged = supersede(state(100), imported(100)).write
    assert unchanged is not None
    assert supersede(unchanged, imported(100)) == (UNCHANGED, None)


def test_a_repeated_attempt_does_not_undo_what_came_in_between() -> None:
    refunded = state(100, arrived_ms=AFTER, status=OrderStatus.REFUNDED, refunded_minor=100)

    stored = standing(imported(100), refunded)
    assert (stored.status, stored.import_id) == (OrderStatus.REFUNDED, "i1")
    assert supersede(stored, imported(100)) == (CREATED, None)

    deleted = stub(standing(imported(100)), now_ms=AFTER)
    assert supersede(deleted, imported(100)) == (CREATED, None)


def test_another_import_counts_for_itself() -> None:
    stored = standing(imported(100, "i1"))

    outcome, write = supersede(stored, imported(200, "i2", arrived_ms=AFTER))

    assert outcome is UPDATED
    assert write is not None
    assert (write.import_id, write.outcome) == ("i2", "updated")


_VERSIONED = st.lists(
    st.builds(lambda version, total_minor, ms: state(total_minor, version=version, arrived_ms=NOW_MS + ms),
        st.integers(0, 9), st.integers(0, 3), st.integers(0, 20)),
    min_size=1,
    max_size=6,
    unique_by=lambda order: order.version,
)  # fmt: skip


@given(states=_VERSIONED, data=st.data())
def test_whatever_order_versions_arrive_in_the_greatest_stands(states: list[Order], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(states))

    after = standing(*shuffled)

    greatest = max(states, key=lambda order: order.version or 0)
    assert (after.version, after.total_minor) == (greatest.version, greatest.total_minor)


@given(
    arrivals=st.lists(
        st.tuples(st.integers(0, 99), st.integers(0, 3)), min_size=1, max_size=6, unique_by=lambda a: a[0]
    ),
    data=st.data(),
)
def test_without_versions_the_last_to_have_arrived_stands_whatever_order_they_are_written_in(
    arrivals: list[tuple[int, int]], data: st.DataObject
) -> None:
    states = [state(total_minor, arrived_ms=NOW_MS + ms) for ms, total_minor in arrivals]

    after = standing(*data.draw(st.permutations(states)))

    last = max(states, key=lambda order: order.arrived_ms)
    assert (after.total_minor, after.arrived_ms) == (last.total_minor, last.arrived_ms)


@given(states=_VERSIONED, data=st.data())
def test_a_state_that_comes_again_changes_nothing_that_counts(states: list[Order], data: st.DataObject) -> None:
    once = standing(*states)

    again = standing(*states, *data.draw(st.permutations(states)))

    assert (again.version, again.total_minor, again.arrived_ms) == (once.version, once.total_minor, once.arrived_ms)


@given(before=_VERSIONED, late=st.sampled_from(["same", "older"]), delay_ms=st.integers(0, 1_000_000))
def test_a_deleted_order_is_not_brought_back_by_a_version_that_it_has_seen(
    before: list[Order], late: str, delay_ms: int
) -> None:
    stored = standing(*before)
    deleted = stub(stored, now_ms=NOW_MS + 50)
    version = stored.version if late == "same" else (stored.version or 0) - 1

    retried = state(100, version=version, arrived_ms=NOW_MS + delay_ms)

    assert supersede(deleted, retried) == (STALE, None)


def test_states_of_one_version_stand_by_their_arrival_in_whatever_order_they_come() -> None:
    states = [state(1, version=2, arrived_ms=NOW_MS + 5), state(2, version=2, arrived_ms=NOW_MS + 7)]

    assert {standing(*order).total_minor for order in permutations(states)} == {2}


def test_whatever_order_states_arrive_in_the_greatest_version_and_then_the_latest_arrival_stands() -> None:
    states = [
        state(1, version=1, arrived_ms=NOW_MS + 10),
        state(2, version=2, arrived_ms=NOW_MS + 5),
        state(3, version=2, arrived_ms=NOW_MS + 7),
    ]
    assert {standing(*one).total_minor for one in permutations(states)} == {3}
