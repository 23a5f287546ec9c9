"""Interactions and communications, as rules count them: of both 90 days lie in a customer's facts."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from enum import StrEnum
from operator import itemgetter
from typing import NamedTuple

from ..facts.attention import ACTIVITY_WINDOW_MS, InteractionFacts, Message
from ..facts.customer import CustomerFacts
from ..facts.items.channels import Channel
from ..facts.items.communication import Direction
from ..facts.items.interaction import InteractionType
from ..facts.time import DAY_MS
from ..scoring.explain import Kind
from .collection import Amount, Collection, Measure, Passes, field_of

_LONGEST_DAYS = ACTIVITY_WINDOW_MS // DAY_MS
_AT = itemgetter(0)


class CountedType(StrEnum):
    """What is counted of interactions: NPS answers and tiers are fields (`npsScore`), and change nothing here."""

    VISIT = InteractionType.VISIT.value
    PURCHASE = InteractionType.PURCHASE.value
    REVIEW = InteractionType.REVIEW.value
    FEEDBACK = InteractionType.FEEDBACK.value
    SUPPORT = InteractionType.SUPPORT.value
    RETURN = InteractionType.RETURN.value
    PAYMENT_RECEIVED = InteractionType.PAYMENT_RECEIVED.value
    PAYMENT_FAILED = InteractionType.PAYMENT_FAILED.value


class _Done(NamedTuple):
    at_ms: int
    type: InteractionType


def _done(told: InteractionFacts) -> list[_Done]:
    """Of the 90 days before the last of each."""
    return [
        *map(_Done, told.activities, told.activity_types),
        *(_Done(at_ms, InteractionType.PAYMENT_RECEIVED) for at_ms in told.paid),
        *(_Done(at_ms, InteractionType.PAYMENT_FAILED) for at_ms in told.failed),
    ]


def _interactions(passes: Passes | None, measure: Measure, within_days: int | None) -> Amount:
    def ever(facts: CustomerFacts, now_ms: int) -> int | None:
        if _interactions_unread(facts) or facts.interactions is None:
            return None
        told = facts.interactions.ever
        return sum(count for type_, count in told if passes is None or passes(_Done(now_ms, type_), now_ms))

    def within(facts: CustomerFacts, now_ms: int) -> int | None:
        if _interactions_unread(facts) or facts.interactions is None:
            return None
        from_ms = now_ms - (within_days or 0) * DAY_MS
        return sum(
            from_ms <= one.at_ms <= now_ms and (passes is None or passes(one, now_ms))
            for one in _done(facts.interactions)
        )

    return ever if within_days is None else within


def _interactions_unread(facts: CustomerFacts) -> bool:
    """Rows of before types were kept have none."""
    told = facts.interactions
    return told is None or len(told.activity_types) != len(told.activities)


def _communications(passes: Passes | None, measure: Measure, within_days: int | None) -> Amount:
    def amount(facts: CustomerFacts, now_ms: int) -> int | None:
        if facts.communications is None:
            return None
        said: Sequence[Message] = facts.communications.messages
        if not said:
            return 0
        first = bisect_left(said, (now_ms - (within_days or _LONGEST_DAYS) * DAY_MS,))
        found = said[first : bisect_right(said, now_ms, key=_AT)]
        return len(found) if passes is None else sum(passes(one, now_ms) for one in found)

    return amount


INTERACTIONS = Collection(
    "interactions",
    "What they did beside their orders, and their payments. A purchase that names a known order is that order.",
    (Measure.COUNT,),
    (field_of("type", Kind.ENUMERATION, None, lambda one, now_ms: one.type, "What they did.", values=CountedType),),
    _LONGEST_DAYS,
    True,
    _interactions,
    lambda facts: (one.at_ms for one in _done(facts.interactions)) if facts.interactions else (),
    lambda facts: _done(facts.interactions) if facts.interactions else (),
    _interactions_unread,
    False,
)
COMMUNICATIONS = Collection(
    "communications",
    "What the shop and the customer said to each other.",
    (Measure.COUNT,),
    (
        field_of("channel", Kind.ENUMERATION, None, lambda one, now_ms: one.channel, "Over what.", values=Channel),
        field_of(
            "direction",
            Kind.ENUMERATION,
            None,
            lambda one, now_ms: one.direction,
            "outbound: to them; inbound: from them.",
            values=Direction,
        ),
        field_of("opened", Kind.BOOLEAN, None, lambda one, now_ms: one.opened, "Whether they opened it."),
        field_of("clicked", Kind.BOOLEAN, None, lambda one, now_ms: one.clicked, "Whether they clicked in it."),
    ),
    _LONGEST_DAYS,
    False,
    _communications,
    lambda facts: (one.at_ms for one in facts.communications.messages) if facts.communications else (),
    lambda facts: facts.communications.messages if facts.communications else (),
    lambda facts: facts.communications is None,
    False,
)
