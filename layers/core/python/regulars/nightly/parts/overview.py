"""The figures of a shop, whom to write to, and where customers stand by RFM."""

from __future__ import annotations

from typing import Self

from ...population.overview import OVERVIEW, Overview
from ..left import Left
from ..work import Night
from .part import Part


class OverviewPart(Overview, Part):
    name = "overview"

    @classmethod
    def begin(cls, night: Night) -> Self:
        return cls(night.as_of_ms, night.job.fit)

    def leave(self, left: Left) -> None:
        left.note(OVERVIEW, self.as_json())
