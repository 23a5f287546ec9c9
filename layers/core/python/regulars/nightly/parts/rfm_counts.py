"""How many customers are in each RFM group."""

from __future__ import annotations

from typing import Self

from ...lists import rfm
from ...population.rfm_counts import RfmCounts
from ..left import Left
from ..work import Night
from .part import Part


class RfmCountsPart(RfmCounts, Part):
    name = "rfm_counts"

    @classmethod
    def begin(cls, night: Night) -> Self:
        return cls(night.as_of_ms)

    def leave(self, left: Left) -> None:
        left.note(rfm.RFM_COUNTS, self.as_json())
