"""Ids of our own making."""

from __future__ import annotations

import secrets

from ..facts.time import SECOND_MS, from_ms


def new_id(now_ms: int) -> str:
    """Sorts by instant, and is part of an execution's name: letters, digits and hyphens."""
    return f"{from_ms(now_ms):%Y%m%dt%H%M%S}{now_ms % SECOND_MS:03d}-{secrets.token_hex(4)}"
