"""How the parts of `facts/attention.py` lie in a row: JSON sections under one letter each, none where there is nothing.

Each begins with its version. Instants are differences in milliseconds, and a section's end without a value is left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate, pairwise
from typing import Any

from ..facts.attention import CommunicationFacts, Contactability, InteractionFacts, Message, Sent
from ..facts.customer import SECTIONS, CustomerFacts
from ..facts.items.channels import Channel
from ..facts.items.communication import Direction
from ..facts.items.interaction import InteractionType
from ..facts.items.signal import Signal
from ..facts.loyalty import PointsEntry, Referrals
from ..facts.pins import Pins

# Of these an index holds as much as it holds of a timeline; the others are small.
LONG = ("i", "m", "x", "l", "r")
# Under it stand the letters of the sections that are too long for an index.
APART = "+"
LETTERS = {
    "contactability": "c",
    "signals": "s",
    "complaints": "n",
    "interactions": "i",
    "communications": "m",
    "pins": "x",
    "loyalty": "l",
    "referrals": "r",
}
_NOTHING = CustomerFacts("")
# One letter each, for good: a new one takes another.
_TYPE_LETTERS = {
    InteractionType.VISIT: "v",
    InteractionType.PURCHASE: "p",
    InteractionType.REVIEW: "r",
    InteractionType.FEEDBACK: "f",
    InteractionType.SUPPORT: "s",
    InteractionType.RETURN: "t",
    InteractionType.PAYMENT_RECEIVED: "y",
    InteractionType.PAYMENT_FAILED: "n",
}
# What came has the letter of its channel as a capital.
_CHANNEL_LETTERS = {
    Channel.EMAIL: "e",
    Channel.SMS: "s",
    Channel.PHONE: "p",
    Channel.CHAT: "c",
    Channel.IN_PERSON: "i",
    Channel.PUSH: "u",
    Channel.WHATSAPP: "w",
}
_TYPES = {letter: type_ for type_, letter in _TYPE_LETTERS.items()}
_CHANNELS = {letter: channel for channel, letter in _CHANNEL_LETTERS.items()}


def encode_attention(facts: CustomerFacts) -> dict[str, list[Any]]:
    """Each section that says something, by its letter."""
    found: dict[str, list[Any]] = {}
    for name, letter in LETTERS.items():
        part = getattr(facts, name)
        if part is not None and part != getattr(_NOTHING, name):
            found[letter] = [SECTIONS[name], *_ENCODE[name](part)]
    return found


def decode_attention(sections: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of `CustomerFacts` that say something; None of a section that lies apart and was not read."""
    apart = sections.get(APART, "")
    found: dict[str, Any] = {}
    for name, letter in LETTERS.items():
        if letter in sections:
            found[name] = _DECODE[name](sections[letter][1:])
        elif letter in apart:
            found[name] = None
    return found


def _encode_contactability(part: Contactability) -> list[Any]:
    asked = [None if one is None else int(one) for one in (part.email, part.sms, part.push, part.whatsapp)]
    return _trimmed([*asked, int(part.do_not_contact) or None, part.preferred, list(part.topics) or None])


def _decode_contactability(stored: Sequence[Any]) -> Contactability:
    *asked, not_contact, preferred, topics = _filled(stored, 7)
    email, sms, push, whatsapp = (None if one is None else bool(one) for one in asked)
    return Contactability(email, sms, push, whatsapp, bool(not_contact), preferred, tuple(topics or ()))


def _encode_interactions(part: InteractionFacts) -> list[Any]:
    return _trimmed(
        [
            _deltas(part.activities),
            _deltas(part.paid),
            _deltas(part.failed),
            part.tier_at_ms,
            part.tier_change,
            part.nps_at_ms,
            part.nps,
            part.rating_sum or None,
            part.ratings or None,
            part.unhappy_at_ms,
            int(part.names_orders) or None,
            "".join(_TYPE_LETTERS[one] for one in part.activity_types) or None,
            {_TYPE_LETTERS[one]: count for one, count in part.ever} or None,
        ]
    )


