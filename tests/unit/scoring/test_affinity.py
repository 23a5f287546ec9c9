"""A pair's score at every boundary of every table (docs/scoring.md, Affinity)."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st
from regulars.facts.product import ProductFacts, Purchase
from regulars.facts.time import DAY_MS
from regulars.scoring.affinity import (
    CONSISTENCY,
    FREQUENCY,
    QUANTITY,
    RECENCY,
    Band,
    EngagementLevel,
    PairSegment,
    affinity,
    band_of,
    engagement_level,
    pair_segment,
)

from testing.builders import NOW_MS


def bought(*instants_ms: int, units_milli: int = 1_000) -> ProductFacts:
    """A purchase at each instant, of so many units each."""
    return ProductFacts("tea", tuple(Purchase(at_ms, units_milli, 100) for at_ms in sorted(instants_ms)))


def bought_times(count: int) -> ProductFacts:
    """So many purchases, all at one instant: no gap has a part in the score."""
    return bought(*[NOW_MS] * count)


def bought_apart(gap_ms: int) -> ProductFacts:
    return bought(NOW_MS - gap_ms, NOW_MS)


@pytest.mark.parametrize(
    ("count", "points", "segment"),
    [
        (1, 10, "new"),
        (2, 10, "new"),
        (3, 15, "occasional"),
        (4, 15, "occasional"),
        (5, 25, "regular"),
        (9, 25, "regular"),
        (10, 35, "frequent"),
        (19, 35, "frequent"),
        (20, 40, "champion"),
        (21, 40, "champion"),
        (1_000, 40, "champion"),
    ],
)
def test_the_number_of_purchases_decides_frequency_and_pair_segment(count: int, points: int, segment: str) -> None:
    found = affinity(bought_times(count), NOW_MS)

    assert (found.frequency, found.segment) == (points, segment)
    assert pair_segment(count) == segment


@pytest.mark.parametrize("days", range(-1, 183))
@pytest.mark.parametrize("beyond_ms", [-1, 0])
def test_the_level_by_itself_is_that_of_the_affinity(days: int, beyond_ms: int) -> None:
    last_at_ms = NOW_MS - days * DAY_MS + beyond_ms

    assert engagement_level(last_at_ms, NOW_MS) == affinity(bought(last_at_ms), NOW_MS).engagement_level


@pytest.mark.parametrize(
    ("days", "points", "level"),
    [
        (0, 30, "very_high"),
        (7, 30, "very_high"),
        (8, 25, "high"),
        (30, 25, "high"),
        (31, 15, "medium"),
        (90, 15, "medium"),
        (91, 10, "low"),
        (180, 10, "low"),
        (181, 5, "at_risk"),
        (182, 5, "at_risk"),
        (20_000, 5, "at_risk"),
    ],
)
def test_whole_days_since_the_last_purchase_decide_recency_and_engagement_level(
    days: int, points: int, level: str
) -> None:
    first, last = (affinity(bought(0), days * DAY_MS + extra) for extra in (0, DAY_MS - 1))

    assert first == last, "a day counts when it has passed, and not before"
    assert (first.days_since_last, first.recency, first.engagement_level) == (days, points, level)


@pytest.mark.parametrize(
    ("units_milli", "points"),
    [
        (1, 0),
        (999, 0),
        (1_000, 5),
        (19_000, 5),
        (19_999, 5),
        (20_000, 10),
        (49_999, 10),
        (50_000, 15),
        (99_999, 15),
        (100_000, 20),
        (100_001, 20),
        (10**12, 20),
    ],
)
def test_the_units_of_all_purchases_decide_quantity(units_milli: int, points: int) -> None:
    once = ProductFacts("tea", (Purchase(0, units_milli, 1),))
    in_two = ProductFacts("tea", (Purchase(0, units_milli - 1, 1), Purchase(0, 1, 1)))

    assert affinity(once, NOW_MS).quantity == points
    assert affinity(in_two, NOW_MS).quantity == points


@pytest.mark.parametrize(
    ("days", "points"),
    [(0, 0), (1, 10), (30, 10), (31, 7), (60, 7), (61, 5), (90, 5), (91, 3), (92, 3), (5_000, 3)],
)
def test_the_mean_gap_decides_consistency_and_the_predicted_date(days: int, points: int) -> None:
    found = affinity(bought_apart(days * DAY_MS), NOW_MS)

    assert (found.frequency_days, found.consistency) == (days, points)
    assert found.next_at_ms == (NOW_MS + days * DAY_MS if days else None)


@pytest.mark.parametrize("days", [0, 1, 30, 60, 90])
def test_a_gap_is_rounded_to_whole_days_half_up(days: int) -> None:
    half = days * DAY_MS + DAY_MS // 2

    assert affinity(bought_apart(half - 1), NOW_MS).frequency_days == days
    assert affinity(bought_apart(half), NOW_MS).frequency_days == days + 1


def test_the_gap_is_the_mean_over_all_purchases_whatever_lies_between_the_first_and_the_last() -> None:
    day = DAY_MS
    evenly, unevenly = bought(0, 5 * day, 10 * day, 15 * day), bought(0, 1, 2, 15 * day)

    assert affinity(evenly, NOW_MS) == affinity(unevenly, NOW_MS)
    assert affinity(evenly, NOW_MS).frequency_days == 5


def test_332_days_over_two_gaps_are_166() -> None:
    found = affinity(bought(0, DAY_MS, 332 * DAY_MS), 385 * DAY_MS)

    assert (found.frequency_days, found.next_at_ms) == (166, 498 * DAY_MS)


def test_one_purchase_37_days_ago_scores_30() -> None:
    """Source 000, the sample run's Beef Tallow: no pattern is worth 0 points."""
    found = affinity(bought(NOW_MS - 37 * DAY_MS), NOW_MS)

    assert found == (30, 10, 15, 5, 0, "new", "medium", 37, 0, None)


