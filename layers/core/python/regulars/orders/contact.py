"""What an order says about its customer: under which names, and what identifies a guest."""

from __future__ import annotations

import re

from ..facts.order import Contact
from ..facts.text import unmarked

_MIN_PHONE_DIGITS = 5
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


def guest_address(email: str | None, phone: str | None) -> str | None:
    """What identifies a guest; None where neither says enough to tell two people apart."""
    if email and _EMAIL.fullmatch(folded := unmarked(email).strip().lower()):
        return folded
    if phone and sum(map(str.isdecimal, phone)) >= _MIN_PHONE_DIGITS:
        normalised = normalised_phone(unmarked(phone))
        return normalised if normalised.strip("+0") else None
    return None


def normalised_phone(phone: str) -> str:
    """Digits, and a leading `+` where there is one."""
    digits = "".join(character for character in phone if character.isdecimal())
    return f"+{digits}" if phone.lstrip().startswith("+") else digits


def contact_as_given(contact: Contact) -> dict[str, str | None]:
    """Every field under the name that callers give it (docs/api.md, Orders)."""
    return {
        "name": contact.name,
        "firstName": contact.first_name,
        "lastName": contact.last_name,
        "email": contact.email,
        "phone": contact.phone,
        "company": contact.company,
        "accountName": contact.account_name,
        "accountCode": contact.account_code,
    }
