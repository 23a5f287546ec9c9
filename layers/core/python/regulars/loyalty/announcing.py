"""A tenant's programs among what is announced of a customer: their tier, and points that lapse soon."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from ..facts.customer import CustomerFacts
from ..facts.time import DAY_MS
from ..scoring.announced import Announced, Value
from ..scoring.derive import Scores
from ..scoring.settings import Settings
from .balance import balance, lots_left
from .earned import earn, member_of, sweep_tiers
from .program import Versions
from .tiers import FOR_GOOD_MS, NEVER

TIER, LAPSING = "tier:", "lapsing:"
LAPSING_DAYS = 30
_LAPSING_MS = LAPSING_DAYS * DAY_MS


def announced_of(programs: Iterable[Versions], settings: Settings, exponent: int) -> tuple[Announced, ...]:
    """Of each active program, under its id behind `tier:` and `lapsing:`.

    The tier is told with its rank, `1 Gold`, so that whoever compares two knows which is the higher. Of points the
    number that lapse within 30 days is told when there begin to be any, and stays as told until there are none.
    """
    found: list[Announced] = []
    for versions in programs:
        if not versions.last.active:
            continue
        one = _Announcing(versions, settings, exponent)
        if versions.last.tiers:
            found.append(Announced(f"{TIER}{versions.last.id}", one.tier, one.tier_turns))
        found.append(Announced(f"{LAPSING}{versions.last.id}", one.lapsing, one.lapsing_turns, hold=_while_any))
    return tuple(found)


def split_tier(value: Value) -> tuple[int, str | None]:
    """The rank and the name of an announced tier; -1 and None of none."""
    if not isinstance(value, str):
        return -1, None
    rank, _, name = value.partition(" ")
    return int(rank), name


def _while_any(was: Value, becomes: Value) -> Value:
    return was if was and becomes else becomes


class _Announcing:
    def __init__(self, versions: Versions, settings: Settings, exponent: int) -> None:
        self._versions, self._settings, self._exponent = versions, settings, exponent
        self._balance = partial(balance, exponent=exponent, zone=settings.timezone)
        self._earn = partial(earn, exponent=exponent, zone=settings.timezone)
        self._sweep = partial(sweep_tiers, exponent=exponent)

    def tier(self, facts: CustomerFacts, scores: Scores, now_ms: int) -> Value:
        sweep = self._sweep(member_of(facts, self._versions, self._settings), self._versions, until_ms=now_ms)
        return None if sweep is None or sweep.tier is None else f"{sweep.held} {sweep.tier}"

    def tier_turns(self, facts: CustomerFacts, settings: Settings, now_ms: int) -> Iterator[int]:
        """What becomes of the tier if nothing more is known of the customer."""
        sweep = self._sweep(member_of(facts, self._versions, settings), self._versions, until_ms=FOR_GOOD_MS)
        return (change.at_ms for change in sweep.changes()) if sweep else iter(())

    def lapsing(self, facts: CustomerFacts, scores: Scores, now_ms: int) -> Value:
        """How many of the points that can be used lapse within 30 days."""
        found = self._balance(member_of(facts, self._versions, self._settings), self._versions, at_ms=now_ms)
        return found.lapsing(now_ms + LAPSING_DAYS * DAY_MS)

    def lapsing_turns(self, facts: CustomerFacts, settings: Settings, now_ms: int) -> Iterator[int]:
        """When points begin to be within 30 days of their end, and when none are any more, if none are spent before: in
        between it stays as told. A customer has as many lots as orders, and each instant is tried.

        A clock that is behind may know of entries to come: each may leave other lots."""
        member = member_of(facts, self._versions, settings)
        to_come = [entry.at_ms for entry in member.entries if entry.at_ms > now_ms]
        yield from to_come
        for at_ms in (now_ms, *to_come):
            lots = lots_left(member, self._versions, exponent=self._exponent, zone=settings.timezone, at_ms=at_ms)
            yield from _lapsing_turns(lots)


def _lapsing_turns(lots: Sequence[tuple[int, int]]) -> Iterator[int]:
    """The begins and ends of times in which any of the lots, as (lapses, usable), lapses within 30 days."""
    spans = ((max(usable_ms, expires_ms - _LAPSING_MS), expires_ms) for expires_ms, usable_ms in lots)
    until_ms: int | None = None
    for begin_ms, end_ms in sorted(span for span in spans if span[1] != NEVER):
        if until_ms is None or begin_ms > until_ms:
            yield begin_ms
            if until_ms is not None:
                yield until_ms
            until_ms = end_ms
        until_ms = max(until_ms, end_ms)
    if until_ms is not None:
        yield until_ms
