"""Ids of our own making."""

from __future__ import annotations

import secrets
from hashlib import blake2b

from ..facts.time import SECOND_MS, from_ms


def new_id(now_ms: int) -> str:
    """Sorts by instant, and is part of an execution's name: letters, digits and hyphens."""
    return f"{_instant(now_ms)}-{secrets.token_hex(4)}"


def short_id() -> str:
    """Eight digits and letters, for one of a few things of a tenant that is named often."""
    return secrets.token_hex(4)


def id_of(at_ms: int, *told: str) -> str:
    """The same for something that may be told twice: equal for equal texts and instants."""
    return f"{_instant(at_ms)}-{blake2b(chr(0).join(told).encode(), digest_size=8).hexdigest()}"


def id_under(key: str, *told: str) -> str:
    """The id of what a call writes under its caller's key: the same for the same texts, whenever the call is made."""
    return f"once-{blake2b(chr(0).join((key, *told)).encode(), digest_size=16).hexdigest()}"


def _instant(at_ms: int) -> str:
    return f"{from_ms(at_ms):%Y%m%dt%H%M%S}{at_ms % SECOND_MS:03d}"
