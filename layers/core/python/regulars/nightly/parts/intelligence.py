"""How many customers are engaged, at risk and content."""

from __future__ import annotations

from typing import Self

from ...population.intelligence import INTELLIGENCE, Intelligence
from ..left import Left
from ..work import Night
from .part import Part


class IntelligencePart(Intelligence, Part):
    name = "intelligence"

    @classmethod
    def begin(cls, night: Night) -> Self:
        return cls(night.as_of_ms)

    def leave(self, left: Left) -> None:
        left.note(INTELLIGENCE, self.as_json())
