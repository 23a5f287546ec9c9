"""Tiers of own programs as a field of rules: which are held at an instant, and the very instant at which that turns."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars.facts.customer import CustomerFacts, TimelineEntry
from regulars.facts.loyalty import PointsEntry
from regulars.facts.time import DAY_MS
from regulars.loyalty.balance import balance
from regulars.loyalty.earned import member_of
from regulars.loyalty.moves import tier_moves_of
from regulars.loyalty.program import ProgramType, Tier, Versions
from regulars.scoring import loyalty_tiers
from regulars.scoring.derive import derive
from regulars.scoring.settings import Settings
from regulars.segments.vocabulary import RULE_FIELDS

from testing.loyalty import T0, a_program, entries, facts_of, orders, versions_of
from testing.segments import asked, next_change

DEFAULTS = Settings.defaults(2)
TIERS = (Tier("Bronze", 10), Tier("Gold", 50))
# 60 points at once: Gold until they leave the window, 12 days later, and then nothing.
ONE_ORDER = facts_of((TimelineEntry(T0, 6_000, 1_000),))
FELL = T0 + 12 * DAY_MS


def settings_of(*programs: Versions) -> Settings:
    return replace(DEFAULTS, tier_moves=tier_moves_of(programs, 2))


def a_club(program_id: str = "l1", **fields: Any) -> Versions:
    return versions_of(program_id, **{"tiers": TIERS, "tier_window_days": 12, **fields})


def held(facts: CustomerFacts, settings: Settings, at_ms: int) -> Any:
    found = RULE_FIELDS["loyaltyTiers"].read(facts, derive(facts, settings, at_ms))
    return None if found is None else list(found)


def test_a_tier_is_held_from_the_order_that_reaches_it_until_the_millisecond_at_which_it_ends() -> None:
    settings = settings_of(a_club())

    assert [held(ONE_ORDER, settings, at) for at in (T0 - 1, T0, FELL - 1, FELL)] == [
        [], ["Club: Gold"], ["Club: Gold"], []
    ]  # fmt: skip


def test_points_on_either_side_of_a_threshold_decide() -> None:
    settings = settings_of(a_club())
    bought = {points: facts_of((TimelineEntry(T0, points * 100, 1_000),)) for points in (9, 10, 49, 50)}

    assert {points: held(facts, settings, T0) for points, facts in bought.items()} == {
        9: [], 10: ["Club: Bronze"], 49: ["Club: Bronze"], 50: ["Club: Gold"]
    }  # fmt: skip


def test_grace_and_a_new_name_are_gone_by() -> None:
    graced = a_program(tiers=(TIERS[0], replace(TIERS[1], grace_days=9)), tier_window_days=12)
    renamed = replace(graced, name="Society", revision=2, from_ms=T0 + DAY_MS, tiers=(TIERS[0], Tier("Au", 50)))
    settings = settings_of(Versions([graced]))

    assert [held(ONE_ORDER, settings, FELL + days * DAY_MS) for days in (0, 8, 9)] == [
        ["Club: Gold"], ["Club: Gold"], []
    ]  # fmt: skip
    settings = settings_of(Versions([graced, renamed]))
    assert [held(ONE_ORDER, settings, T0 + DAY_MS + off) for off in (-1, 0)] == [["Society: Gold"], ["Society: Au"]]


def test_each_program_has_its_own_and_they_stand_by_name() -> None:
    """The second one's window is a day longer."""
    programs = (a_club(), a_club("l2", name="Bakers", tier_window_days=13))

    for some in (programs, programs[::-1]):
        assert [held(ONE_ORDER, settings_of(*some), FELL + days * DAY_MS) for days in (-1, 0, 1)] == [
            ["Bakers: Gold", "Club: Gold"], ["Bakers: Gold"], []
        ]  # fmt: skip


def test_programs_that_are_inactive_without_tiers_or_of_referrals_have_none() -> None:
    none = [a_club(active=False), a_club(tiers=()), a_club(type=ProgramType.REFERRAL, referral_points=5)]

    assert held(ONE_ORDER, settings_of(*none), T0) == []
    assert held(ONE_ORDER, DEFAULTS, T0) == []
    assert held(ONE_ORDER, settings_of(*none, a_club("l2")), T0) == ["Club: Gold"]


