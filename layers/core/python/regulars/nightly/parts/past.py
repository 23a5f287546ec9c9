"""What all customers were on each past day."""

from __future__ import annotations

from typing import Self

from ...audience import past
from ...population.past import Past
from ..left import Left
from ..work import Night
from .part import Part


class PastPart(Past, Part):
    name = "past"

    @classmethod
    def begin(cls, night: Night) -> Self:
        return cls(night.as_of_ms, night.settings.timezone)

    def leave(self, left: Left) -> None:
        left.put(past.ANSWER, self.as_json())
