"""Churn risk: how likely a customer is slipping away by what they do and what goes wrong, 0 to 100, by five parts
(source 003; docs/scores.md). What the orders alone say is the churn probability (`prediction/`)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from ..facts.attention import ACTIVITY_WINDOW_MS
from ..facts.customer import CustomerFacts
from ..facts.items.interaction import TierChange
from ..facts.items.signal import MOST_WEIGHT, Signal
from ..facts.time import days_since
from . import activity, churn_turns, tier_moves
from .activity import Activity
from .settings import Settings
from .tier_moves import TierMove, newest_move

# The source's weights, in hundredths.
DECLINE, PAYMENT, ENGAGEMENT_DROP, TIER, COMPLAINTS = 35, 25, 20, 10, 10
CRITICAL = 80
# A customer who is critical is so until they are below this: who moves about the line is told once.
CRITICAL_UNTIL = 70


class ChurnRiskBand(StrEnum):
    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class ChurnRisk(NamedTuple):
    """The score, its parts (each 0 to 100), and what they are made of. `signal_weight` is that of the shop's own
    signals, in hundredths, and `signals` their weighted sum; `tier_move` the newest one, whatever its age."""

    score: int
    activity_decline: int
    payment: int
    engagement_drop: int
    tier_downgrade: int
    complaints: int
    active: Activity
    failed_payments: int
    received_payments: int
    complaint_notes: int
    signal_weight: int
    signals: int
    tier_move: TierMove | None = None

    @property
    def band(self) -> ChurnRiskBand:
        return band_of(self.score)


def band_of(score: int) -> ChurnRiskBand:
    """Critical from 80, high from 60, medium from 30."""
    if score >= 60:
        return ChurnRiskBand.CRITICAL if score >= CRITICAL else ChurnRiskBand.HIGH
    return ChurnRiskBand.MEDIUM if score >= 30 else ChurnRiskBand.LOW


def churn_risk(facts: CustomerFacts, settings: Settings, now_ms: int) -> ChurnRisk | None:
    """At `now_ms`; None where what decides was not read."""
    active = activity.activity(facts, now_ms)
    if active is None or facts.interactions is None or facts.communications is None:
        return None
    if tier_moves.lacks(facts, settings):
        return None
    from_ms = now_ms - ACTIVITY_WINDOW_MS
    told = facts.interactions
    failed = len(told.failed) - bisect_left(told.failed, from_ms)
    received = len(told.paid) - bisect_left(told.paid, from_ms)
    complaints = len(facts.complaints) - bisect_left(facts.complaints, from_ms)
    opened_ms = facts.communications.last_open_at_ms
    moved = newest_move(facts, settings, now_ms)
    downgraded = (
        moved is not None and moved.at_ms >= now_ms - churn_turns.TIER_WINDOW_MS and moved.way is TierChange.DOWNGRADE
    )
    parts = (
        decline_part(active, now_ms),
        payment_part(failed, received),
        drop_part(None if opened_ms is None else days_since(opened_ms, now_ms)),
        80 if downgraded else 0,
        complaints_part(complaints),
    )
    weight, weighted = _weighed(facts.signals, now_ms)
    score = score_of(*parts, weight=weight, weighted=weighted)
    return ChurnRisk(score, *parts, active, failed, received, complaints, weight, weighted, moved)


def lacks(facts: CustomerFacts, settings: Settings, now_ms: int) -> bool:
    """Whether facts as an index holds them leave out something that decides."""
    return activity.lacks(facts, now_ms) or tier_moves.lacks(facts, settings)


def of_orders_alone(facts: CustomerFacts, found: ChurnRisk) -> bool:
    """Whether neither a message, a payment, a change of tier, a complaint nor a signal is known of them: without any of
    these the score reaches 45."""
    told, sent = facts.interactions, facts.communications
    return not (
        (told and (told.paid or told.failed))
        or (sent and sent.last_at_ms is not None)
        or found.tier_move
        or facts.complaints
        or facts.signals
    )


def _weighed(signals: Sequence[Signal], now_ms: int) -> tuple[int, int]:
    """The weights together, and the weighted sum, of those that hold. Those of merged ids may weigh more than one
    customer's: the first by name count, as far as there is room."""
    weight = weighted = 0
    for one in signals:
        if not one.holds(now_ms):
            continue
        taken = min(one.weight, MOST_WEIGHT - weight)
        weight, weighted = weight + taken, weighted + taken * one.value
    return weight, weighted


def score_of(
    decline: int, payment: int, drop: int, tier: int, complaints: int, *, weight: int = 0, weighted: int = 0
) -> int:
    """The weighted sum, rounded half up. A shop's own signals of `weight` hundredths in all, their `weighted` sum
    given, take that share of it; without any it is the source's formula exactly."""
    own = DECLINE * decline + PAYMENT * payment + ENGAGEMENT_DROP * drop + TIER * tier + COMPLAINTS * complaints
    return ((100 - weight) * own + 100 * weighted + 5_000) // 10_000


def decline_part(active: Activity, now_ms: int) -> int:
    """Nothing in 30 days: by days since the last activity. Else by how far they are below half of what they did in the
    60 days before."""
    recent, older = active.in_30_days, active.in_90_days - active.in_30_days
    if recent == 0:
        if active.last_at_ms is None:
            return 100
        days = days_since(active.last_at_ms, now_ms)
        return 100 if days > 90 else 80 if days > 60 else 60 if days > 30 else 40
    if older == 0:
        return 0
    # (older / 2 - recent) / (older / 2), in whole numbers.
    fewer = older - 2 * recent
    if 2 * fewer >= older:
        return 100 if 4 * fewer >= 3 * older else 75
    return 50 if 4 * fewer >= older else 25 if fewer > 0 else 0


def payment_part(failed: int, received: int) -> int:
    """By payments in 90 days."""
    if failed == 0:
        return 0
    return 100 if failed > 2 else 80 if failed > received else 40


def drop_part(days_since_open: int | None) -> int:
    """By whole days since they last opened an e-mail; None: never."""
    if days_since_open is None:
        return 50
    return 100 if days_since_open > 60 else 70 if days_since_open > 30 else 40 if days_since_open > 14 else 0


def complaints_part(notes: int) -> int:
    """By complaints noted in 90 days."""
    return 100 if notes > 2 else 60 if notes else 0


def health(scores: Any) -> int | None:
    """`round(engagement / 2 + (100 - churn risk) / 2)`, half up."""
    if scores.engagement is None or scores.churn_risk is None:
        return None
    return int(scores.engagement.score + 100 - scores.churn_risk.score + 1) // 2
