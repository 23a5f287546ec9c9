"""Who a guest is: his normalised e-mail address, else his phone number, as the text that is hashed into his id."""

from __future__ import annotations

import re

_MIN_PHONE_DIGITS = 5
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


def guest_address(email: str | None, phone: str | None) -> str | None:
    """What identifies a guest; None where neither says enough to tell two people apart."""
    if email and _EMAIL.fullmatch(folded := email.strip().lower()):
        return folded
    if phone and sum(map(str.isdecimal, phone)) >= _MIN_PHONE_DIGITS:
        return normalised_phone(phone)
    return None


def normalised_phone(phone: str) -> str:
    """Digits, and a leading `+` where there is one."""
    digits = "".join(character for character in phone if character.isdecimal())
    return f"+{digits}" if phone.lstrip().startswith("+") else digits
