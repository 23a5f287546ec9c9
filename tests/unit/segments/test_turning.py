"""When a membership can change next: never earlier than told, and at that instant it does."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars.facts.customer import CustomerFacts
from regulars.facts.pins import Pins
from regulars.facts.time import DAY_MS
from regulars.loyalty.moves import tier_moves_of
from regulars.loyalty.program import Tier
from regulars.scoring import turning
from regulars.scoring.derive import derive
from regulars.scoring.settings import Settings
from regulars.segments.membership import Membership
from regulars.segments.vocabulary import RULE_FIELDS, SCORE_OF

from testing.builders import NOW_MS, a_line, an_order, facts_of
from testing.examples import examples
from testing.loyalty import versions_of
from testing.segments import asked, customers, next_change, rules

# Tiers that orders of the last month decide, so that a tier ends while nobody does anything.
CLUB = versions_of(tiers=(Tier("Tin", 1), Tier("Gold", 100, grace_days=7)), tier_window_days=30, from_ms=0)
SETTINGS = replace(Settings.defaults(2), tier_moves=tier_moves_of([CLUB], 2))
HORIZON_MS = 900 * DAY_MS


def members(asked_: list[Membership], facts: CustomerFacts, at_ms: int) -> list[bool]:
    scores = derive(facts, SETTINGS, at_ms)
    return [one.member(facts, scores, at_ms) for one in asked_]


def leaf(field: str, operator: str, value: Any) -> dict[str, Any]:
    return {"field": field, "operator": operator, "value": value}


@examples(400)
@given(rule=rules, other=rules, facts=customers(), ahead=st.lists(st.integers(1, HORIZON_MS), max_size=20))
def test_no_verdict_changes_before_the_instant_told_and_one_does_then(
    rule: dict[str, Any], other: dict[str, Any], facts: CustomerFacts, ahead: list[int]
) -> None:
    both = [asked(rule, "s"), asked(other, "t")]
    now = members(both, facts, NOW_MS)

    told = next_change(both, facts, SETTINGS, NOW_MS)

    last_ms = NOW_MS + HORIZON_MS if told is None else told - 1
    # At random, at whole days and hours after what happened, and a millisecond to either side of them.
    tried = {NOW_MS + more for more in ahead}
    for at_ms in instants_of(facts):
        tried |= {at_ms + days * DAY_MS + off for days in DAYS for off in (-1, 0, 1)}
    for at_ms in sorted(one for one in {*tried, last_ms} if NOW_MS < one <= last_ms):
        assert members(both, facts, at_ms) == now, f"{at_ms - NOW_MS} ms ahead; told was {told}"
    if told is not None:
        assert members(both, facts, told) != now


DAYS = (0, 1, 7, 8, 14, 15, 29, 30, 31, 60, 61, 89, 90, 91, 92, 180, 181, 365, 366)


def instants_of(facts: CustomerFacts) -> set[int]:
    found = {entry.at_ms for entry in facts.purchases.timeline}
    if facts.interactions and facts.communications:
        found |= {*facts.interactions.activities, *facts.interactions.paid, *facts.interactions.failed}
        found |= {one.at_ms for one in facts.communications.messages}
    return found


# One order of 100.00, five days ago.
ANN = facts_of(an_order("1", ordered_at_ms=NOW_MS - 5 * DAY_MS))
TWICE = facts_of(*(an_order(str(days), ordered_at_ms=NOW_MS - days * DAY_MS, lines=(a_line(),)) for days in (10, 40)))


@pytest.mark.parametrize(
    ("rule", "facts", "after_ms"),
    [
        (leaf("lastOrderDaysAgo", "at_least", 60), ANN, 55 * DAY_MS),
        (leaf("lastOrderDaysAgo", "at_most", 60), ANN, 56 * DAY_MS),
        (leaf("lifecycleSegment", "is", "New"), ANN, 26 * DAY_MS),
        (leaf("lifecycleSegment", "is", "Dormant"), ANN, 86 * DAY_MS),
        (leaf("daysToLapse", "at_most", 7), ANN, (91 - 5 - 8) * DAY_MS + 1),
        (leaf("lastOrderDate", "in_last", 30), ANN, 25 * DAY_MS + 1),
        (leaf("recencyScore", "is", 5), ANN, 26 * DAY_MS),
        (leaf("frequencyScore", "at_least", 2), TWICE, 325 * DAY_MS + 1),
        ({"orders": {"count": {"operator": "at_least", "value": 2}, "within": "60d"}}, TWICE, 20 * DAY_MS + 1),
        (
            {
                "products": {
                    "count": {"operator": "at_least", "value": 1},
                    "where": [leaf("daysOverdue", "at_least", 3)],
                }
            },
            TWICE,
            23 * DAY_MS,
        ),
        # 100 points leave the window of 30 days, and grace is a week.
        (leaf("loyaltyTiers", "has_any", ["Club: Gold"]), ANN, (25 + 7) * DAY_MS),
        (leaf("loyaltyTiers", "has_none", ["Club: Gold", "Club: Tin"]), ANN, (25 + 7) * DAY_MS),
        (leaf("loyaltyTiers", "has_any", ["Club: Tin"]), ANN, None),
        (leaf("totalSpend", "at_least", 1), ANN, None),
        (leaf("lifecycleSegment", "is", "VIP"), ANN, None),
        (leaf("lastOrderDaysAgo", "at_most", 3), ANN, None),
    ],
    ids=str,
)
def test_the_instant_is_exact(rule: dict[str, Any], facts: CustomerFacts, after_ms: int | None) -> None:
    expected = None if after_ms is None else NOW_MS + after_ms

    assert next_change([asked(rule)], facts, SETTINGS, NOW_MS) == expected


def test_the_earliest_of_several_segments_counts_and_pins_change_nothing() -> None:
    rules_ = [leaf("lastOrderDaysAgo", "at_least", days) for days in (60, 20)]
    both = [asked(rule, name) for rule, name in zip(rules_, ("s", "t"), strict=True)]

    assert next_change(both, ANN, SETTINGS, NOW_MS) == NOW_MS + 15 * DAY_MS
    pinned = replace(ANN, pins=Pins(("t",), ()))
    assert next_change(both, pinned, SETTINGS, NOW_MS) == NOW_MS + 55 * DAY_MS
    assert next_change([asked(rules_[0], active=False)], ANN, SETTINGS, NOW_MS) is None


def test_too_many_instants_end_in_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turning, "MOST_TRIED", 2)
    orders = facts_of(*(an_order(str(day), ordered_at_ms=NOW_MS - day * DAY_MS) for day in range(1, 9)))
    rule = {"orders": {"count": {"operator": "at_least", "value": 1}, "within": "30d"}}

    assert next_change([asked(rule)], orders, SETTINGS, NOW_MS) == NOW_MS + 24 * DAY_MS + 1, "the third of eight"


def test_every_field_that_changes_with_time_says_when_but_for_what_models_expect() -> None:
    silent = {name for name, field in RULE_FIELDS.items() if field.changes_with_time and field.turns is None}

    assert {SCORE_OF[name].name for name in silent} == {"prediction"}
