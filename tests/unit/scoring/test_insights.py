"""Source 002's insights at their boundaries, with its suggested actions word for word."""

from __future__ import annotations

from dataclasses import replace

import pytest
from regulars.facts.customer import PurchaseFacts
from regulars.facts.time import DAY_MS
from regulars.scoring.insights import Insight, insights
from regulars.scoring.settings import Settings
from regulars.scoring.venue import venue

from testing.builders import NOW_MS

DOLLARS = Settings.defaults(2)


def found(*, orders: int = 1, days: int = 0, spend_minor: int = 0, settings: Settings = DOLLARS) -> list[Insight]:
    """The insights on so many orders, all of them so many days ago."""
    at_ms = NOW_MS - days * DAY_MS
    purchases = PurchaseFacts(orders, spend_minor, 1_000, at_ms, at_ms)
    return insights(purchases, venue(purchases, settings, NOW_MS), settings)


@pytest.mark.parametrize(
    ("orders", "days", "expected"),
    [
        (1, 180, []),  # .6 is not more than .6
        (1, 181, [0.8]),
        (2, 181, [0.8]),
        (3, 181, []),  # .56
        (5, 1_000, [0.8]),
        (9, 1_000, []),
    ],
)
def test_churn_risk_is_a_probability_of_more_than_60_percent(orders: int, days: int, expected: list[float]) -> None:
    risks = [one for one in found(orders=orders, days=days) if one.type == "CHURN_RISK"]

    assert [one.value for one in risks] == expected
    for one in risks:
        assert (one.title, one.impact, one.metric, one.threshold) == (
            "High Churn Risk",
            "high",
            "churnProbability",
            0.6,
        )
        assert one.suggested_actions == (
            "Send personalized retention offer",
            "Reach out with exclusive event previews",
        )


@pytest.mark.parametrize(("days", "expected"), [(0, []), (90, []), (91, [91]), (181, [181])])
def test_low_engagement_begins_with_day_91(days: int, expected: list[int]) -> None:
    low = [one for one in found(days=days) if one.type == "LOW_ENGAGEMENT"]

    assert [one.value for one in low] == expected
    for one in low:
        assert one[1:5] == ("Inactive Customer", "medium", ("Send re-engagement campaign",), "daysSinceLastPurchase")
        assert one.threshold == 90


@pytest.mark.parametrize(("spend_minor", "expected"), [(0, []), (100_000, []), (100_001, [100_001])])
def test_high_value_is_a_spend_of_more_than_1000(spend_minor: int, expected: list[int]) -> None:
    high = [one for one in found(spend_minor=spend_minor) if one.type == "HIGH_VALUE"]

    assert [one.value for one in high] == expected
    for one in high:
        assert one[1:5] == ("VIP Customer", "high", ("Provide VIP treatment",), "totalSpent")
        assert one.threshold == 100_000


def test_high_value_follows_the_setting_and_the_other_two_are_fixed() -> None:
    own = replace(DOLLARS, venue=replace(DOLLARS.venue, vip_spend_minor=500, at_risk_days=10, dormant_days=20))

    assert [one.type for one in found(days=90, spend_minor=500, settings=own)] == []
    high = found(days=90, spend_minor=501, settings=own)
    assert [(one.type, one.threshold) for one in high] == [("HIGH_VALUE", 500)]


def test_all_three_come_in_the_sources_order() -> None:
    assert [one.type for one in found(days=181, spend_minor=100_001)] == ["CHURN_RISK", "LOW_ENGAGEMENT", "HIGH_VALUE"]


def test_nothing_is_said_of_who_never_ordered() -> None:
    nothing = PurchaseFacts()

    assert insights(nothing, venue(nothing, DOLLARS, NOW_MS), DOLLARS) == []
