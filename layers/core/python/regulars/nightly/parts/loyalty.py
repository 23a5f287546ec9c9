"""All customers in each loyalty program."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

from ...facts.customer import CustomerFacts
from ...loyalty.program import Versions
from ...population.loyalty import LOYALTY, LoyaltySums, ProgramSums
from ...scoring.derive import Scores
from ...scoring.settings import Settings
from ..left import Left
from ..work import Night
from .part import Part


class LoyaltyPart(ProgramSums, Part):
    """`programs` are those that customers are counted into; what turns have kept is merged without them."""

    name = "loyalty"
    programs: Sequence[Versions] = ()
    exponent = 0

    @classmethod
    def begin(cls, night: Night) -> Self:
        made = cls(night.as_of_ms, {one.last.id: LoyaltySums() for one in night.programs})
        made.programs = night.programs
        made.exponent = night.tenant.exponent
        return made

    def add(self, facts: CustomerFacts, scores: Scores, settings: Settings) -> None:
        for versions in self.programs:
            self.add_to(versions, facts, settings, self.exponent)

    def leave(self, left: Left) -> None:
        left.note(LOYALTY, self.as_json())
