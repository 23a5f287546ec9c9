"""The cut points by which RFM scores of 1 to 10 are given until the next night."""

from __future__ import annotations

from typing import Self

from ...lists import rfm
from ...population.deciles import Deciles
from ..left import Left
from ..work import Night
from .part import Part


class DecilesPart(Deciles, Part):
    name = "deciles"

    @classmethod
    def begin(cls, night: Night) -> Self:
        return cls(night.as_of_ms)

    def leave(self, left: Left) -> None:
        left.note(rfm.CUT_POINTS, self.cut_points().as_json())
