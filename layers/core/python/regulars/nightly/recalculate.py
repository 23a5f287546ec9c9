"""`recalculate`: one shard, turn by turn: derive its customers, announce changes, verify facts, compare lookups."""

from __future__ import annotations

from collections.abc import Callable

from ..stores.opened import Stores
from .lookups import send_found
from .phases.lookups import compare_lookups
from .phases.retired import sweep_retired
from .phases.roster import walk_roster
from .phases.rows import walk_rows
from .places import Lookups, Place, Retired, Roster, Rows
from .repair import mend
from .turn import Turn
from .turn_left import TurnLeft
from .work import Night


def recalculate_shard(
    night: Night, shard: int, number: int, *, stores: Stores, clock: Callable[[], int], deadline_ms: int
) -> bool:
    """Does turn `number` of a shard, at least one page of it; whether that was the last one.

    A turn goes on where the one before it says, and leaves what it gathered, what both have counted and where to go on,
    then repairs what it found. Done twice, it does the same: what it announces is announced once by condition, and what
    it has left stands. Raises `LookupError` where the one before is missing.
    """
    stands = night.turn(shard, number)
    if stands is None:
        before = night.left_before(shard, number)
        found = run_turn(Turn(night, shard, number, before, stores, clock, deadline_ms))
        stands = night.keep_turn(shard, number, found)
    else:
        found = stands
    # What another attempt has left stands; what this one has found is mended all the same.
    mend(night, found, stores=stores, clock=clock)
    send_found(night, found, stores=stores)
    stores.jobs(night.tenant).note_shard(night.job.job_id, shard, number, stands.counts)
    return stands.next is None


def run_turn(turn: Turn) -> TurnLeft:
    """Goes on until the turn is over or the shard is complete; what the turn leaves."""
    place = turn.before.next if turn.before else Rows()
    while place is not None:
        place = _go_on(place, turn)
        if turn.is_over():
            break
    return turn.end(place)


def _go_on(place: Place, turn: Turn) -> Place | None:
    """One phase, as far as the turn goes."""
    match place:
        case Rows():
            return walk_rows(place, turn)
        case Roster():
            return walk_roster(place, turn)
        case Lookups():
            return compare_lookups(place, turn)
        case Retired():
            return sweep_retired(place, turn)
