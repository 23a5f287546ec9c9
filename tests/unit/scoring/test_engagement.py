"""Engagement as source 003 computes it: every part at its boundaries, every sum in exact arithmetic."""

from __future__ import annotations

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import product
from math import floor
from operator import mul
from typing import Any

import pytest
from regulars.facts.attention import Contactability
from regulars.facts.customer import CustomerFacts
from regulars.facts.fold import fold
from regulars.facts.items.channels import Channel
from regulars.facts.items.communication import Direction
from regulars.facts.items.interaction import InteractionType
from regulars.facts.items.item import LedgerItem
from regulars.facts.record import CustomerRecord
from regulars.facts.time import DAY_MS, SECOND_MS
from regulars.scoring.engagement import (
    Engagement,
    EngagementBand,
    band_of,
    depth_part,
    engagement,
    frequency_part,
    monetary_part,
    recency_part,
    score_of,
)
from regulars.scoring.settings import Settings

from testing.builders import NOW_MS, an_order
from testing.people import a_message, an_interaction

SETTINGS = Settings.defaults(2)
STEPS = (0, 20, 40, 60, 80, 100)


def of(*items: LedgerItem, now_ms: int = NOW_MS) -> Engagement:
    """Of a customer who is known by a cancelled order, and of whom this is known too."""
    known = an_order("0", ordered_at_ms=NOW_MS - 900 * DAY_MS, status="cancelled")
    found = engagement(fold(CustomerRecord("ann", (known, *items))), SETTINGS, now_ms)
    assert found is not None
    return found


@pytest.mark.long
def test_every_combination_of_parts_is_the_weighted_sum_of_the_source_rounded_half_up() -> None:
    weights = [Decimal(weight) for weight in ("0.30", "0.25", "0.20", "0.15", "0.10")]
    checked = 0
    for parts in product(STEPS, STEPS, STEPS, range(0, 101, 25), range(101)):
        exact = sum(map(mul, weights, parts))
        assert score_of(*parts) == int(exact.to_integral_value(ROUND_HALF_UP)), parts
        checked += 1
    assert checked == 109_080


@pytest.mark.parametrize(
    ("days", "part"),
    [(0, 100), (7, 100), (8, 80), (14, 80), (15, 60), (30, 60), (31, 40), (60, 40), (61, 20), (90, 20), (91, 0)],
)
def test_recency_is_by_whole_days_since_the_last_activity(days: int, part: int) -> None:
    assert recency_part(days) == part
    assert of(an_interaction(NOW_MS - days * DAY_MS)).recency == part
    assert of(an_interaction(NOW_MS - (days + 1) * DAY_MS + 1)).recency == part


def test_who_never_did_anything_has_no_recency() -> None:
    assert recency_part(None) == 0
    assert of().recency == 0


@pytest.mark.parametrize(
    ("activities", "part"),
    [(0, 0), (1, 20), (2, 40), (4, 40), (5, 60), (9, 60), (10, 80), (19, 80), (20, 100), (21, 100)],
)
def test_frequency_is_by_activities_in_thirty_days(activities: int, part: int) -> None:
    visits = [an_interaction(NOW_MS - 30 * DAY_MS + number) for number in range(activities)]

    assert frequency_part(activities) == part
    assert of(*visits, an_interaction(NOW_MS - 30 * DAY_MS - 1)).frequency == part


@pytest.mark.parametrize(
    ("spend_minor", "part"),
    [
        (0, 0), (4_999, 0), (5_000, 20), (9_999, 20), (10_000, 40), (19_999, 40), (20_000, 60), (49_999, 60),
        (50_000, 80), (99_999, 80), (100_000, 100), (10**12, 100),
    ],
)  # fmt: skip
def test_money_is_by_net_spend_to_date_from_each_amount_of_the_setting_on(spend_minor: int, part: int) -> None:
    assert monetary_part(spend_minor, SETTINGS.engagement_spend_minor) == part
    order = an_order(lines=(), total_minor=spend_minor, ordered_at_ms=NOW_MS - 800 * DAY_MS)
    assert of(order).monetary == part


@pytest.mark.parametrize("channels", range(5))
def test_breadth_is_a_quarter_for_each_channel_that_they_opted_in_to(channels: int) -> None:
    email, sms, push, whatsapp = (number < channels for number in range(4))
    facts = CustomerFacts("ann", True, contactability=Contactability(email, sms, push, whatsapp))

    found = engagement(facts, SETTINGS, NOW_MS)

    assert found is not None
    assert found.breadth == 25 * channels


def test_depth_is_what_the_source_rounds() -> None:
    for sent in range(1, 41):
        for opened in range(sent + 1):
            for clicked in range(opened + 1):
                exact = Fraction(opened, sent) * 50 + Fraction(clicked, max(opened, 1)) * 50
                assert depth_part(sent, opened, clicked) == floor(exact + Fraction(1, 2))


