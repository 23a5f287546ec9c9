"""Whether a pair is recommended, at each of its boundaries (docs/scoring.md, Affinity)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars.facts.product import ProductFacts, Purchase
from regulars.facts.time import DAY_MS
from regulars.scoring.affinity import Affinity, affinity
from regulars.scoring.reorder import is_at_risk, is_recommended
from regulars.scoring.settings import Settings

from testing.builders import NOW_MS

DEFAULTS = Settings.defaults(2)


def predicted(at_ms: int | None, score: int = 60) -> Affinity:
    """A pair with this score and predicted instant."""
    some = affinity(ProductFacts("tea", (Purchase(0, 1_000, 1), Purchase(DAY_MS, 1_000, 1))), NOW_MS)
    return some._replace(next_at_ms=at_ms, score=score)


@pytest.mark.parametrize(
    ("at_ms", "recommended", "with_overdue"),
    [
        (NOW_MS - 1, False, True),
        (NOW_MS, True, True),
        (NOW_MS + 7 * DAY_MS, True, True),
        (NOW_MS + 7 * DAY_MS + 1, False, False),
        (0, False, True),
        (None, False, False),
    ],
)
def test_the_predicted_instant_lies_within_the_days_from_now_both_ends_included(
    at_ms: int | None, recommended: bool, with_overdue: bool
) -> None:
    assert is_recommended(predicted(at_ms), DEFAULTS, NOW_MS) is recommended
    assert is_recommended(predicted(at_ms), DEFAULTS, NOW_MS, overdue=True) is with_overdue


@pytest.mark.parametrize(("score", "recommended"), [(59, False), (60, True), (100, True)])
def test_the_score_is_at_least_the_tenants_minimum(score: int, recommended: bool) -> None:
    assert is_recommended(predicted(NOW_MS, score), DEFAULTS, NOW_MS) is recommended
    assert is_recommended(predicted(NOW_MS - 1, score), DEFAULTS, NOW_MS, overdue=True) is recommended


def test_days_and_minimum_are_the_tenants() -> None:
    strict = replace(DEFAULTS, recommendation_days=0, recommendation_min_score=90)

    assert is_recommended(predicted(NOW_MS, 90), strict, NOW_MS)
    assert not is_recommended(predicted(NOW_MS, 89), strict, NOW_MS)
    assert not is_recommended(predicted(NOW_MS + 1, 90), strict, NOW_MS)


@given(at_ms=st.none() | st.integers(NOW_MS - 9 * DAY_MS, NOW_MS + 9 * DAY_MS), score=st.integers(15, 100))
def test_overdue_ones_are_added_and_none_is_lost(at_ms: int | None, score: int) -> None:
    found = predicted(at_ms, score)

    plain, all_of_them = (is_recommended(found, DEFAULTS, NOW_MS, overdue=overdue) for overdue in (False, True))

    assert all_of_them == (plain or (at_ms is not None and at_ms < NOW_MS and score >= 60))


@pytest.mark.parametrize(
    ("at_ms", "purchases", "at_risk"),
    [
        (NOW_MS - 1, 3, True),
        (NOW_MS, 3, False),
        (NOW_MS + 1, 3, False),
        (NOW_MS - 1, 2, False),
        (0, 20, True),
        (None, 20, False),
    ],
)
def test_at_risk_is_a_repeat_buyer_whose_predicted_instant_has_passed(
    at_ms: int | None, purchases: int, at_risk: bool
) -> None:
    assert is_at_risk(predicted(at_ms), purchases, DEFAULTS, NOW_MS) is at_risk


def test_from_how_many_purchases_on_a_buyer_is_at_risk_is_the_tenants() -> None:
    own = replace(DEFAULTS, at_risk_min_purchases=5)

    assert [is_at_risk(predicted(0), purchases, own, NOW_MS) for purchases in (4, 5)] == [False, True]
