"""What a customer earned in one program: lots of points by their orders and by hand, and the tiers that made them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import compress
from operator import itemgetter
from typing import Any, NamedTuple

from ..dataclass import dataclass
from ..facts.customer import CustomerFacts, TimelineEntry
from ..facts.loyalty import PointsEntry
from ..facts.time import DAY_MS
from ..scoring.history import segment_history
from ..scoring.lifecycle_values import LifecycleSegment
from ..scoring.settings import Settings
from .expiry import expiries
from .program import FACTOR, Program, ProgramType, Stretch, Versions
from .tiers import TierSweep

# The exponents of three factors: points per unit, multiplier, multiplier of the tier.
_FACTORS = FACTOR**3
_AT = itemgetter(0)
# An instant from (inclusive) until (exclusive, None: for good).
Span = tuple[int, int | None]


class Member(NamedTuple):
    """What of a customer a program goes by, ascending: their counted orders with net spend, the entries of people in
    this program, the instants at which a referral was credited, and when they were a VIP."""

    timeline: Sequence[TimelineEntry]
    entries: Sequence[PointsEntry] = ()
    referrals: Sequence[int] = ()
    vip: Sequence[Span] = ()


def vip_spans(timeline: Sequence[TimelineEntry], settings: Settings) -> list[Span]:
    """When the customer's lifecycle segment was VIP, as orders and settings are known today."""
    stays = segment_history(timeline, settings)
    return [(stay.from_ms, stay.until_ms) for stay in stays if stay.segment is LifecycleSegment.VIP]


def member_of(facts: CustomerFacts, versions: Versions, settings: Settings) -> Member:
    """What a program goes by, of whole facts."""
    timeline, program_id = facts.purchases.timeline, versions.last.id
    entries = tuple(one for one in facts.loyalty or () if one.program_id == program_id)
    referred = facts.referrals if versions.asks_for_referrals else None
    referrals = referred.credited(facts.purchases.first_at_ms) if referred else ()
    return Member(timeline, entries, referrals, vip_spans(timeline, settings) if versions.asks_for_vips else ())


class Lot(NamedTuple):
    """Points that were earned at once; they can be used from `usable_ms` (inclusive) to `expires_ms` (exclusive,
    `tiers.NEVER`: for good). Sorts by what is spent first."""

    expires_ms: int
    at_ms: int
    usable_ms: int
    points: int


@dataclass(frozen=True, slots=True)
class Earned:
    """`lots` in no particular order, as plain tuples of `Lot`: there are as many as orders. `sweep` has come as far as
    it was asked; None where the program never had tiers, or the customer never did anything."""

    lots: list[tuple[int, int, int, int]]
    sweep: TierSweep | None


def earn(member: Member, versions: Versions, *, exponent: int, zone: str, until_ms: int) -> Earned:
    """All that was earned by `until_ms` (inclusive), each under the version that stood then.

    `exponent` are the decimals of the currency, `zone` is where months and years end.
    """
    sweep = _sweep_of(member, versions)
    lots: list[tuple[int, int, int, int]] = []
    for program, orders, points, beside in _passes(member, versions, sweep, exponent, until_ms):
        lots += _lots(orders, points, program, zone)
        lots += [_lot(one, program, zone) for one in beside if one.points > 0]
    return Earned(lots, sweep)


def sweep_tiers(member: Member, versions: Versions, *, exponent: int, until_ms: int) -> TierSweep | None:
    """The tiers alone, as `earn` finds them."""
    sweep = _sweep_of(member, versions)
    if sweep is not None:
        for _ in _passes(member, versions, sweep, exponent, until_ms):
            pass
    return sweep


def _first_ms(member: Member) -> int | None:
    """When they did anything first; None: never."""
    orders_at, entries_at = (one.at_ms for one in member.timeline[:1]), (one.at_ms for one in member.entries)
    return min((*orders_at, *entries_at, *member.referrals), default=None)


def _sweep_of(member: Member, versions: Versions) -> TierSweep | None:
    if _first_ms(member) is None or not any(one.program.tiers for one in versions.stretches()):
        return None
    return TierSweep()


