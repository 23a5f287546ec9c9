"""What identifies a guest: an e-mail address or a phone number, as it is compared."""

from __future__ import annotations

import re
from collections.abc import Collection

from .text import unmarked

_MIN_PHONE_DIGITS = 5
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


def guest_address(email: str | None, phone: str | None, shared: Collection[str] = ()) -> str | None:
    """What identifies a guest; None where neither says enough to tell two people apart, or both are `shared`."""
    return next((one for one in guest_addresses(email, phone) if one not in shared), None)


def guest_addresses(email: str | None, phone: str | None) -> list[str]:
    """Each of the two that identifies somebody, as guests are known by it; the e-mail address first."""
    found = []
    if email and _EMAIL.fullmatch(folded := unmarked(email).strip().lower()):
        found.append(folded)
    if phone and sum(map(str.isdecimal, phone)) >= _MIN_PHONE_DIGITS:
        normalised = normalised_phone(unmarked(phone))
        found += [normalised] if normalised.strip("+0") else []
    return found


def shared_contact(text: str) -> str | None:
    """An address or a number as guests are known by it; None for what is neither."""
    return guest_address(text, text)


def normalised_phone(phone: str) -> str:
    """Digits, and a leading `+` where there is one."""
    digits = "".join(character for character in phone if character.isdecimal())
    return f"+{digits}" if phone.lstrip().startswith("+") else digits
