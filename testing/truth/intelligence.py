"""Source 003's two scores once more, from what happened and in exact arithmetic: nothing of ours is used here."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from math import floor
from typing import NamedTuple

DAY_MS = 86_400_000
_SENT_OVER = {"email", "sms", "push", "whatsapp"}
_DONE = {"visit", "purchase", "review", "feedback", "support", "return"}


class Ordered(NamedTuple):
    order_id: str
    at_ms: int
    net_minor: int
    counts: bool


class Did(NamedTuple):
    """An interaction; `about` is the order that a purchase names, or why a tier changed."""

    type: str
    at_ms: int
    about: str | None = None


class Message(NamedTuple):
    """`statuses` by name, each with its instant."""

    outbound: bool
    channel: str
    statuses: dict[str, int]


@dataclass
class Life:
    """All that happened to one customer. `signals` are value, weight and end; `said` is channel, yes or no, instant."""

    customer_id: str
    status: str | None = None
    orders: list[Ordered] = field(default_factory=list)
    did: list[Did] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    said: list[tuple[str, bool, int]] = field(default_factory=list)
    complaints: list[int] = field(default_factory=list)
    other_notes: list[int] = field(default_factory=list)
    signals: list[tuple[int, int, int | None]] = field(default_factory=list)

    @property
    def counted(self) -> bool:
        return self.status not in ("inactive", "lost")


def until(life: Life, now_ms: int) -> Life:
    """What had happened by then."""
    messages = [
        message._replace(statuses=known)
        for message in life.messages
        if (known := {name: at for name, at in message.statuses.items() if at <= now_ms})
    ]
    return Life(
        life.customer_id,
        life.status,
        [one for one in life.orders if one.at_ms <= now_ms],
        [one for one in life.did if one.at_ms <= now_ms],
        messages,
        [one for one in life.said if one[2] <= now_ms],
        [at for at in life.complaints if at <= now_ms],
        [at for at in life.other_notes if at <= now_ms],
        life.signals,
    )


def engagement(life: Life, now_ms: int) -> int:
    score = (
        Fraction(30, 100) * _recency(life, now_ms)
        + Fraction(25, 100) * _frequency(len(_within(_activities(life), 30, now_ms)))
        + Fraction(20, 100) * _monetary(sum(order.net_minor for order in life.orders if order.counts))
        + Fraction(15, 100) * _breadth(life)
        + Fraction(10, 100) * _depth(life, now_ms)
    )
    return _round(score)


def churn_risk(life: Life, now_ms: int) -> int:
    score = (
        Fraction(35, 100) * _decline(life, now_ms)
        + Fraction(25, 100) * _payment(life, now_ms)
        + Fraction(20, 100) * _drop(life, now_ms)
        + Fraction(10, 100) * _downgrade(life, now_ms)
        + Fraction(10, 100) * _complaints(len(_within(life.complaints, 90, now_ms)))
    )
    signals = [(value, weight) for value, weight, ends_ms in life.signals if ends_ms is None or now_ms < ends_ms]
    weight = sum(weight for _, weight in signals)
    own = Fraction(100 - weight, 100) * score
    return _round(own + sum(Fraction(weight * value, 100) for value, weight in signals))


def engagement_band(score: int) -> str:
    return "high" if score >= 70 else "medium" if score >= 40 else "low" if score >= 1 else "inactive"


def churn_band(score: int) -> str:
    return "critical" if score >= 80 else "high" if score >= 60 else "medium" if score >= 30 else "low"


def _activities(life: Life) -> list[int]:
    orders = {order.order_id for order in life.orders}
    found = [order.at_ms for order in life.orders if order.counts]
    for did in life.did:
        is_order = did.type == "purchase" and did.about in orders
        if did.type in _DONE and not is_order:
            found.append(did.at_ms)
    for message in life.messages:
        if message.outbound:
            answers = [at for name, at in message.statuses.items() if name in ("opened", "clicked", "replied")]
            found += [min(answers)] if answers else []
        else:
            found.append(min(message.statuses.values()))
    return found


def _recency(life: Life, now_ms: int) -> int:
    activities = _activities(life)
    if not activities:
        return 0
    days = _days(max(activities), now_ms)
    for most, points in ((7, 100), (14, 80), (30, 60), (60, 40), (90, 20)):
        if days <= most:
            return points
    return 0


def _frequency(count: int) -> int:
    for least, points in ((20, 100), (10, 80), (5, 60), (2, 40), (1, 20)):
        if count >= least:
            return points
    return 0


def _monetary(spent_minor: int) -> int:
    for least, points in ((100_000, 100), (50_000, 80), (20_000, 60), (10_000, 40), (5_000, 20)):
        if spent_minor >= least:
            return points
    return 0


def _breadth(life: Life) -> int:
    # Of a yes and a no of one instant the no stands.
    in_order = sorted(life.said, key=lambda one: (one[2], not one[1]))
    return 25 * sum({channel: yes for channel, yes, _ in in_order}.values())


def _depth(life: Life, now_ms: int) -> int:
    sent = [
        message.statuses
        for message in life.messages
        if message.outbound and message.channel in _SENT_OVER and _left_within(message, now_ms)
    ]
    if not sent:
        return 50
    opened = sum(bool(statuses.keys() & {"opened", "clicked"}) for statuses in sent)
    clicked = sum("clicked" in statuses for statuses in sent)
    return _round(Fraction(opened, len(sent)) * 50 + Fraction(clicked, max(opened, 1)) * 50)


def _left_within(message: Message, now_ms: int) -> bool:
    left = [at for name, at in message.statuses.items() if name != "queued"]
    return bool(left) and bool(_within([min(left)], 30, now_ms))


def _decline(life: Life, now_ms: int) -> int:
    activities = _activities(life)
    recent = len(_within(activities, 30, now_ms))
    older = len(_within(activities, 90, now_ms)) - recent
    if recent == 0:
        if not activities:
            return 100
        days = _days(max(activities), now_ms)
        return 100 if days > 90 else 80 if days > 60 else 60 if days > 30 else 40
    if older == 0:
        return 0
    half = Fraction(older, 2)
    decline = (half - recent) / half
    for least, points in ((Fraction(3, 4), 100), (Fraction(1, 2), 75), (Fraction(1, 4), 50)):
        if decline >= least:
            return points
    return 25 if decline > 0 else 0


def _payment(life: Life, now_ms: int) -> int:
    failed, received = (
        len(_within([did.at_ms for did in life.did if did.type == type_], 90, now_ms))
        for type_ in ("payment_failed", "payment_received")
    )
    if failed == 0:
        return 0
    return 100 if failed > 2 else 80 if failed > received else 40


def _drop(life: Life, now_ms: int) -> int:
    # Of one message the first opening, of all the latest of these.
    firsts = [
        min(at for name, at in message.statuses.items() if name in ("opened", "clicked"))
        for message in life.messages
        if message.outbound and message.channel == "email" and message.statuses.keys() & {"opened", "clicked"}
    ]
    if not firsts:
        return 50
    days = _days(max(firsts), now_ms)
    return 100 if days > 60 else 70 if days > 30 else 40 if days > 14 else 0


def _downgrade(life: Life, now_ms: int) -> int:
    changes = [did for did in life.did if did.type == "tier_changed"]
    if not changes:
        return 0
    latest = max(changes, key=lambda did: did.at_ms)
    return 80 if latest.about == "downgrade" and _within([latest.at_ms], 180, now_ms) else 0


def _complaints(count: int) -> int:
    return 100 if count > 2 else 60 if count > 0 else 0


def _days(since_ms: int, now_ms: int) -> int:
    return floor(Fraction(now_ms - since_ms, DAY_MS))


def _within(instants: list[int], days: int, now_ms: int) -> list[int]:
    return [at for at in instants if now_ms - days * DAY_MS <= at <= now_ms]


def _round(number: Fraction) -> int:
    """Half up, as JavaScript rounds what is not negative."""
    return floor(number + Fraction(1, 2))