class _Pass(NamedTuple):
    """What a version made of the time in which it stands: of each order its points, and what was given beside."""

    program: Program
    orders: Sequence[TimelineEntry]
    points: Sequence[int]
    beside: Sequence[_Given]


def _passes(
    member: Member, versions: Versions, sweep: TierSweep | None, exponent: int, until_ms: int
) -> Iterator[_Pass]:
    """Version by version until an instant, inclusive; the sweep, where there is one, comes along."""
    first_ms = _first_ms(member)
    if first_ms is None:
        return
    given = _given(member, versions)
    divisor = 10**exponent * _FACTORS
    for stretch in versions.stretches():
        from_ms, program = max(stretch.from_ms, first_ms), stretch.program
        if from_ms > until_ms or (stretch.until_ms is not None and from_ms >= stretch.until_ms):
            continue
        orders = _orders(member, stretch, until_ms)
        beside = [one for one in given if _within(one.at_ms, stretch, until_ms)]
        if sweep is None:
            factor, least = program.points_per_unit * program.multiplier * FACTOR, program.minimum_minor
            points = [spend * factor // divisor if spend >= least else 0 for _, spend, _ in orders]
        else:
            sweep.go_by(program, from_ms)
            sweep.run(_in_order(orders, beside), program, divisor)
            points = sweep.points
        yield _Pass(program, orders, points, beside)
    if sweep is not None:
        sweep.advance(until_ms)


class _Given(NamedTuple):
    """Points beside orders; `waits`: they are not usable at once."""

    at_ms: int
    points: int
    expires_ms: int | None
    waits: bool


def _given(member: Member, versions: Versions) -> list[_Given]:
    """What was given, and taken back, ascending. What was redeemed had been earned all the same."""
    found = [_Given(one.at_ms, one.points, one.expires_ms, False) for one in member.entries if not one.redeemed]
    for at_ms in member.referrals:
        program = versions.at(at_ms)
        if program is not None and program.active and program.type is ProgramType.REFERRAL:
            found.append(_Given(at_ms, program.referral_points, None, True))
    return sorted(found, key=lambda one: one.at_ms)


def _within(at_ms: int, stretch: Stretch, until_ms: int) -> bool:
    return stretch.from_ms <= at_ms <= until_ms and (stretch.until_ms is None or at_ms < stretch.until_ms)


def _orders(member: Member, stretch: Stretch, until_ms: int) -> Sequence[TimelineEntry]:
    """Those that earn under a version."""
    program, timeline = stretch.program, member.timeline
    if not program.earns_by_orders:
        return ()
    end_ms = until_ms + 1 if stretch.until_ms is None else min(stretch.until_ms, until_ms + 1)
    found = timeline[_first_from(timeline, stretch.from_ms) : _first_from(timeline, end_ms)]
    if program.type is not ProgramType.VIP:
        return found
    return [one for one in found if any(_in(one.at_ms, span) for span in member.vip)]


def _first_from(timeline: Sequence[TimelineEntry], at_ms: int) -> int:
    return bisect_left(timeline, at_ms, key=_AT)


def _in(at_ms: int, span: Span) -> bool:
    return span[0] <= at_ms and (span[1] is None or at_ms < span[1])


def _in_order(orders: Sequence[TimelineEntry], beside: Sequence[_Given]) -> Sequence[Any]:
    """As the tiers' sweep takes them: of one instant what was given is first."""
    if not beside:
        return orders
    told = [(one.at_ms, None, one.points) for one in beside]
    return sorted([*told, *orders], key=_AT)


def _lots(
    orders: Sequence[TimelineEntry], points: Sequence[int], program: Program, zone: str
) -> list[tuple[int, int, int, int]]:
    ats = list(map(_AT, orders))
    pending_ms = program.pending_days * DAY_MS
    usable = [at_ms + pending_ms for at_ms in ats] if pending_ms else ats
    return list(compress(zip(expiries(ats, program, zone), ats, usable, points, strict=True), points))


def _lot(given: _Given, program: Program, zone: str) -> tuple[int, int, int, int]:
    expires_ms = given.expires_ms or expiries([given.at_ms], program, zone)[0]
    waits_ms = program.pending_days * DAY_MS if given.waits else 0
    return expires_ms, given.at_ms, given.at_ms + waits_ms, given.points
