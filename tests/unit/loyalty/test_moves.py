"""Tiers of own programs in the churn risk: which move counts, how long, and every instant at which that may change."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars.facts.attention import InteractionFacts
from regulars.facts.customer import CustomerFacts, TimelineEntry
from regulars.facts.fold import fold
from regulars.facts.items.interaction import InteractionType, TierChange
from regulars.facts.loyalty import PointsEntry, Referrals
from regulars.facts.record import CustomerRecord
from regulars.facts.time import DAY_MS
from regulars.loyalty.moves import tier_moves_of
from regulars.loyalty.program import ProgramType, Tier, Versions
from regulars.scoring import churn_risk, churn_risk_score, churn_turns
from regulars.scoring.announced import ANNOUNCED, announced_values
from regulars.scoring.derive import derive
from regulars.scoring.settings import Settings
from regulars.scoring.turning import next_change

from testing.builders import an_order
from testing.loyalty import T0, a_program, entries, facts_of, orders, versions_of
from testing.people import a_complaint, an_interaction

DEFAULTS = Settings.defaults(2)
BRONZE, GOLD = Tier("Bronze", 0), Tier("Gold", 50)
HALF_A_YEAR = 180 * DAY_MS
UP, DOWN = TierChange.UPGRADE, TierChange.DOWNGRADE
# 60 points at once: Gold until they leave the window, 12 days later.
ONE_ORDER = facts_of((TimelineEntry(T0, 6_000, 1_000),))
FELL = T0 + 12 * DAY_MS


def settings_of(*programs: Versions, exponent: int = 2) -> Settings:
    return replace(DEFAULTS, tier_moves=tier_moves_of(programs, exponent))


def a_club(program_id: str = "l1", **fields: Any) -> Versions:
    return versions_of(program_id, **{"tiers": (BRONZE, GOLD), "tier_window_days": 12, **fields})


def part_at(settings: Settings, facts: CustomerFacts, at_ms: int) -> int:
    found = churn_risk.churn_risk(facts, settings, at_ms)
    assert found is not None
    return found.tier_downgrade


def told(at_ms: int, way: TierChange | None) -> CustomerFacts:
    """The same customer, of whom another system says how they moved."""
    return replace(ONE_ORDER, interactions=InteractionFacts(tier_at_ms=at_ms, tier_change=way))


def test_a_tier_that_is_lost_counts_for_half_a_year_to_the_millisecond() -> None:
    settings = settings_of(a_club())

    parts = [
        part_at(settings, ONE_ORDER, at) for at in (T0, FELL - 1, FELL, FELL + HALF_A_YEAR, FELL + HALF_A_YEAR + 1)
    ]

    assert parts == [0, 0, 80, 80, 0]


def test_days_of_grace_put_it_off() -> None:
    settings = settings_of(a_club(tiers=(BRONZE, replace(GOLD, grace_days=9))))
    later = FELL + 9 * DAY_MS

    assert [part_at(settings, ONE_ORDER, at) for at in (FELL, later - 1, later)] == [0, 0, 80]


def test_who_is_back_in_their_tier_is_not_downgraded() -> None:
    again = facts_of((TimelineEntry(T0, 6_000, 1_000), TimelineEntry(FELL + DAY_MS, 5_000, 1_000)))
    settings = settings_of(a_club())

    assert [part_at(settings, again, FELL + DAY_MS + off) for off in (-1, 0)] == [80, 0]
    assert part_at(settings, again, FELL + 13 * DAY_MS) == 80, "the second order leaves the window, too"


@pytest.mark.parametrize(
    ("at_ms", "way", "part"),
    [
        (FELL - 1, UP, 80), (FELL, UP, 80), (FELL + 1, UP, 0), (FELL + 1, None, 0), (FELL + 1, DOWN, 80),
        (FELL - 1, DOWN, 80),
    ],
)  # fmt: skip
def test_of_another_systems_move_and_ones_own_the_later_counts_and_of_one_instant_the_downgrade(
    at_ms: int, way: TierChange | None, part: int
) -> None:
    assert part_at(settings_of(a_club()), told(at_ms, way), FELL + DAY_MS) == part


def test_another_systems_downgrade_at_the_instant_of_an_upgrade_counts() -> None:
    settings = settings_of(a_club())

    assert [part_at(settings, told(at_ms, DOWN), T0 + DAY_MS) for at_ms in (T0 - 1, T0, T0 + 1)] == [0, 80, 80]


def test_of_several_programs_the_latest_move_counts() -> None:
    """In the second one they fall a day later, and in the third they rise two days later."""
    second, third = a_club("l2", tier_window_days=13), a_club("l3", name="Other", from_ms=FELL + 2 * DAY_MS)
    bought = facts_of((TimelineEntry(T0, 6_000, 1_000), TimelineEntry(FELL + 2 * DAY_MS, 100, 1_000)))

    for programs in ((a_club(), second, third), (third, second, a_club())):
        settings = settings_of(*programs)
        assert [part_at(settings, bought, FELL + days * DAY_MS) for days in (0, 1, 2)] == [80, 80, 0]
        move = churn_risk.churn_risk(bought, settings, FELL + DAY_MS)
        assert move is not None
        assert move.tier_move is not None
        assert (move.tier_move.program_id, move.tier_move.at_ms) == ("l2", FELL + DAY_MS)


def test_programs_that_are_inactive_or_without_tiers_move_nobody() -> None:
    none = [a_club(active=False), a_club(tiers=())]

    assert tier_moves_of(none, 2) is None
    assert tier_moves_of([*none, a_club("l2")], 2) is not None


def test_an_edit_moves_who_falls_by_it_and_a_new_name_moves_nobody() -> None:
    raised = a_program(revision=2, from_ms=T0 + DAY_MS, tiers=(BRONZE, Tier("Gold", 61)), tier_window_days=12)
    named = a_program(
        revision=3, from_ms=T0 + 2 * DAY_MS, tiers=(Tier("Tin", 0), Tier("Gold", 61)), tier_window_days=12
    )
    first = a_club().last

    moves = tier_moves_of([Versions([first, raised, named])], 2)
    assert moves is not None

    assert [(move.at_ms, move.way, move.after) for move in moves(ONE_ORDER, DEFAULTS)] == [
        (T0, UP, "Gold"), (T0 + DAY_MS, DOWN, "Bronze"), (T0 + 2 * DAY_MS, None, "Tin")
    ]  # fmt: skip
    settings = replace(DEFAULTS, tier_moves=moves)
    assert [part_at(settings, ONE_ORDER, T0 + DAY_MS + off) for off in (-1, 0, 2 * DAY_MS)] == [0, 80, 80]


def test_a_tier_put_in_below_moves_nobody_who_keeps_theirs_and_is_minded_when_they_fall() -> None:
    three = (BRONZE, Tier("Silver", 10), GOLD)
    edited = a_program(revision=2, from_ms=T0 + DAY_MS, tiers=three, tier_window_days=12)
    bought = facts_of((TimelineEntry(T0, 6_000, 1_000), TimelineEntry(T0 + 3 * DAY_MS, 2_000, 1_000)))

    moves = tier_moves_of([Versions([a_club().last, edited])], 2)
    assert moves is not None

    assert [(move.at_ms, move.way, move.after) for move in moves(bought, DEFAULTS)] == [
        (T0, UP, "Gold"), (FELL, DOWN, "Silver"), (FELL + 3 * DAY_MS, DOWN, "Bronze")
    ]  # fmt: skip


def test_points_of_people_move_tiers_and_those_of_other_programs_do_not() -> None:
    settings = settings_of(a_club())
    taken = PointsEntry(T0 + DAY_MS, "l1", -11)

    assert part_at(settings, replace(ONE_ORDER, loyalty=(taken,)), T0 + DAY_MS) == 80
    assert part_at(settings, replace(ONE_ORDER, loyalty=(taken._replace(points=-10),)), T0 + DAY_MS) == 0
    assert part_at(settings, replace(ONE_ORDER, loyalty=(taken._replace(program_id="l2"),)), T0 + DAY_MS) == 0
    assert part_at(settings, replace(ONE_ORDER, loyalty=(taken._replace(redeemed=True),)), T0 + DAY_MS) == 0


def test_a_vip_program_goes_by_the_settings_that_are_asked_with() -> None:
    settings = settings_of(a_club(type=ProgramType.VIP))
    lower = replace(settings, vip_spend_minor=5_999)

    assert [part_at(one, ONE_ORDER, FELL) for one in (settings, lower, settings)] == [0, 80, 0]


def test_referrals_move_tiers_where_a_program_credits_them() -> None:
    """50 points for each of the two: Gold for as long as one of them is within the window."""
    bringing = replace(ONE_ORDER, referrals=Referrals(True, (T0 + DAY_MS,)))
    club = a_club(type=ProgramType.REFERRAL, referral_points=50)
    settings = settings_of(club)

    assert [part_at(settings, bringing, FELL + DAY_MS + off) for off in (-1, 0)] == [0, 80]
    assert part_at(settings, replace(bringing, referrals=Referrals(True)), FELL) == 80
    assert part_at(settings, ONE_ORDER, FELL) == 0, "orders earn nothing there, and nobody fell"
    assert [part_at(settings_of(a_club()), one, FELL + off) for one in (bringing, ONE_ORDER) for off in (-1, 0)] == [
        0, 80, 0, 80
    ]  # fmt: skip


def test_amounts_are_those_of_the_currency() -> None:
    """The same number of minor units is a tenth as much where a unit has three decimals."""
    assert part_at(settings_of(a_club(), exponent=3), ONE_ORDER, FELL) == 0


def test_what_an_index_does_not_hold_is_read_first_and_nothing_more_without_programs() -> None:
    settings, at_ms = settings_of(a_club()), FELL + 200 * DAY_MS
    short = replace(ONE_ORDER, purchases=replace(ONE_ORDER.purchases, timeline=()))
    unread = replace(ONE_ORDER, loyalty=None), replace(ONE_ORDER, referrals=None)

    for facts in (short, *unread):
        assert churn_risk.churn_risk(facts, settings, at_ms) is None
        assert churn_risk.lacks(facts, settings, at_ms)
        assert list(churn_turns.turns(facts, settings, at_ms, ()))
        assert not churn_risk.lacks(facts, DEFAULTS, at_ms)
        assert churn_risk.churn_risk(facts, DEFAULTS, at_ms) is not None
    assert not churn_risk.lacks(ONE_ORDER, settings, at_ms)


def test_the_explanation_says_in_which_program_and_when() -> None:
    settings = settings_of(a_club())

    def explained(facts: CustomerFacts, at_ms: int) -> list[Any]:
        told: Any = churn_risk_score.explain(facts, derive(facts, settings, at_ms), settings)["churnRiskScore"]
        return [told["tierDowngrade"][name].value for name in (*NAMES, "loyaltyProgramId", "loyaltyProgramName")]

    assert explained(ONE_ORDER, FELL) == [80, "downgrade", FELL, "l1", "Club"]
    assert explained(ONE_ORDER, FELL + HALF_A_YEAR + 1) == [0, "downgrade", FELL, "l1", "Club"]
    assert explained(told(FELL + 1, UP), FELL + 1) == [0, "upgrade", FELL + 1, None, None]
    assert explained(ONE_ORDER, T0 - 1) == [0, None, None, None, None]


NAMES = ("score", "lastChange", "lastChangeAt")


def test_a_risk_that_becomes_high_by_a_tier_that_is_lost_is_told_at_that_instant() -> None:
    """76 without it: nothing done for 91 days, three failed payments, no e-mail opened, a complaint."""
    order, complaint = an_order("1", ordered_at_ms=T0, lines=(), total_minor=6_000), a_complaint(T0 + 50 * DAY_MS)
    failed = [an_interaction(T0 + 50 * DAY_MS + one, InteractionType.PAYMENT_FAILED) for one in range(3)]
    facts = fold(CustomerRecord("ann", (order, complaint, *failed)))
    settings, now_ms, fell = settings_of(a_club(tier_window_days=100)), T0 + 95 * DAY_MS, T0 + 100 * DAY_MS

    def values_at(at_ms: int, of: Settings = settings) -> dict[str, Any]:
        return announced_values(ANNOUNCED, facts, derive(facts, of, at_ms), at_ms, {})

    assert next_change(facts, settings, ANNOUNCED, values_at(now_ms), now_ms) == fell
    assert [values_at(at)["highChurnRisk"] for at in (fell - 1, fell)] == [False, True]
    assert next_change(facts, DEFAULTS, ANNOUNCED, values_at(now_ms, DEFAULTS), now_ms) is None


@given(
    orders=orders,
    entries=entries,
    posted=st.none() | st.tuples(st.integers(0, 300), st.sampled_from([UP, DOWN, None])),
    graces=st.tuples(st.integers(0, 9), st.integers(0, 9)),
    edited=st.integers(0, 300),
    now=st.integers(0, 400),
)
def test_between_the_instants_that_are_given_churn_risk_and_health_are_constant(
    orders: tuple[TimelineEntry, ...],
    entries: tuple[PointsEntry, ...],
    posted: tuple[int, TierChange | None] | None,
    graces: tuple[int, int],
    edited: int,
    now: int,
) -> None:
    first = a_program(tiers=(Tier("Bronze", 10), Tier("Gold", 60, 20_000, graces[0])), tier_window_days=12)
    edit = replace(first, revision=2, from_ms=T0 + edited * DAY_MS // 10, tiers=(Tier("Gold", 40, 10_000, graces[1]),))
    settings = settings_of(Versions([first, edit]), a_club("l2"))
    facts, now_ms = facts_of(orders, entries), T0 + now * DAY_MS // 10
    if posted is not None:
        moved = InteractionFacts(tier_at_ms=T0 + posted[0] * DAY_MS // 10, tier_change=posted[1])
        # Nobody tells of what is yet to come.
        facts = facts if (moved.tier_at_ms or 0) > now_ms else replace(facts, interactions=moved)
    fields = [field for field in churn_risk_score.SCORE.fields if field.changes_with_time]

    def values_at(at_ms: int) -> list[Any]:
        scores = derive(facts, settings, at_ms)
        return [field.read(facts, scores) for field in fields]

    turns = {at_ms for field in fields if field.turns for at_ms in field.turns(facts, settings, now_ms, ())}

    instants = [now_ms, *sorted(at_ms for at_ms in turns if at_ms > now_ms), now_ms + 400 * DAY_MS]
    for begin, end in pairwise(instants):
        if end > begin:
            middle = (begin + end) // 2
            assert values_at(begin) == values_at(middle) == values_at(end - 1)
