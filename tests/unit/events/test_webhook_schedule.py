"""What an answer means, and when a failed delivery is tried again."""

from __future__ import annotations

import pytest
from regulars.events.webhooks.schedule import (
    DELAYS_MS,
    MOST_ATTEMPTS,
    Outcome,
    next_delay_ms,
    outcome_of,
    retry_after_ms,
)
from regulars.facts.time import HOUR_MS, MINUTE_MS, SECOND_MS

NOW_MS = 1_760_517_000_000


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (199, Outcome.FAILED),
        (200, Outcome.DELIVERED),
        (204, Outcome.DELIVERED),
        (299, Outcome.DELIVERED),
        (300, Outcome.FAILED),
        (301, Outcome.FAILED),
        (308, Outcome.FAILED),
        (400, Outcome.FAILED),
        (409, Outcome.FAILED),
        (410, Outcome.GONE),
        (411, Outcome.FAILED),
        (429, Outcome.FAILED),
        (500, Outcome.FAILED),
        (None, Outcome.FAILED),
    ],
)
def test_only_2xx_is_delivered_and_only_410_is_gone(status: int | None, expected: Outcome) -> None:
    assert outcome_of(status) is expected


def test_attempts_are_made_at_0_5_s_5_min_30_min_2_5_10_14_20_and_24_h_each_after_the_one_before() -> None:
    waits = [next_delay_ms(attempts, 500, None) for attempts in range(1, 11)]

    assert waits == [
        5 * SECOND_MS,
        5 * MINUTE_MS,
        30 * MINUTE_MS,
        2 * HOUR_MS,
        5 * HOUR_MS,
        10 * HOUR_MS,
        14 * HOUR_MS,
        20 * HOUR_MS,
        24 * HOUR_MS,
        None,
    ]
    assert MOST_ATTEMPTS == 10


@pytest.mark.parametrize("status", [429, 502, 504])
def test_a_busy_receiver_has_a_minute_at_least(status: int) -> None:
    assert next_delay_ms(1, status, None) == MINUTE_MS
    assert next_delay_ms(2, status, None) == DELAYS_MS[1]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [(1_000, 5_000), (4_999, 5_000), (5_001, 5_001), (10 * MINUTE_MS, 10 * MINUTE_MS), (25 * HOUR_MS, 24 * HOUR_MS)],
)
def test_what_the_receiver_asks_for_is_honoured_where_it_is_longer_and_up_to_a_day(asked: int, expected: int) -> None:
    assert next_delay_ms(1, 503, asked) == expected


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, None),
        ("0", 0),
        ("120", 120_000),
        (" 7 ", 7_000),
        ("Wed, 15 Oct 2025 08:31:00 GMT", 60_000),
        ("Wed, 15 Oct 2025 08:29:00 GMT", 0),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("", None),
        ("9" * 400, 999_999_999_000),
    ],
)
def test_retry_after_is_seconds_or_a_date(header: str | None, expected: int | None) -> None:
    assert retry_after_ms(header, NOW_MS) == expected
