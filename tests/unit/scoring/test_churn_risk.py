"""Churn risk as source 003 computes it: every part at its boundaries, every sum in exact arithmetic."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import floor
from types import SimpleNamespace

import pytest
from regulars.facts.fold import fold
from regulars.facts.items.interaction import InteractionType, TierChange
from regulars.facts.items.item import LedgerItem
from regulars.facts.items.signal import Signal, Signals
from regulars.facts.order import Lane
from regulars.facts.record import CustomerRecord
from regulars.facts.time import DAY_MS
from regulars.scoring.activity import Activity
from regulars.scoring.announced import ANNOUNCED
from regulars.scoring.churn_risk import (
    ChurnRisk,
    ChurnRiskBand,
    band_of,
    churn_risk,
    complaints_part,
    decline_part,
    drop_part,
    health,
    payment_part,
    score_of,
)
from regulars.scoring.settings import Settings

from testing.builders import NOW_MS, an_order
from testing.people import a_complaint, a_message, an_interaction

SETTINGS = Settings.defaults(2)
FAILED, PAID, TIER = InteractionType.PAYMENT_FAILED, InteractionType.PAYMENT_RECEIVED, InteractionType.TIER_CHANGED


def of(*items: LedgerItem, now_ms: int = NOW_MS) -> ChurnRisk:
    known = an_order("0", ordered_at_ms=NOW_MS - 900 * DAY_MS, status="cancelled")
    found = churn_risk(fold(CustomerRecord("ann", (known, *items))), SETTINGS, now_ms)
    assert found is not None
    return found


def at(days: int, number: int = 0) -> int:
    return NOW_MS - days * DAY_MS - number


def signals(*given: Signal) -> Signals:
    return Signals("ann", given, NOW_MS, NOW_MS, NOW_MS, Lane.LIVE)


def test_every_combination_of_parts_is_the_weighted_sum_of_the_source_rounded_half_up() -> None:
    weights = [Fraction(percent, 100) for percent in (35, 25, 20, 10, 10)]
    steps = ((0, 25, 40, 50, 60, 75, 80, 100), (0, 40, 80, 100), (0, 40, 50, 70, 100), (0, 80), (0, 60, 100))
    checked = 0
    for parts in product(*steps):
        exact = sum(weight * part for weight, part in zip(weights, parts, strict=True))
        assert score_of(*parts) == floor(exact + Fraction(1, 2))
        checked += 1
    assert checked == 960


@pytest.mark.parametrize(
    ("days", "part"), [(0, 40), (30, 40), (31, 60), (60, 60), (61, 80), (90, 80), (91, 100), (400, 100)]
)
def test_who_did_nothing_in_thirty_days_is_judged_by_the_days_since(days: int, part: int) -> None:
    assert decline_part(Activity(at(days), 0, 0), NOW_MS) == part


def test_who_never_did_anything_has_declined_wholly_and_who_is_new_has_not() -> None:
    assert decline_part(Activity(None, 0, 0), NOW_MS) == 100
    assert decline_part(Activity(at(1), 3, 3), NOW_MS) == 0


@pytest.mark.parametrize(
    ("recent", "older", "part"),
    [
        (1, 8, 100), (2, 8, 75), (3, 8, 50), (4, 8, 0), (5, 8, 0), (1, 7, 75), (2, 7, 50), (3, 7, 25), (1, 2, 0),
        (1, 3, 50), (1, 4, 75), (10, 27, 50), (10, 26, 25), (1, 1, 0),
    ],
)  # fmt: skip
def test_a_decline_is_against_half_of_the_sixty_days_before(recent: int, older: int, part: int) -> None:
    declined = Fraction(older, 2) and (Fraction(older, 2) - recent) / Fraction(older, 2)
    bands = ((Fraction(3, 4), 100), (Fraction(1, 2), 75), (Fraction(1, 4), 50))
    expected = next((value for least, value in bands if declined >= least), 25 if declined > 0 else 0)

    assert decline_part(Activity(at(1), recent, recent + older), NOW_MS) == expected == part
    items = [an_interaction(at(1, n)) for n in range(recent)] + [an_interaction(at(45, n)) for n in range(older)]
    assert of(*items).activity_decline == part


@pytest.mark.parametrize(
    ("failed", "received", "part"),
    [(0, 0, 0), (0, 9, 0), (1, 1, 40), (1, 0, 80), (2, 1, 80), (2, 2, 40), (3, 99, 100)],
)
def test_payments_count_for_ninety_days(failed: int, received: int, part: int) -> None:
    items = [an_interaction(at(90) + n, FAILED) for n in range(failed)]
    items += [an_interaction(at(90) + n, PAID) for n in range(received)]

    assert payment_part(failed, received) == part
    assert of(*items).payment == part
    assert of(*items, an_interaction(at(90, 1), FAILED, interaction_id="old")).payment == part


@pytest.mark.parametrize(("days", "part"), [(0, 0), (14, 0), (15, 40), (30, 40), (31, 70), (60, 70), (61, 100)])
def test_engagement_drops_by_the_days_since_an_e_mail_was_opened(days: int, part: int) -> None:
    assert drop_part(days) == part
    assert of(a_message(at(500), opened=at(days))).engagement_drop == part
    # Whatever else was opened before, in whatever order it is told.
    assert of(a_message(at(500), opened=at(days)), a_message(at(400), opened=at(399))).engagement_drop == part


def test_who_never_opened_an_e_mail_is_neutral() -> None:
    assert drop_part(None) == 50
    assert of(a_message(at(3))).engagement_drop == 50


@pytest.mark.parametrize(("days", "part"), [(0, 80), (180, 80)])
def test_a_downgrade_counts_for_half_a_year(days: int, part: int) -> None:
    down = an_interaction(at(days), TIER, reason=TierChange.DOWNGRADE)

    assert of(down).tier_downgrade == part
    assert of(down, now_ms=NOW_MS + (181 - days) * DAY_MS).tier_downgrade == 0
    assert of(down, an_interaction(at(days) + 1, TIER, reason=TierChange.UPGRADE)).tier_downgrade == 0


@pytest.mark.parametrize(("notes", "part"), [(0, 0), (1, 60), (2, 60), (3, 100)])
def test_complaints_count_for_ninety_days(notes: int, part: int) -> None:
    items = [a_complaint(at(90) + n) for n in range(notes)]

    assert complaints_part(notes) == part
    assert of(*items).complaints == part
    assert of(*items, a_complaint(at(90, 1))).complaints == part


@pytest.mark.parametrize(
    ("score", "band"), [(100, "critical"), (80, "critical"), (79, "high"), (60, "high"), (59, "medium"), (30, "medium"),
                        (29, "low"), (0, "low")]
)  # fmt: skip
def test_bands_begin_where_the_source_says(score: int, band: str) -> None:
    assert band_of(score) is ChurnRiskBand(band)


def test_a_shops_own_signals_take_their_share_and_leave_when_they_expire() -> None:
    without = of()
    usage, support = Signal("usage", 100, 30, NOW_MS + 1), Signal("support", 0, 20)
    own = 35 * without.activity_decline + 20 * without.engagement_drop

    both = of(signals(usage, support))

    assert both.score == floor(Fraction(50 * own + 100 * 30 * 100, 10_000) + Fraction(1, 2))
    assert (both.signal_weight, both.signals) == (50, 3_000)
    later = of(signals(usage, support), now_ms=NOW_MS + 1)
    assert (later.signal_weight, later.score) == (20, floor(Fraction(80 * own, 10_000) + Fraction(1, 2)))


def test_signals_of_merged_ids_weigh_no_more_than_one_customers_may() -> None:
    found = of(signals(Signal("a", 100, 40), Signal("b", 50, 40), Signal("c", 100, 40)))

    assert (found.signal_weight, found.signals) == (50, 40 * 100 + 10 * 50)


@pytest.mark.parametrize(
    ("engagement", "risk", "expected"), [(0, 100, 0), (100, 0, 100), (38, 10, 64), (37, 10, 64), (36, 10, 63)]
)
def test_half_of_health_is_engagement_and_half_what_the_risk_leaves_half_up(
    engagement: int, risk: int, expected: int
) -> None:
    scores = SimpleNamespace(engagement=SimpleNamespace(score=engagement), churn_risk=SimpleNamespace(score=risk))

    assert health(scores) == expected


def test_without_one_of_its_halves_health_is_unknown() -> None:
    assert health(SimpleNamespace(engagement=None, churn_risk=SimpleNamespace(score=10))) is None
    assert health(SimpleNamespace(engagement=SimpleNamespace(score=10), churn_risk=None)) is None


def test_a_high_risk_is_told_from_eighty_on_and_holds_until_it_is_below_seventy() -> None:
    latch = next(one for one in ANNOUNCED if one.name == "highChurnRisk")
    assert latch.hold is not None
    told, seen = False, []
    for score in (79, 80, 79, 70, 69, 70, 79, 80):
        told = bool(latch.hold(told, score))
        seen.append(told)

    assert seen == [False, True, True, True, False, False, False, True]
    assert latch.hold(None, 80) is True
    assert latch.hold(None, 79) is False
