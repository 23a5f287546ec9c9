"""What an export goes by is fixed once, loyalty programs too."""

from __future__ import annotations

import json
from dataclasses import replace

from regulars.exporting.plan import Plan
from regulars.facts.customer import TimelineEntry
from regulars.facts.tenant import Generation
from regulars.loyalty.moves import tier_moves_of
from regulars.loyalty.program import Reward, RewardKind, Tier, Versions
from regulars.scoring.settings import Settings

from testing.builders import NOW_MS
from testing.loyalty import T0, a_program, facts_of

DEFAULTS = Settings.defaults(2)
MUG = Reward("r", "Mug", 5, RewardKind.TEXT)
EDITS = (
    a_program(
        tiers=(Tier("Bronze", 0), Tier("Gold", 50)),
        tier_window_days=12,
        rewards=(MUG,),
    ),
    a_program(revision=2, tiers=(Tier("Bronze", 0), Tier("Gold", 70)), from_ms=T0 + 5, tier_window_days=12),
)
ANN = facts_of((TimelineEntry(T0, 6_000, 1_000),))


def test_a_plan_is_read_back_with_the_programs_that_tell_of_tiers() -> None:
    moves = tier_moves_of([Versions(EDITS)], 2)
    settings = replace(DEFAULTS, tier_moves=moves)
    plan = Plan(NOW_MS, False, Generation(1, 1), settings, (), None, EDITS)

    found = Plan.of(json.loads(json.dumps(plan.as_json())), 2)

    assert found == plan
    assert moves is not None
    assert found.settings.tier_moves is not None
    assert found.settings.tier_moves(ANN, settings) == moves(ANN, settings)
    assert [move.after for move in moves(ANN, settings)] == ["Gold", "Bronze"]


def test_a_plan_that_earlier_code_made_is_read_without_programs() -> None:
    stored = Plan(NOW_MS, False, Generation(1, 1), DEFAULTS, (), None).as_json()
    del stored["programs"]

    assert Plan.of(stored, 2).settings.tier_moves is None
