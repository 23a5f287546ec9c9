"""How often products are bought again, and how probable purchases are: learnt of all pairs of customer and product."""

from __future__ import annotations

from typing import Self

from ...population.pair_rates import PairRates
from ...population.purchase_model import purchase_model
from ...products import probable
from ..left import Left
from ..work import Night
from .part import Part


class PairRatesPart(PairRates, Part):
    name = "pair_rates"

    @classmethod
    def begin(cls, night: Night) -> Self:
        return cls(night.as_of_ms)

    def leave(self, left: Left) -> None:
        by_object = probable.objects(self)
        for number, products in enumerate(by_object):
            left.put(probable.object_name(number), products)
        left.note(probable.OBJECTS, len(by_object))
        left.note(probable.PURCHASE_MODEL, purchase_model(self).as_json())