def test_what_an_index_does_not_hold_is_unknown_where_there_are_programs() -> None:
    unread = replace(ONE_ORDER, loyalty=None)
    short = replace(ONE_ORDER, purchases=replace(ONE_ORDER.purchases, timeline=()))
    settings = settings_of(a_club())

    for facts in (unread, short):
        assert held(facts, settings, T0) is None
        assert loyalty_tiers.lacks(facts, settings, T0)
        assert list(loyalty_tiers.turns(facts, settings, T0, ())) == []
        assert loyalty_tiers.explain(facts, derive(facts, settings, T0), settings) == {"loyaltyTiers": None}
        assert held(facts, DEFAULTS, T0) == []
        assert not loyalty_tiers.lacks(facts, DEFAULTS, T0)


def test_the_explanation_says_since_when_by_program() -> None:
    settings = settings_of(a_club())
    told: Any = loyalty_tiers.explain(ONE_ORDER, derive(ONE_ORDER, settings, FELL - 1), settings)

    assert {name: one.value for name, one in told["loyaltyTiers"]["l1"].items()} == {
        "loyaltyProgramName": "Club", "tier": "Gold", "since": T0
    }  # fmt: skip
    assert loyalty_tiers.explain(ONE_ORDER, derive(ONE_ORDER, settings, FELL), settings) == {"loyaltyTiers": {}}


def leaf(operator: str, *value: str) -> dict[str, Any]:
    return {"field": "loyaltyTiers", "operator": operator, **({"value": list(value)} if value else {})}


@pytest.mark.parametrize(
    ("rule", "before", "after", "at_ms"),
    [
        (leaf("has_any", "club:  GOLD"), True, False, FELL),
        (leaf("has_none", "Club: Gold"), False, True, FELL),
        (leaf("has_any", "Club: Bronze", "Club: Gold"), True, True, FELL + DAY_MS),
        (leaf("has_all", "Club: Gold"), True, False, FELL),
        (leaf("is_set"), True, True, FELL + DAY_MS),
        (leaf("is_not_set"), False, False, FELL + DAY_MS),
    ],
    ids=str,
)
def test_a_rule_turns_at_the_instant_at_which_the_tier_does_and_is_told_of_it_before(
    rule: dict[str, Any], before: bool, after: bool, at_ms: int
) -> None:
    """15 points more a day after the first order: Bronze for a day when Gold has ended."""
    facts = facts_of((*ONE_ORDER.purchases.timeline, TimelineEntry(T0 + DAY_MS, 1_500, 1_000)))
    settings, segment = settings_of(a_club()), asked(rule)
    now_ms = T0 + 2 * DAY_MS

    def member(at: int) -> bool:
        return segment.member(facts, derive(facts, settings, at), at)

    told = next_change([segment], facts, settings, now_ms)
    assert [member(now_ms), member(FELL - 1), member(FELL)] == [before, before, after]
    assert told == at_ms
    assert [member(at_ms - 1), member(at_ms)] == [before, not before]


@given(
    orders=orders,
    entries=entries,
    graces=st.tuples(st.integers(0, 9), st.integers(0, 9)),
    edited=st.integers(0, 300),
    asked_at=st.lists(st.integers(0, 400), min_size=1, max_size=8),
)
def test_the_tier_of_the_field_is_that_of_the_balance_at_any_instant(
    orders: tuple[TimelineEntry, ...],
    entries: tuple[PointsEntry, ...],
    graces: tuple[int, int],
    edited: int,
    asked_at: list[int],
) -> None:
    first = a_program(tiers=(Tier("Bronze", 10), Tier("Gold", 60, 20_000, graces[0])), tier_window_days=12)
    edit = replace(first, revision=2, from_ms=T0 + edited * DAY_MS // 10, tiers=(Tier("Gold", 40, 10_000, graces[1]),))
    versions, facts = Versions([first, edit]), facts_of(orders, entries)
    settings = settings_of(versions)
    for tenths in asked_at:
        at_ms = T0 + tenths * DAY_MS // 10
        found = balance(member_of(facts, versions, settings), versions, exponent=2, zone="UTC", at_ms=at_ms)
        assert held(facts, settings, at_ms) == ([] if found.tier is None else [f"Club: {found.tier}"])