def test_depth_is_neutral_where_nothing_was_sent() -> None:
    assert depth_part(0, 0, 0) == 50
    assert of(a_message(NOW_MS - 30 * DAY_MS - 1)).depth == 50
    assert of(a_message(NOW_MS - 30 * DAY_MS)).depth == 0


def test_depth_counts_what_became_of_what_was_sent_in_thirty_days() -> None:
    old = a_message(NOW_MS - 31 * DAY_MS, opened=NOW_MS - 5, communication_id="old")
    sent = [
        a_message(NOW_MS - 9, opened=NOW_MS - 8),
        # Whoever clicked has opened it, though nobody said so.
        a_message(NOW_MS - 7, clicked=NOW_MS - 6),
        a_message(NOW_MS - 5),
        a_message(NOW_MS - 3, channel=Channel.PHONE),
        a_message(NOW_MS - 2, direction=Direction.INBOUND),
    ]

    found = of(old, *sent)

    assert (found.sent, found.opened, found.clicked) == (3, 2, 1)
    assert found.depth == depth_part(3, 2, 1) == 58


@pytest.mark.parametrize(
    ("item", "counts"),
    [
        *((an_interaction(NOW_MS - 1, type_), type_ in ("visit", "purchase", "review", "feedback", "support", "return"))
          for type_ in InteractionType),
        (an_order(ordered_at_ms=NOW_MS - 1), True),
        (an_order(ordered_at_ms=NOW_MS - 1, status="pending"), False),
        (a_message(NOW_MS - 1), False),
        (a_message(NOW_MS - 1, delivered=NOW_MS - 1, bounced=NOW_MS - 1), False),
        (a_message(NOW_MS - 1, opened=NOW_MS), True),
        (a_message(NOW_MS - 1, clicked=NOW_MS), True),
        (a_message(NOW_MS - 1, replied=NOW_MS), True),
        (a_message(NOW_MS - 1, direction=Direction.INBOUND), True),
    ],
    ids=str,
)  # fmt: skip
def test_an_activity_is_what_a_customer_did_and_not_what_was_done_to_them(item: LedgerItem, counts: bool) -> None:
    assert of(item).activities_30_days == int(counts)


def test_a_message_is_one_activity_when_they_first_did_something_with_it() -> None:
    message = a_message(NOW_MS - 80 * DAY_MS, opened=NOW_MS - 40 * DAY_MS, clicked=NOW_MS - DAY_MS, replied=NOW_MS)

    found = of(message)

    assert (found.activities_30_days, found.last_activity_ms) == (0, NOW_MS - 40 * DAY_MS)


def test_a_purchase_that_names_a_known_order_is_that_order() -> None:
    order = an_order("A-1", ordered_at_ms=NOW_MS - 2)
    named, other = (an_interaction(NOW_MS - 1, InteractionType.PURCHASE, order_id=id_) for id_ in ("A-1", "A-2"))

    assert of(order, named).activities_30_days == 1
    assert of(order, replace(other, interaction_id="x")).activities_30_days == 2
    assert of(named).activities_30_days == 1, "no such order is known"


def test_windows_go_with_the_clock_though_nothing_is_folded_anew() -> None:
    items = [an_interaction(NOW_MS - number * DAY_MS) for number in range(0, 200, 5)]
    facts = fold(CustomerRecord("ann", (an_order(status="cancelled"), *items)))

    for days in range(120):
        now_ms = NOW_MS + days * DAY_MS
        found = engagement(facts, SETTINGS, now_ms)
        assert found is not None
        assert found.activities_30_days == sum(now_ms - 30 * DAY_MS <= one.occurred_ms for one in items)
        assert found.last_activity_ms == NOW_MS


@pytest.mark.parametrize(
    ("score", "band"),
    [(100, "high"), (70, "high"), (69, "medium"), (40, "medium"), (39, "low"), (1, "low"), (0, "inactive")],
)
def test_bands_begin_where_the_source_says(score: int, band: str) -> None:
    assert band_of(score) is EngagementBand(band)


def test_what_was_not_read_is_not_known_and_never_taken_for_nothing() -> None:
    orders = [an_order(str(number), ordered_at_ms=NOW_MS - number * SECOND_MS) for number in range(3)]
    facts: Any = fold(CustomerRecord("ann", tuple(orders)))
    listed = replace(facts, purchases=replace(facts.purchases, timeline=()))
    lapsed = listed.purchases.last_at_ms + 90 * DAY_MS

    assert engagement(listed, SETTINGS, NOW_MS) is None
    assert engagement(listed, SETTINGS, lapsed) is None
    assert engagement(listed, SETTINGS, lapsed + 1) is not None, "no order lies in a window any more"
    assert engagement(replace(facts, interactions=None), SETTINGS, NOW_MS) is None
    assert engagement(replace(facts, communications=None), SETTINGS, NOW_MS) is None
