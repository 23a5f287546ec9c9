"""Customers whose lives lie about every bound of source 003, as plain events and as the items that the ledger holds."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from regulars.facts.items.channels import Channel, ConsentChannel
from regulars.facts.items.communication import Communication, CommunicationStatus, Direction, Purpose
from regulars.facts.items.consent import Consent, ConsentAction
from regulars.facts.items.interaction import Interaction, InteractionType, TierChange
from regulars.facts.items.item import LedgerItem
from regulars.facts.items.note import Note, NoteType
from regulars.facts.items.profile import CustomerStatus, Profile
from regulars.facts.items.signal import Signal, Signals
from regulars.facts.order import Lane, OrderStatus
from regulars.facts.record import CustomerRecord

from testing.builders import an_order
from testing.truth.intelligence import DAY_MS, Did, Life, Message, Ordered

# Days around the end of each window and band, and far from any.
_DAYS = (0, 1, 7, 8, 14, 15, 30, 31, 45, 60, 61, 75, 90, 91, 120, 180, 181, 400)
_MONEY = (0, 4_999, 5_000, 9_999, 10_000, 20_000, 49_999, 50_000, 100_000)
_OUTBOUND = ("email", "email", "email", "sms", "push", "whatsapp", "phone")
_TYPES = ("visit", "purchase", "review", "feedback", "support", "return", "nps")
_COUNTED = {OrderStatus.PAID, OrderStatus.PARTIALLY_REFUNDED}


def lives(how_many: int, now_ms: int, seed: int) -> Iterator[Life]:
    """Until `now_ms`; many do little, some much."""
    chance = random.Random(seed)

    def ago() -> int:
        """On the bound of a day or a millisecond beside it, else anywhere; never ahead."""
        at_ms = now_ms - chance.choice(_DAYS) * DAY_MS - chance.choice((-1, 0, 1, chance.randrange(DAY_MS)))
        return min(at_ms, now_ms)

    def times(*weights: int) -> range:
        return range(chance.choices(range(len(weights)), weights)[0])

    for number in range(how_many):
        life = Life(f"c{number:04d}", chance.choice((None, None, None, "active", "vip", "at_risk", "inactive", "lost")))
        if chance.random() < 0.06:
            _goes_away(life, chance, now_ms)
            yield life
            continue
        for place in times(3, 3, 2, 2, 1, 1, 1):
            counts = chance.random() < 0.8
            life.orders.append(Ordered(f"{life.customer_id}-{place}", ago(), chance.choice(_MONEY), counts))
        for _ in times(5, 3, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1):
            known = life.orders and chance.random() < 0.5
            about = chance.choice(life.orders).order_id if known else "elsewhere"
            type_ = chance.choice(_TYPES)
            life.did.append(Did(type_, ago(), about if type_ == "purchase" else None))
        for _ in times(5, 2, 1, 1, 1):
            life.did.append(Did(chance.choice(("payment_failed", "payment_received", "payment_failed")), ago()))
        # Never two at one instant: which of them was the last nobody could say.
        for at_ms in {ago() for _ in times(5, 2, 1)}:
            life.did.append(Did("tier_changed", at_ms, chance.choice(("upgrade", "downgrade"))))
        for _ in times(4, 2, 2, 1, 1, 1, 1):
            life.messages.append(_message(chance, ago(), now_ms))
        for channel in ConsentChannel:
            life.said += [(channel.value, chance.random() < 0.6, ago()) for _ in times(2, 2, 1)]
        life.complaints += [ago() for _ in times(6, 2, 1, 1, 1)]
        life.other_notes += [ago() for _ in times(2, 1)]
        if chance.random() < 0.2:
            for _ in times(0, 1, 1):
                ends_ms = chance.choice((None, now_ms, now_ms + 1, now_ms + 20 * DAY_MS))
                life.signals.append((chance.randrange(101), chance.randrange(26), ends_ms))
        yield life


def _goes_away(life: Life, chance: random.Random, now_ms: int) -> None:
    """Who is worst in everything, as few are by chance: engagement 0, or churn risk 80 and more."""
    long_ago, lately = now_ms - 70 * DAY_MS, now_ms - 3 * DAY_MS
    life.messages.append(Message(True, "email", {"sent": lately}))
    if chance.random() < 0.5:
        return
    life.messages.append(Message(True, "email", {"sent": long_ago, "opened": long_ago + 1}))
    life.did += [Did("payment_failed", lately - at) for at in range(chance.randrange(2, 5))]
    life.did.append(Did("tier_changed", lately, "downgrade"))
    life.complaints += [lately] * chance.randrange(4)


def _message(chance: random.Random, at_ms: int, now_ms: int) -> Message:
    if chance.random() < 0.25:
        return Message(False, chance.choice(("email", "chat", "phone")), {"delivered": at_ms})
    begins = chance.choice(("queued", "sent", "sent", "sent", "delivered"))
    statuses = {begins: at_ms}
    for status, likely in (("sent", 0.5), ("opened", 0.5), ("clicked", 0.3), ("replied", 0.1), ("bounced", 0.05)):
        if chance.random() < likely:
            later_ms = at_ms + chance.choice((0, 1, DAY_MS, 16 * DAY_MS, 31 * DAY_MS))
            statuses.setdefault(status, min(later_ms, now_ms))
    return Message(True, chance.choice(_OUTBOUND), statuses)


def record_of(life: Life, now_ms: int) -> CustomerRecord:
    """The same life as the ledger holds it: what was written is of `now_ms`."""
    return CustomerRecord(life.customer_id, tuple(_items(life, now_ms)))


def _items(life: Life, now_ms: int) -> Iterator[LedgerItem]:
    written: dict[str, Any] = {"arrived_ms": now_ms, "written_ms": now_ms, "lane": Lane.LIVE}
    id_ = life.customer_id
    if life.status or not life.orders:
        status = CustomerStatus(life.status) if life.status else None
        yield Profile(id_, created_ms=now_ms, status=status, **written)
    for at, order in enumerate(life.orders):
        partly = order.counts and at % 2
        status_ = OrderStatus.PARTIALLY_REFUNDED if partly else OrderStatus.PAID if order.counts else _uncounted(at)
        refunded = 500 if partly else 0
        total = order.net_minor + refunded
        yield an_order(
            order.order_id, id_, ordered_at_ms=order.at_ms, status=status_, lines=(), total_minor=total,
            refunded_minor=refunded,
        )  # fmt: skip
    for at, did in enumerate(life.did):
        details: dict[str, Any] = {"order_id": did.about} if did.type == "purchase" else {}
        if did.type == "tier_changed":
            details = {"reason": TierChange(did.about or "")}
        type_ = InteractionType(did.type)
        yield Interaction(f"i{at}", id_, type_, did.at_ms, created_ms=now_ms, **written, **details)
    for at, message in enumerate(life.messages):
        channel = Channel(message.channel)
        direction = Direction.OUTBOUND if message.outbound else Direction.INBOUND
        reached = {CommunicationStatus(name): reached_ms for name, reached_ms in message.statuses.items()}
        yield Communication(
            f"m{at}", id_, channel, direction, Purpose.MARKETING, reached, min(reached.values()), now_ms, type=channel,
            **written,
        )  # fmt: skip
    for at, (channel_, yes, at_ms) in enumerate(life.said):
        action = ConsentAction.GRANTED if yes else ConsentAction.WITHDRAWN
        yield Consent(f"s{at}", id_, ConsentChannel(channel_), action, at_ms, **written)
    notes = [(at_ms, NoteType.COMPLAINT) for at_ms in life.complaints]
    notes += [(at_ms, NoteType.FOLLOW_UP) for at_ms in life.other_notes]
    for at, (at_ms, type__) in enumerate(notes):
        yield Note(f"n{at}", id_, "Late", at_ms, **written, note_type=type__)
    if life.signals:
        signals = tuple(Signal(f"s{at}", *one) for at, one in enumerate(life.signals))
        yield Signals(id_, signals, now_ms, **written)


def _uncounted(at: int) -> OrderStatus:
    return (OrderStatus.PENDING, OrderStatus.CANCELLED)[at % 2]
