"""How many customers reached their first, second and third order."""

from __future__ import annotations

from typing import Self

from ...audience import retention
from ...population.funnel import FunnelParts
from ..left import Left
from ..work import Night
from .part import Part


class FunnelPart(FunnelParts, Part):
    name = "funnel"

    @classmethod
    def begin(cls, night: Night) -> Self:
        return cls(night.as_of_ms)

    def leave(self, left: Left) -> None:
        left.note(retention.FUNNEL, self.funnel().as_json())
