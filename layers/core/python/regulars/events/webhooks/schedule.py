"""What an answer means, and when a delivery that failed is tried again."""

from __future__ import annotations

from email.utils import parsedate_to_datetime
from enum import StrEnum

from ...facts.time import HOUR_MS, MINUTE_MS, SECOND_MS, to_ms

DELAYS_MS = (
    5 * SECOND_MS,
    5 * MINUTE_MS,
    30 * MINUTE_MS,
    *(hours * HOUR_MS for hours in (2, 5, 10, 14, 20, 24)),
)
"""Each from the attempt before it: nine more after the first, over some three days."""
MOST_ATTEMPTS = len(DELAYS_MS) + 1
_LONGEST_MS = 24 * HOUR_MS
_BUSY = frozenset({429, 502, 504})
_BUSY_MS = MINUTE_MS


class Outcome(StrEnum):
    """`GONE`: the receiver wants nothing any more. `FAILED`: to be tried again; redirections are not followed."""

    DELIVERED = "delivered"
    FAILED = "failed"
    GONE = "gone"


def outcome_of(status: int | None) -> Outcome:
    """None: there was no answer."""
    if status is not None and 200 <= status < 300:
        return Outcome.DELIVERED
    return Outcome.GONE if status == 410 else Outcome.FAILED


def next_delay_ms(attempts: int, status: int | None, retry_after_ms: int | None) -> int | None:
    """How long to wait after so many failed attempts (1: the first); None: there is no further one.

    An answer of 429, 502 or 504 waits a minute at least. What the receiver asks for by `Retry-After` is honoured up to
    a day.
    """
    if attempts >= MOST_ATTEMPTS:
        return None
    waits = [DELAYS_MS[attempts - 1]]
    if status in _BUSY:
        waits.append(_BUSY_MS)
    if retry_after_ms is not None:
        waits.append(min(retry_after_ms, _LONGEST_MS))
    return max(waits)


def retry_after_ms(header: str | None, now_ms: int) -> int | None:
    """`Retry-After` as a wait: seconds, or the instant of an HTTP date; None for anything else."""
    if header is None:
        return None
    text = header.strip()
    if text.isascii() and text.isdigit():
        return int(text[:9]) * SECOND_MS
    try:
        return max(0, to_ms(parsedate_to_datetime(text)) - now_ms)
    except (ValueError, TypeError, OverflowError):
        return None
