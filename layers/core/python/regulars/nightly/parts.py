"""What a night gathers of its customers: parts that add up in any order, turn by turn and shard by shard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Self

from ..facts.catalogue import Catalogue
from ..facts.customer import CustomerFacts
from ..scoring.cohorts import CohortParts
from ..scoring.deciles import Deciles
from ..scoring.demand import Demand
from ..scoring.derive import Scores
from ..scoring.due import Due
from ..scoring.funnel import FunnelParts
from ..scoring.most_bought import MostBought
from ..scoring.prediction.cells import Cells
from ..scoring.prediction.sums import ModelSums
from ..scoring.rfm_counts import RfmCounts
from ..scoring.settings import Settings
from ..scoring.summary import Summary
from ..scoring.together import CoPurchases
from .ranking import ranking_of
from .work import Night

_OF_ONE_SHARD = {"of": "shard"}
_OF_ORDERS = {"of": "orders"}


@dataclass(slots=True)
class Parts:
    """One field a part. Each has `add`, `merge`, `as_json` and, to be made again of what that gave, `of`.

    `due` is of one shard: it is left shard by shard, and no sum of parts has it. `catalogue` has no `add`: it is shown
    the orders of whoever is verified.
    """

    summary: Summary
    most_bought: MostBought
    together: CoPurchases
    demand: Demand
    deciles: Deciles
    rfm_counts: RfmCounts
    funnel: FunnelParts
    cohorts: CohortParts
    cells: Cells
    model_sums: ModelSums
    due: Due = field(metadata=_OF_ONE_SHARD)
    catalogue: Catalogue = field(metadata=_OF_ORDERS)

    @classmethod
    def empty(cls, night: Night) -> Self:
        as_of_ms, zone = night.as_of_ms, night.settings.timezone
        return cls(
            summary=Summary(as_of_ms),
            most_bought=MostBought(),
            together=CoPurchases(ranking_of(night)),
            demand=Demand.empty(as_of_ms, zone),
            deciles=Deciles(as_of_ms),
            rfm_counts=RfmCounts(as_of_ms),
            funnel=FunnelParts(as_of_ms),
            cohorts=CohortParts(as_of_ms, zone),
            cells=Cells(as_of_ms),
            model_sums=ModelSums(as_of_ms),
            due=Due(as_of_ms),
            catalogue=Catalogue(),
        )

    def add(self, facts: CustomerFacts, scores: Scores, settings: Settings) -> None:
        """Counts a customer in. `facts` are whole: those of a heavy customer come from his ledger."""
        for part in fields(self):
            if part.metadata != _OF_ORDERS:
                getattr(self, part.name).add(facts, scores, settings)

    def merge(self, other: Self) -> None:
        """Adds other customers, of the same night."""
        for part in fields(self):
            if part.metadata != _OF_ONE_SHARD:
                getattr(self, part.name).merge(getattr(other, part.name))

    def as_json(self) -> dict[str, Any]:
        return {part.name: getattr(self, part.name).as_json() for part in fields(self)}

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """What `as_json` gave."""
        return cls(
            summary=Summary.of(stored["summary"]),
            most_bought=MostBought.of(stored["most_bought"]),
            together=CoPurchases.of(stored["together"]),
            demand=Demand.of(stored["demand"]),
            deciles=Deciles.of(stored["deciles"]),
            rfm_counts=RfmCounts.of(stored["rfm_counts"]),
            funnel=FunnelParts.of(stored["funnel"]),
            cohorts=CohortParts.of(stored["cohorts"]),
            cells=Cells.of(stored["cells"]),
            model_sums=ModelSums.of(stored["model_sums"]),
            due=Due.of(stored["due"]),
            catalogue=Catalogue.of(stored["catalogue"]),
        )
