"""Customers by the month of their first order, and who came back."""

from __future__ import annotations

from typing import Self

from ...audience import retention
from ...population.cohorts import CohortParts
from ..left import Left
from ..work import Night
from .part import Part


class CohortsPart(CohortParts, Part):
    name = "cohorts"

    @classmethod
    def begin(cls, night: Night) -> Self:
        return cls(night.as_of_ms, night.settings.timezone)

    def leave(self, left: Left) -> None:
        left.note(retention.COHORTS, self.cohorts().as_json())
