"""RFM as source 002 takes it: days, units and spend of all history (docs/scoring.md, Venue)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from regulars.facts.customer import PurchaseFacts
from regulars.facts.time import DAY_MS
from regulars.scoring.settings import Settings
from regulars.scoring.venue import venue
from regulars.scoring.venue_rfm import venue_rfm

from testing.builders import NOW_MS

DOLLARS = Settings.defaults(2)


def code_of(days: int, units_milli: int, spend_minor: int, settings: Settings = DOLLARS) -> str:
    """Of two orders, the first two thousand days before the last."""
    last_at_ms = NOW_MS - days * DAY_MS
    purchases = PurchaseFacts(2, spend_minor, units_milli, last_at_ms - 2_000 * DAY_MS, last_at_ms)
    found = venue_rfm(purchases, venue(purchases, settings, NOW_MS), settings)
    assert found is not None
    return found.code


@pytest.mark.parametrize(
    ("days", "digit"),
    [(0, "5"), (30, "5"), (31, "4"), (60, "4"), (61, "3"), (90, "3"), (91, "2"), (180, "2"), (181, "1")],
)
def test_recency_is_days(days: int, digit: str) -> None:
    assert code_of(days, 1_000, 0)[0] == digit


@pytest.mark.parametrize(
    ("units_milli", "digit"),
    [(0, "1"), (999, "1"), (1_999, "1"), (2_000, "2"), (3_999, "2"), (4_000, "3"), (7_000, "4"), (10_000, "5")],
)
def test_frequency_is_whole_units_not_orders(units_milli: int, digit: str) -> None:
    assert code_of(0, units_milli, 0)[1] == digit


@pytest.mark.parametrize(
    ("spend_minor", "digit"),
    [(0, "1"), (49_999, "1"), (50_000, "2"), (100_000, "3"), (250_000, "4"), (499_999, "4"), (500_000, "5")],
)
def test_monetary_is_spend_over_all_history(spend_minor: int, digit: str) -> None:
    assert code_of(0, 1_000, spend_minor)[2] == digit


def test_the_tenants_bands_hold_here_too() -> None:
    own = replace(DOLLARS, rfm=replace(DOLLARS.rfm, orders=(40, 30, 20, 10)))

    assert (code_of(0, 10_000, 0), code_of(0, 10_000, 0, own)) == ("551", "521")


def test_who_never_ordered_is_not_scored() -> None:
    nothing = PurchaseFacts()

    assert venue_rfm(nothing, venue(nothing, DOLLARS, NOW_MS), DOLLARS) is None
