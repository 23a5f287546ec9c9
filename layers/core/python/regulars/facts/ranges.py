"""The ranges of a customer's record: what can be read without the rest."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeAlias


class Range(StrEnum):
    """A part of the record that lies together. What knows no bound and is not bought lies apart from all else, so that
    an order need not read thousands of e-mails."""

    CORE = "core"
    COMMUNICATIONS = "communications"
    INTERACTIONS = "interactions"


Ranges: TypeAlias = frozenset[Range]
WHOLE: Ranges = frozenset(Range)
