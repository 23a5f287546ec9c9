"""What products are called: by the orders of whoever is verified, added to what the tenant's catalogue says already."""

from __future__ import annotations

from typing import Self

from ...facts.catalogue import Catalogue
from ...facts.customer import CustomerFacts
from ...scoring.derive import Scores
from ...scoring.settings import Settings
from ..left import Left
from ..work import Night
from .part import Part


class CataloguePart(Catalogue, Part):
    name = "catalogue"

    @classmethod
    def begin(cls, night: Night) -> Self:
        return cls()

    def add(self, facts: CustomerFacts, scores: Scores, settings: Settings) -> None:
        """Facts name no product."""

    def leave(self, left: Left) -> None:
        left.stores.files(left.night.tenant).extend_catalogue(self)