def _decode_interactions(stored: Sequence[Any]) -> InteractionFacts:
    activities, paid, failed, tier_at, tier, nps_at, nps, rating_sum, ratings, unhappy_at, names, types, ever = _filled(
        stored, 13
    )
    return InteractionFacts(
        _instants(activities),
        _instants(paid),
        _instants(failed),
        tier_at,
        tier,
        nps_at,
        nps,
        rating_sum or 0,
        ratings or 0,
        unhappy_at,
        bool(names),
        tuple(_TYPES[letter] for letter in types or ""),
        tuple(sorted((_TYPES[letter], count) for letter, count in (ever or {}).items())),
    )


def _encode_communications(part: CommunicationFacts) -> list[Any]:
    # What became of a message is one digit: nothing, opened, clicked.
    came = "".join(str(one.opened + one.clicked) for one in part.sent)
    return _trimmed(
        [
            _deltas(part.activities),
            _deltas([one.at_ms for one in part.sent]),
            came or None,
            part.last_open_at_ms,
            part.last_outbound_at_ms,
            _deltas([one.at_ms for one in part.messages]),
            "".join(map(_encode_message, part.messages)) or None,
        ]
    )


def _decode_communications(stored: Sequence[Any]) -> CommunicationFacts:
    activities, sent, came, last_open, last_outbound, messages, said = _filled(stored, 7)
    return CommunicationFacts(
        _instants(activities),
        tuple(Sent(at, one > "0", one > "1") for at, one in zip(_instants(sent), came or "", strict=True)),
        last_open,
        last_outbound,
        tuple(
            _decode_message(at, (said or "")[2 * index : 2 * index + 2]) for index, at in enumerate(_instants(messages))
        ),
    )


def _encode_message(one: Message) -> str:
    """Its channel, and what became of it as `came` has it."""
    letter = _CHANNEL_LETTERS[one.channel]
    return (letter.upper() if one.direction is Direction.INBOUND else letter) + str(one.opened + one.clicked)


def _decode_message(at_ms: int, said: str) -> Message:
    direction = Direction.INBOUND if said[0].isupper() else Direction.OUTBOUND
    return Message(at_ms, _CHANNELS[said[0].lower()], direction, said[1] > "0", said[1] > "1")


def _deltas(instants: Sequence[int]) -> list[int] | None:
    return [instants[0], *(later - earlier for earlier, later in pairwise(instants))] if instants else None


def _instants(deltas: Sequence[int] | None) -> tuple[int, ...]:
    return tuple(accumulate(deltas or ()))


def _trimmed(values: list[Any]) -> list[Any]:
    while values and values[-1] is None:
        values.pop()
    return values


def _filled(stored: Sequence[Any], width: int) -> list[Any]:
    """As many values as this code knows: newer code may have stored more."""
    return [*stored[:width], *[None] * (width - len(stored))]


def _decode_entry(stored: Sequence[Any]) -> PointsEntry:
    at_ms, program_id, points, redeemed, expires_ms = _filled(stored, 5)
    return PointsEntry(at_ms, program_id, points, bool(redeemed), expires_ms)


def _decode_referrals(stored: Sequence[Any]) -> Referrals:
    was_brought, brought = _filled(stored, 2)
    return Referrals(bool(was_brought), _instants(brought))


_ENCODE: Mapping[str, Any] = {
    "contactability": _encode_contactability,
    "signals": lambda part: [list(one) for one in part],
    "complaints": _deltas,
    "interactions": _encode_interactions,
    "communications": _encode_communications,
    "pins": lambda part: [list(part.included), list(part.excluded)],
    "loyalty": lambda part: [_trimmed([*one[:3], int(one.redeemed) or None, one.expires_ms]) for one in part],
    "referrals": lambda part: _trimmed([int(part.was_brought) or None, _deltas(part.brought)]),
}
_DECODE: Mapping[str, Any] = {
    "contactability": _decode_contactability,
    "signals": lambda stored: tuple(Signal(*one[:4]) for one in stored),
    "complaints": _instants,
    "interactions": _decode_interactions,
    "communications": _decode_communications,
    "pins": lambda stored: Pins(tuple(stored[0]), tuple(stored[1])),
    "loyalty": lambda stored: tuple(map(_decode_entry, stored)),
    "referrals": _decode_referrals,
}
