"""Points against a naive reckoning that takes one event after the other: they always add up, and to the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import floor
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars.facts.customer import TimelineEntry
from regulars.facts.loyalty import PointsEntry
from regulars.facts.time import DAY_MS
from regulars.loyalty.balance import Balance, balance
from regulars.loyalty.earned import Member
from regulars.loyalty.program import FACTOR, ExpiryRounding, Program, ProgramType, Tier, Versions
from regulars.loyalty.tiers import NEVER

T0 = 1_735_689_600_000  # 2025-01-01T00:00:00Z
BRONZE, SILVER, GOLD = Tier("Bronze", 0), Tier("Silver", 50, 15_000, 3), Tier("Gold", 100, 20_000, 10)


def a_program(**fields: Any) -> Program:
    given_fields = {"type": ProgramType.POINTS, "from_ms": T0, **fields}
    return Program("l1", "Club", created_ms=T0, updated_ms=T0, **given_fields)


def day(number: float) -> int:
    return T0 + int(number * DAY_MS)


def order(at: float, spend: int) -> TimelineEntry:
    """At a day, of so many whole units of the currency."""
    return TimelineEntry(day(at), spend * 100, 1_000)


def added(at: float, points: int, expires: float | None = None) -> PointsEntry:
    return PointsEntry(day(at), "l1", points, False, None if expires is None else day(expires))


def redeemed(at: float, points: int) -> PointsEntry:
    return PointsEntry(day(at), "l1", -points, True)


def at(when: float, member: Member, *edits: Program) -> Balance:
    return balance(member, Versions(edits or [a_program()]), exponent=2, zone="UTC", at_ms=day(when))


def points_of(found: Balance) -> dict[str, int]:
    names = ("earned", "available", "pending", "redeemed", "expired", "debt")
    return {name: getattr(found, name) for name in names if getattr(found, name)}


def test_an_order_earns_whole_points_of_its_net_spend() -> None:
    member = Member((TimelineEntry(T0, 1_099, 1_000), TimelineEntry(T0 + 1, 1_000, 1_000)))

    assert points_of(at(1, member)) == {"earned": 20, "available": 20}
    assert points_of(at(1, member, a_program(points_per_unit=5_000, multiplier=30_000))) == {
        "earned": 31, "available": 31
    }  # fmt: skip
    assert points_of(at(1, member, a_program(minimum_minor=1_001))) == {"earned": 10, "available": 10}
    assert points_of(at(1, member, a_program(auto_earn=False))) == {}
    assert points_of(at(1, member, a_program(from_ms=T0 + 1))) == {"earned": 10, "available": 10}


def test_points_wait_for_the_return_window_and_lapse_at_an_instant() -> None:
    program, member = a_program(pending_days=14, expiry_days=30), Member((order(0, 50),))

    assert points_of(at(13.999, member, program)) == {"earned": 50, "pending": 50}
    assert points_of(at(14, member, program)) == {"earned": 50, "available": 50}
    assert balance(member, Versions([program]), exponent=2, zone="UTC", at_ms=day(30) - 1).available == 50
    assert points_of(at(30, member, program)) == {"earned": 50, "expired": 50}
    assert at(14, member, program).lapsing(day(30)) == 50
    assert at(14, member, program).lapsing(day(30) - 1) == 0


@pytest.mark.parametrize(
    ("rounding", "zone", "lapses"),
    [
        (ExpiryRounding.MONTH, "UTC", 1_740_787_200_000),  # 2025-03-01
        (ExpiryRounding.YEAR, "UTC", 1_767_225_600_000),  # 2026-01-01
        (ExpiryRounding.MONTH, "Pacific/Auckland", 1_740_740_400_000),  # 2025-02-28T11:00Z
    ],
)
def test_points_lapse_with_the_end_of_the_local_month_or_year(rounding: ExpiryRounding, zone: str, lapses: int) -> None:
    program = a_program(expiry_days=40, expiry_rounding=rounding)
    [(lot, _)] = balance(Member((order(0, 5),)), Versions([program]), exponent=2, zone=zone, at_ms=day(1)).open_lots()

    assert lot.expires_ms == lapses


def test_the_oldest_points_that_can_be_used_are_spent_first() -> None:
    member = Member((order(0, 10), order(1, 10)), (added(2, 10, expires=5), redeemed(3, 12)))

    lots = [(lot.at_ms, left) for lot, left in at(4, member, a_program(expiry_days=30)).open_lots()]

    assert lots == [(day(0), 8), (day(1), 10)], "what lapses first goes first, then what was earned first"


def test_what_was_spent_and_is_no_longer_covered_is_a_debt_that_later_earnings_pay_first() -> None:
    spent = (redeemed(2, 50),)
    assert points_of(at(3, Member((order(0, 60),), spent))) == {"earned": 60, "available": 10, "redeemed": 50}

    refunded = Member((order(0, 20),), spent)
    assert points_of(at(3, refunded)) == {"earned": 20, "redeemed": 50, "debt": 30}

    later = Member((order(0, 20), order(4, 25)), spent)
    assert points_of(at(5, later)) == {"earned": 45, "redeemed": 50, "debt": 5}
    even_later = Member((order(0, 20), order(4, 25), order(6, 9)), spent)
    assert points_of(at(7, even_later)) == {"earned": 54, "available": 4, "redeemed": 50}
    waiting = at(7, even_later, a_program(pending_days=2))
    assert points_of(waiting) == {"earned": 54, "redeemed": 50, "pending": 9, "debt": 5}, "pending points pay later"


def test_an_adjustment_takes_back_what_was_earned() -> None:
    member = Member((order(0, 60),), (PointsEntry(day(1), "l1", -25),))

    assert points_of(at(2, member)) == {"earned": 35, "available": 35}


def test_what_was_earned_under_a_version_stays() -> None:
    first, doubled = a_program(expiry_days=10), a_program(revision=2, from_ms=day(5), multiplier=20_000)
    member = Member((order(0, 10), order(5, 10)))

    assert points_of(at(6, member, first, doubled)) == {"earned": 30, "available": 30}
    assert points_of(at(10, member, first, doubled)) == {"earned": 30, "available": 20, "expired": 10}


def test_an_edit_that_is_dated_before_others_takes_their_place() -> None:
    doubled = a_program(revision=2, from_ms=day(5), multiplier=20_000)
    backdated = a_program(revision=3, from_ms=day(4), multiplier=30_000)
    member = Member((order(0, 10), order(4.5, 10), order(6, 10)))

    assert at(7, member, a_program(), doubled).earned == 40
    assert at(7, member, a_program(), doubled, backdated).earned == 70


def test_an_inactive_program_earns_nothing_and_takes_nothing_away() -> None:
    off = a_program(revision=2, from_ms=day(1), active=False)

    assert points_of(at(3, Member((order(0, 10), order(2, 10))), a_program(), off)) == {"earned": 10, "available": 10}


def test_a_vip_program_earns_only_while_the_customer_is_one() -> None:
    member = Member((order(0, 10), order(2, 10), order(4, 10)), vip=[(day(2), day(4))])

    assert at(5, member, a_program(type=ProgramType.VIP)).earned == 10


def test_a_referral_credits_once_and_orders_earn_nothing() -> None:
    program = a_program(type=ProgramType.REFERRAL, referral_points=200, pending_days=5)
    member = Member((order(0, 10),), referrals=(day(1), day(3)))

    assert points_of(at(6, member, program)) == {"earned": 400, "available": 200, "pending": 200}


def test_a_tier_is_held_by_points_of_the_window_and_multiplies_what_is_earned_from_then_on() -> None:
    program = a_program(tiers=(BRONZE, SILVER), tier_window_days=30)
    found = at(2, Member((order(0, 50), order(1, 10))), program)

    assert (found.tier, found.tier_points, found.earned) == ("Silver", 65, 65)
    assert [(one.at_ms, one.before, one.after) for one in found.changes] == [(day(0), None, "Silver")]


def test_a_tier_is_kept_for_its_days_of_grace() -> None:
    program = a_program(tiers=(BRONZE, SILVER), tier_window_days=30)
    member = Member((order(0, 50),))

    assert at(30, member, program).tier == "Silver"
    assert at(30, member, program).tier_held_until_ms == day(33)
    assert at(32.999, member, program).tier == "Silver"
    lapsed = at(33, member, program)
    assert (lapsed.tier, lapsed.tier_held_until_ms) == ("Bronze", None)
    assert [(one.at_ms, one.before, one.after) for one in lapsed.changes] == [
        (day(0), None, "Silver"), (day(33), "Silver", "Bronze")
    ]  # fmt: skip
    saved = Member((order(0, 50), order(32, 34)))
    assert at(40, saved, program).tier == "Silver", "50 points again within the days of grace: 34 x 1.5"


def test_a_tier_that_is_reached_and_lost_at_one_instant_was_not_held() -> None:
    """Two ids of one person may have been given and taken points at the same instant."""
    program = a_program(tiers=(Tier("Gold", 50, grace_days=9),))
    given, taken = added(1, 60), added(1, -60)
    later = taken._replace(at_ms=taken.at_ms + 1)

    assert at(2, Member((), (given, taken)), program).tier is None
    assert at(2, Member((), (given, later)), program).tier == "Gold"


def test_an_edit_of_the_tiers_goes_by_all_that_was_earned_within_the_window() -> None:
    none, tiers = a_program(), a_program(revision=2, from_ms=day(3), tiers=(SILVER, GOLD))
    higher = a_program(revision=3, from_ms=day(6), tiers=(replace(SILVER, threshold=200),))
    member = Member((order(0, 100), order(5, 1)))

    found = at(7, member, none, tiers, higher)

    assert [(one.at_ms, one.before, one.after) for one in found.changes] == [
        (day(3), None, "Gold"), (day(6), "Gold", None)
    ]  # fmt: skip
    assert found.earned == 102


# The naive reckoning.


@dataclass
class NaiveLot:
    usable: int
    expires: int
    at: int
    left: int


def naive(member: Member, versions: Versions, now: int) -> tuple[dict[str, int], str | None]:
    earnings: list[tuple[int, int]] = []  # instant, points, as they count for tiers
    lots: list[NaiveLot] = []
    events = [(one.at_ms, 1, one) for one in member.timeline] + [(one.at_ms, 0, one) for one in member.entries]
    first = min((one[0] for one in events), default=None)
    tiers = NaiveTiers(versions, first)
    for at_ms, _, what in sorted(events, key=lambda one: one[:2]):
        program = versions.at(at_ms)
        if at_ms > now:
            break
        if isinstance(what, TimelineEntry):
            if program is None or not program.active:
                continue
            tier = tiers.at(at_ms, earnings)
            multiplier = next((one.multiplier for one in program.tiers if one.name == tier), FACTOR)
            points = floor(
                Fraction(what.spend_minor, 100)
                * Fraction(program.points_per_unit * program.multiplier * multiplier, FACTOR**3)
            )
            if what.spend_minor < program.minimum_minor:
                points = 0
            waits = program.pending_days * DAY_MS
            expires = None
        elif what.redeemed or program is None:
            continue
        else:
            points, waits, expires = what.points, 0, what.expires_ms
        if not points:
            continue
        earnings.append((at_ms, points))
        if points > 0:
            lapses = NEVER if program.expiry_days is None else at_ms + program.expiry_days * DAY_MS
            lots.append(NaiveLot(at_ms + waits, expires or lapses, at_ms, points))
    spends = [(one.at_ms, -one.points) for one in member.entries if one.points < 0 and one.at_ms <= now]
    instants = sorted({one.usable for one in lots if one.usable <= now} | {at_ms for at_ms, _ in spends})
    debt = 0
    for instant in instants:
        for lot in [one for one in lots if one.usable == instant]:
            paid = min(debt, lot.left)
            lot.left, debt = lot.left - paid, debt - paid
        for at_ms, wanted in spends:
            if at_ms != instant:
                continue
            for lot in sorted(lots, key=lambda one: (one.expires, one.at)):
                if lot.usable <= instant < lot.expires:
                    taken = min(wanted, lot.left)
                    lot.left, wanted = lot.left - taken, wanted - taken
            debt += wanted
    totals = {
        "available": sum(one.left for one in lots if one.usable <= now < one.expires),
        "pending": sum(one.left for one in lots if one.usable > now),
        "expired": sum(one.left for one in lots if one.usable <= now and one.expires <= now),
        "redeemed": -sum(one.points for one in member.entries if one.redeemed and one.at_ms <= now),
        "debt": debt,
    }
    return totals, tiers.at(now, earnings)


class NaiveTiers:
    """By definition: the highest tier that qualifies, or did within its days of grace since the tiers were edited."""

    def __init__(self, versions: Versions, first: int | None) -> None:
        self._versions, self._first = versions, first

    def at(self, now: int, earnings: Sequence[tuple[int, int]]) -> str | None:
        program = self._versions.at(now)
        if program is None or self._first is None or now < self._first:
            return None
        since = self._since(now, program)
        window = program.tier_window_days * DAY_MS
        # Every instant at which a sum may change, and now.
        moments = {now, since, *(at for at, _ in earnings), *(at + window for at, _ in earnings)}
        held = None
        for tier in program.tiers:
            grace = tier.grace_days * DAY_MS
            for moment in sorted(one for one in moments if since <= one <= now):
                # Qualified from this moment until the next one, or not at all.
                following = min((one for one in moments if one > moment), default=now + 1)
                total = sum(points for at, points in earnings if moment - window < at <= moment)
                if max(0, total) >= tier.threshold and (moment == now or now < following + grace):
                    held = tier.name
        return held

    def _since(self, now: int, program: Program) -> int:
        """When tiers, but for their multipliers, were last edited."""
        since = self._first or 0
        before: Program | None = None
        for stretch in self._versions.stretches():
            if stretch.from_ms > now or (stretch.until_ms is not None and stretch.until_ms <= (self._first or 0)):
                continue
            if before is None or _levels(before) != _levels(stretch.program):
                since = max(stretch.from_ms, self._first or 0)
            before = stretch.program
        return since


def _levels(program: Program) -> Any:
    return [(one.name, one.threshold, one.grace_days) for one in program.tiers], program.tier_window_days


TIERS = st.lists(
    st.tuples(
        st.sampled_from("ABC"),
        st.integers(0, 60),
        st.sampled_from([10_000, 15_000, 20_001]),
        st.integers(0, 5),
    ),
    max_size=3,
    unique_by=(lambda one: one[0], lambda one: one[1]),
).map(lambda found: tuple(Tier(*one) for one in sorted(found, key=lambda one: one[1])))


@st.composite
def edits(draw: st.DrawFn) -> list[Program]:
    return [
        a_program(
            revision=number,
            from_ms=day(draw(st.integers(-2, 12))) if number > 1 else T0,
            active=draw(st.sampled_from([True, True, False])),
            points_per_unit=draw(st.sampled_from([10_000, 5_000, 33_333])),
            multiplier=draw(st.sampled_from([10_000, 20_000])),
            minimum_minor=draw(st.sampled_from([0, 500])),
            expiry_days=draw(st.sampled_from([None, 5, 9])),
            pending_days=draw(st.integers(0, 4)),
            tiers=draw(TIERS),
            tier_window_days=draw(st.integers(1, 8)),
        )
        for number in range(1, draw(st.integers(1, 4)) + 1)
    ]


DAYS = st.integers(0, 120).map(lambda tenths: day(tenths / 10))
ORDERS = st.lists(st.builds(TimelineEntry, DAYS, st.integers(-200, 6_000), st.just(1_000)), max_size=8).map(
    lambda found: tuple(sorted(found))
)
ENTRIES = st.lists(
    st.one_of(
        st.builds(PointsEntry, DAYS, st.just("l1"), st.integers(1, 40), st.just(False), st.none()),
        st.builds(PointsEntry, DAYS, st.just("l1"), st.integers(-60, -1), st.booleans(), st.none()),
    ),
    max_size=6,
).map(tuple)


@given(orders=ORDERS, entries=ENTRIES, versions=edits().map(Versions), now=st.integers(-10, 250))
def test_points_always_add_up_and_to_what_a_naive_reckoning_finds(
    orders: tuple[TimelineEntry, ...], entries: tuple[PointsEntry, ...], versions: Versions, now: int
) -> None:
    member, now_ms = Member(orders, entries), day(now / 10)

    found = balance(member, versions, exponent=2, zone="UTC", at_ms=now_ms)

    assert found.earned == found.available + found.pending + found.redeemed + found.expired - found.debt
    assert min(found.available, found.pending, found.redeemed, found.expired, found.debt) >= 0
    assert not (found.debt and found.available), "a debt is paid before anything can be spent"
    totals, tier = naive(member, versions, now_ms)
    assert {name: getattr(found, name) for name in totals} == totals
    assert found.tier == tier
    assert sum(left for _, left in found.open_lots()) == found.available + found.pending
    assert found.tier == (found.changes[-1].after if found.changes else None)
