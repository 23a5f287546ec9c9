"""What is expected to be bought of each product, and of all together: by recent weeks, and by pairs in rhythm."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from ...facts.customer import CustomerFacts
from ...population.demand import Demand
from ...population.weeks import Weeks
from ...products import demand, forecast
from ...scoring.derive import Scores
from ...scoring.settings import Settings
from ..left import Left
from ..work import Night
from .part import Part


class DemandPart(Part):
    name = "demand"

    def __init__(self, in_rhythm: Demand, weeks: Weeks) -> None:
        self._in_rhythm, self._weeks = in_rhythm, weeks

    @classmethod
    def begin(cls, night: Night) -> Self:
        at = night.as_of_ms, night.settings.timezone
        return cls(Demand.empty(*at), Weeks(*at))

    def add(self, facts: CustomerFacts, scores: Scores, settings: Settings) -> None:
        self._in_rhythm.add(facts, scores, settings)
        self._weeks.add(facts, scores, settings)

    def merge(self, other: Self) -> None:
        self._in_rhythm.merge(other._in_rhythm)
        self._weeks.merge(other._weeks)

    def as_json(self) -> dict[str, Any]:
        return {"in_rhythm": self._in_rhythm.as_json(), "weeks": self._weeks.as_json()}

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        return cls(Demand.of(stored["in_rhythm"]), Weeks.of(stored["weeks"]))

    def leave(self, left: Left) -> None:
        left.put(forecast.ANSWER, forecast.answer(self._in_rhythm, self._weeks))
        by_product = demand.objects(self._in_rhythm, self._weeks)
        for number, products in enumerate(by_product):
            left.put(demand.object_name(number), products)
        left.note(demand.OBJECTS, len(by_product))
