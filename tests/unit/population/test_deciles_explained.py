"""What made up RFM scores from 1 to 10 (docs/scoring.md, RFM)."""

from __future__ import annotations

from typing import Any

from regulars.facts.customer import CustomerFacts, PurchaseFacts
from regulars.facts.time import DAY_MS
from regulars.population.deciles import CutPoints, Cuts, rfm_deciles
from regulars.population.deciles_explained import explain
from regulars.scoring.derive import derive
from regulars.scoring.explain import Kind
from regulars.scoring.rfm import WINDOW_DAYS
from regulars.scoring.settings import Settings

from testing.builders import NOW_MS, purchases_at

INSTANTS_MS = tuple(NOW_MS - days * DAY_MS for days in range(90, 0, -10))
CUTS = Cuts((0, 1, 2, 3, 4, 5, 6, 7, 8), (100, 500, 1_999, 2_000, 2_001, 3_000, 4_000, 5_000, 6_000))
CUT_POINTS = CutPoints(NOW_MS, 10, INSTANTS_MS, {WINDOW_DAYS: CUTS})


def explained(purchases: PurchaseFacts) -> Any:
    facts = CustomerFacts("ann", True, purchases)
    found = derive(facts, Settings.defaults(2), NOW_MS).rfm
    return explain(facts, found, rfm_deciles(purchases, CUT_POINTS, NOW_MS, WINDOW_DAYS), CUT_POINTS, WINDOW_DAYS)


def test_each_score_is_one_more_than_the_cut_points_below_its_value() -> None:
    last_at_ms = NOW_MS - 15 * DAY_MS

    parts = explained(purchases_at(NOW_MS - 50 * DAY_MS, last_at_ms))

    assert {name: (part["score"].value, part["value"].value) for name, part in parts.items()} == {
        "recencyScore": (9, last_at_ms),
        "frequencyScore": (3, 2),
        "monetaryScore": (4, 2_000),
    }
    for part in parts.values():
        assert part["score"].value == 1 + sum(part["value"].value > cut for cut in part["above"].value)
    assert [part["above"].kind for part in parts.values()] == [Kind.INSTANT, Kind.INTEGER, Kind.MONEY]


def test_without_an_order_every_score_and_value_is_null() -> None:
    parts = explained(PurchaseFacts())

    assert [(part["score"].value, part["value"].value) for part in parts.values()] == [(None, None)] * 3
