"""The products that were bought most: the ranking of the next night."""

from __future__ import annotations

from typing import Self

from ...population.most_bought import MostBought
from ...population.together import MOST_PRODUCTS
from ...products.most_bought import ANSWER
from ..left import Left
from ..work import Night
from .part import Part


class MostBoughtPart(MostBought, Part):
    name = "most_bought"

    @classmethod
    def begin(cls, night: Night) -> Self:
        return cls()

    def leave(self, left: Left) -> None:
        left.put(ANSWER, self.ranked(MOST_PRODUCTS))
