"""How long until a customer lapses: until the last order is more than `dormantDays` old, VIPs too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..facts.customer import CustomerFacts
from ..facts.time import DAY_MS
from .explain import Explanation, integer
from .fields import Field, Kind, Score, at_least_and_at_most
from .reach import MOST, Reach, Values
from .settings import Settings


def days_to_lapse(facts: CustomerFacts, settings: Settings, now_ms: int) -> int | None:
    """Whole days until then, 0 on the last day; None once lapsed and without a counted order."""
    last_at_ms = facts.purchases.last_at_ms
    if last_at_ms is None:
        return None
    left_ms = (settings.dormant_days + 1) * DAY_MS - (now_ms - last_at_ms if now_ms > last_at_ms else 0)
    return left_ms // DAY_MS if left_ms > 0 else None


def explain(facts: CustomerFacts, scores: Any, settings: Settings) -> Mapping[str, Explanation]:
    return {
        "daysToLapse": {
            "value": integer(scores.lapse),
            "lastOrderDaysAgo": integer(scores.lifecycle.days_since_last_order),
            "dormantDays": integer(settings.dormant_days),
        }
    }


def _from(days: int, settings: Settings, now_ms: int) -> Reach:
    """So many days left or more: an order newer than `now_ms` is as one of now."""
    not_lapsed_ms = now_ms - (settings.dormant_days + 1) * DAY_MS + 1
    low = max(0, not_lapsed_ms, now_ms - (settings.dormant_days + 1 - days) * DAY_MS)
    high = MOST if days <= settings.dormant_days + 1 else -1
    return Reach(Values(low, high), without_orders=False, last_order_decides=True)


def _up_to(days: int, settings: Settings, now_ms: int) -> Reach:
    low = max(0, now_ms - (settings.dormant_days + 1) * DAY_MS + 1)
    older_ms = (settings.dormant_days - days) * DAY_MS
    return Reach(
        Values(low, now_ms - older_ms - 1 if older_ms >= 0 else MOST), without_orders=False, last_order_decides=True
    )


def _turns(facts: CustomerFacts, settings: Settings, now_ms: int, wanted: Sequence[int]) -> Iterator[int]:
    """So many whole days are left up to an instant, that one included; at the end there are none."""
    last_at_ms = facts.purchases.last_at_ms
    if last_at_ms is not None:
        lapsed_ms = last_at_ms + (settings.dormant_days + 1) * DAY_MS
        yield lapsed_ms
        yield from (lapsed_ms - (days + more) * DAY_MS + 1 for days in wanted for more in (0, 1))


SCORE = Score(
    "lapse",
    "Lapse",
    (
        Field(
            "daysToLapse",
            Kind.INTEGER,
            "days",
            lambda facts, scores: scores.lapse,
            doc="Whole days until the last order is more than `dormantDays` old; null once it is, and without orders.",
            in_lists=True,
            filters=at_least_and_at_most("DaysToLapse", "Days until they lapse", at_least=_from, at_most=_up_to),
            changes_with_time=True,
            turns=_turns,
        ),
    ),
    compute=days_to_lapse,
    explain=explain,
    in_past=True,
)
