"""How a shop and its customers reach each other."""

from __future__ import annotations

from enum import StrEnum


class Channel(StrEnum):
    """The ways of a communication (source 001)."""

    EMAIL = "email"
    SMS = "sms"
    PHONE = "phone"
    CHAT = "chat"
    IN_PERSON = "in_person"
    PUSH = "push"
    WHATSAPP = "whatsapp"


class ConsentChannel(StrEnum):
    """The channels that somebody opts in to: what is sent over them is marketing unless it says otherwise."""

    EMAIL = "email"
    SMS = "sms"
    PUSH = "push"
    WHATSAPP = "whatsapp"


# Of the channels that ask for consent.
CONSENT_OF = {Channel(one.value): one for one in ConsentChannel}
