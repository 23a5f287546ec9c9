"""A customer's points in one program at an instant: what they earned, what of it can be used, what they owe."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from operator import itemgetter

from ..dataclass import dataclass
from ..facts.loyalty import PointsEntry
from .earned import Lot, Member, earn
from .program import Program, Versions
from .tiers import FOR_GOOD_MS, TierChange

_Lot = tuple[int, int, int, int]
# The first field of a lot, and of an entry.
_FIRST = itemgetter(0)
_POINTS = itemgetter(3)


@dataclass(frozen=True, slots=True)
class Balance:
    """Points at `at_ms`: `earned == available + pending + redeemed + expired - debt`, always.

    `earned` is net of what adjustments took back. `redeemed` is all that was redeemed; what of it, and of what was
    taken back, no lot covers any more is the `debt`, which later earnings pay first. `program` is as it stands last,
    `tier_points` those earned within the window of its tiers; `tier_held_until_ms` is when the tier ends, where it is
    held by grace alone. `changes` are those of the tier, ascending.
    """

    program: Program
    at_ms: int
    earned: int
    available: int
    pending: int
    redeemed: int
    expired: int
    debt: int
    tier: str | None
    tier_points: int
    tier_held_until_ms: int | None
    changes: tuple[TierChange, ...]
    _left: Sequence[tuple[_Lot, int]]
    _waiting: Sequence[_Lot]

    def open_lots(self) -> Iterator[tuple[Lot, int]]:
        """Each lot with what is left of it, in the order in which they are spent; those that wait come last."""
        for lot, left in self._left:
            yield Lot(*lot), left
        for waiting in self._waiting:
            yield Lot(*waiting), waiting[3]

    def lapsing(self, until_ms: int) -> int:
        """How many of the available points can no longer be used at an instant, if none are spent before."""
        return sum(left for lot, left in self._left if lot[0] <= until_ms)


def balance(member: Member, versions: Versions, *, exponent: int, zone: str, at_ms: int) -> Balance:
    """The points at `at_ms`, by everything that is known today of the time until then."""
    earned = earn(member, versions, exponent=exponent, zone=zone, until_ms=at_ms)
    sweep = earned.sweep
    waiting = [lot for lot in earned.lots if lot[2] > at_ms]
    lots = sorted([lot for lot in earned.lots if lot[2] <= at_ms] if waiting else earned.lots)
    entries = [one for one in member.entries if one.at_ms <= at_ms and one.points < 0]
    left, debt = _spent(lots, entries)
    redeemed = -sum(one.points for one in entries if one.redeemed)
    taken = -sum(one.points for one in entries if not one.redeemed)
    open_from = bisect_right(lots, at_ms, key=_FIRST)
    return Balance(
        program=versions.last,
        at_ms=at_ms,
        earned=sum(map(_POINTS, earned.lots)) - taken,
        available=sum(left[open_from:]),
        pending=sum(lot[3] for lot in waiting),
        redeemed=redeemed,
        expired=sum(left[:open_from]),
        debt=debt,
        tier=sweep.tier if sweep else None,
        tier_points=max(0, sweep.total) if sweep else 0,
        tier_held_until_ms=sweep.held_until_ms if sweep else None,
        changes=tuple(sweep.changes()) if sweep else (),
        _left=[one for one in zip(lots[open_from:], left[open_from:], strict=True) if one[1]],
        _waiting=sorted(waiting),
    )


def lots_left(member: Member, versions: Versions, *, exponent: int, zone: str, at_ms: int) -> list[tuple[int, int]]:
    """When each lot lapses and is usable, also of those to come, where something is left of it if nothing is spent from
    `at_ms` on."""
    lots = sorted(earn(member, versions, exponent=exponent, zone=zone, until_ms=FOR_GOOD_MS).lots)
    left, _ = _spent(lots, [one for one in member.entries if one.points < 0 and one.at_ms <= at_ms])
    return [(lot[0], lot[2]) for lot, some in zip(lots, left, strict=True) if some]


def _spent(lots: Sequence[_Lot], entries: Sequence[PointsEntry]) -> tuple[list[int], int]:
    """What is left of each of the lots, which are in the order in which they are spent; and what nothing covered.

    What no usable lot covers is paid by the lots that become usable next, before anything else can be spent of them.
    """
    left = list(map(_POINTS, lots))
    if not entries:
        return left, 0
    usable_ms = [lot[2] for lot in lots]
    waiting = sorted(range(len(lots)), key=usable_ms.__getitem__)
    usable_ms.sort()
    usable: list[int] = []
    debt = waits = 0
    for entry in sorted(entries, key=_FIRST):
        wanted, at_ms = -entry.points, entry.at_ms
        ready = bisect_right(usable_ms, at_ms, waits)
        fresh = sorted(waiting[waits:ready])
        waits = ready
        # Seldom is what comes later spent before what was there.
        amid = bool(fresh and usable and fresh[0] < usable[-1])
        usable += fresh
        if amid:
            usable.sort()
        # Places are in the order of expiry: what has lapsed is in front.
        done = bisect_left(usable, bisect_right(lots, at_ms, key=_FIRST))
        while wanted and done < len(usable):
            wanted -= _taken(left, usable[done], wanted)
            done += wanted > 0
        del usable[:done]
        while wanted and waits < len(lots):
            wanted -= _taken(left, waiting[waits], wanted)
            if wanted:
                waits += 1
        debt += wanted
    return left, debt


def _taken(left: list[int], place: int, wanted: int) -> int:
    """As much of what is wanted as a lot has left."""
    taken = min(wanted, left[place])
    left[place] -= taken
    return taken
