"""The one registry of what can be read from a customer: metrics, filters, explanations and docs are made from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from ..facts.customer import CustomerFacts


class Kind(Enum):
    """How a value leaves: `MONEY_TEXT` is a decimal string, `INSTANT` is RFC 3339, `NUMBER` has decimals."""

    TEXT = "text"
    INTEGER = "integer"
    MONEY = "money"
    MONEY_TEXT = "money_text"
    INSTANT = "instant"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Field:
    """One readable value.

    `read` takes facts and `Scores` and gives inner units (minor, milliseconds); `doc` is the value's line in the docs.
    """

    name: str
    kind: Kind
    unit: str | None
    read: Callable[[CustomerFacts, Any], Any]
    doc: str
