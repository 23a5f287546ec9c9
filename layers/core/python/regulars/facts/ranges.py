"""The ranges of a customer's record: what can be read without the rest."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeAlias


class Range(StrEnum):
    """A part of the record that is read by itself. Communications, interactions and who was brought, of whom there may
    be thousands, lie apart from the core, so that an order need not read them."""

    CORE = "core"
    COMMUNICATIONS = "communications"
    INTERACTIONS = "interactions"
    REFERRALS = "referrals"


Ranges: TypeAlias = frozenset[Range]
WHOLE: Ranges = frozenset(Range)
