"""What is bought together, of the products that the night's ranking holds."""

from __future__ import annotations

from typing import Self

from ...population.bought_together import BoughtTogether
from ...population.together import CoPurchases
from ...products import together
from ..left import Left
from ..ranking import ranking_of
from ..work import Night
from .part import Part


class TogetherPart(CoPurchases, Part):
    name = "together"

    @classmethod
    def begin(cls, night: Night) -> Self:
        return cls(ranking_of(night))

    def leave(self, left: Left) -> None:
        left.put(together.ANSWER, BoughtTogether.found_in(self).as_json())
