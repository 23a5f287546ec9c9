"""How a customer stands in a program after a change of their points, as it is kept with the change and told again."""

from __future__ import annotations

from typing import NamedTuple

from .balance import Balance


class Standing(NamedTuple):
    """Points at an instant, as `Balance` has them."""

    at_ms: int
    earned: int
    available: int
    pending: int
    redeemed: int
    expired: int
    debt: int
    tier: str | None


def standing_of(balance: Balance) -> Standing:
    return Standing(*(getattr(balance, name) for name in Standing._fields))
