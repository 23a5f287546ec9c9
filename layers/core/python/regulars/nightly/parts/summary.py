"""The numbers of the day: all customers in one view."""

from __future__ import annotations

from typing import Self

from ...population.summary import Summary
from ..left import Left
from ..work import Night
from .part import Part


class SummaryPart(Summary, Part):
    name = "summary"

    @classmethod
    def begin(cls, night: Night) -> Self:
        return cls(night.as_of_ms)

    def leave(self, left: Left) -> None:
        left.summarise(self.as_json())