def test_several_purchases_at_one_instant_have_no_pattern() -> None:
    found = affinity(bought_times(5), NOW_MS)

    assert (found.frequency_days, found.consistency, found.next_at_ms) == (0, 0, None)
    assert (found.frequency, found.segment) == (25, "regular")


def test_a_clock_before_the_last_purchase_counts_no_days() -> None:
    found = affinity(bought(0, 10 * DAY_MS), 10 * DAY_MS - 1)

    assert found == affinity(bought(0, 10 * DAY_MS), 10 * DAY_MS)
    assert (found.days_since_last, found.recency) == (0, 30)


def test_the_best_of_all_tables_is_100_and_the_worst_15() -> None:
    best = bought(*(NOW_MS - day * DAY_MS for day in range(20)), units_milli=5_000)

    assert affinity(best, NOW_MS).score == 100
    assert affinity(bought(0, units_milli=999), NOW_MS).score == 15


@pytest.mark.parametrize("bands", [FREQUENCY, RECENCY, QUANTITY, CONSISTENCY])
def test_the_bands_of_a_table_follow_each_other_without_gap_or_overlap(bands: tuple[Band, ...]) -> None:
    assert [after.low - 1 for after in bands[1:]] == [before.high for before in bands[:-1]]
    assert bands[-1].high is None


@pytest.mark.parametrize("bands", [FREQUENCY, RECENCY, QUANTITY, CONSISTENCY])
def test_both_ends_of_a_band_lie_in_it(bands: tuple[Band, ...]) -> None:
    for band in bands:
        assert band_of(bands, band.low) == band
        assert band_of(bands, band.low + 10_000 if band.high is None else band.high) == band


_PURCHASES = st.lists(
    st.builds(
        Purchase, at_ms=st.integers(0, NOW_MS), units_milli=st.integers(1, 200_000), spent_minor=st.integers(0, 10**6)
    ),
    min_size=1,
    max_size=25,
).map(lambda purchases: ProductFacts("tea", tuple(sorted(purchases))))


@given(product=_PURCHASES, now_ms=st.integers(0, 2 * NOW_MS))
def test_a_score_is_the_sum_of_the_parts_that_its_own_numbers_name(product: ProductFacts, now_ms: int) -> None:
    found = affinity(product, now_ms)

    assert found.score == found.frequency + found.recency + found.quantity + found.consistency
    assert 15 <= found.score <= 100
    assert found.frequency == band_of(FREQUENCY, product.count).points
    assert found.recency == band_of(RECENCY, found.days_since_last).points
    assert found.quantity == band_of(QUANTITY, product.units_milli // 1_000).points
    assert found.consistency == band_of(CONSISTENCY, found.frequency_days).points
    assert found.segment in PairSegment
    assert found.engagement_level in EngagementLevel
    gaps = [after.at_ms - before.at_ms for before, after in pairwise(product.purchases)]
    mean_days = Fraction(sum(gaps), len(gaps) * DAY_MS) if gaps else Fraction(0)
    assert found.frequency_days == floor(mean_days + Fraction(1, 2))
