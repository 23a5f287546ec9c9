"""A machine client: two users of the pool that no person uses, of which one is enough.

The id stays the same for life. The secret is the password of one of the two users, and its first letter says of which:
a rotation makes the other user, so that both secrets are good until every machine has the new one.
"""

from __future__ import annotations

import re

SIDES = ("a", "b")
CLIENT_ID = re.compile(r"client-[0-9a-f]{12}")
_SECRET = re.compile(r"[ab][A-Za-z0-9_-]{39}")


def client_user(client_id: str, side: str) -> str:
    """The name of one of its two users."""
    return f"{client_id}-{side}"


def other_side(side: str) -> str:
    return SIDES[1 - SIDES.index(side)]


def user_of(client_id: str, secret: str) -> str | None:
    """The user whose password the secret may be; None for what cannot be a client's id or secret."""
    if not CLIENT_ID.fullmatch(client_id) or not _SECRET.fullmatch(secret):
        return None
    return client_user(client_id, secret[0])
