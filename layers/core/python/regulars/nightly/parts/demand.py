"""Expected purchases by day: of each product, and of all together."""

from __future__ import annotations

from typing import Self

from ...population.demand import Demand
from ...products import demand, forecast
from ..left import Left
from ..work import Night
from .part import Part


class DemandPart(Demand, Part):
    name = "demand"

    @classmethod
    def begin(cls, night: Night) -> Self:
        return cls.empty(night.as_of_ms, night.settings.timezone)

    def leave(self, left: Left) -> None:
        left.put(forecast.ANSWER, forecast.answer(self))
        by_product = demand.objects(self)
        for number, products in enumerate(by_product):
            left.put(demand.object_name(number), products)
        left.note(demand.OBJECTS, len(by_product))
