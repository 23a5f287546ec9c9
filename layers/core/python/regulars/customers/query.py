"""What a list is asked for, and whether one customer belongs in it."""

from __future__ import annotations

from dataclasses import dataclass

from ..facts.customer import CustomerFacts
from ..scoring.derive import Scores
from ..scoring.lifecycle import LifecycleSegment, PurchaseFrequency
from ..scoring.rfm import WINDOW_DAYS, RfmGroup
from ..stores.indexes import BY_LAST_ORDER, Index


@dataclass(frozen=True, slots=True)
class ListQuery:
    """All filters combine; an empty set or None does not filter. Bounds are inclusive, spend in minor units.

    Who never ordered matches no day bound and no RFM group, and comes last under every sort. RFM is over the last
    `rfm_days`, 0 for all history.
    """

    segments: frozenset[LifecycleSegment] = frozenset()
    frequencies: frozenset[PurchaseFrequency] = frozenset()
    min_days: int | None = None
    max_days: int | None = None
    min_spend_minor: int | None = None
    max_spend_minor: int | None = None
    rfm_groups: frozenset[RfmGroup] = frozenset()
    rfm_days: int = WINDOW_DAYS
    sort: Index = BY_LAST_ORDER
    descending: bool = True

    @property
    def canonical(self) -> str:
        """The query as text: equal for equal queries, so that a cursor serves no other."""
        parts = (
            ",".join(sorted(self.segments)),
            ",".join(sorted(self.frequencies)),
            *(self.min_days, self.max_days, self.min_spend_minor, self.max_spend_minor),
            ",".join(sorted(self.rfm_groups)),
            self.rfm_days,
            self.sort.name,
            self.descending,
        )
        return "|".join("" if part is None else str(part) for part in parts)


def matches(query: ListQuery, facts: CustomerFacts, scores: Scores) -> bool:
    """Whether the customer passes every filter at the instant of `scores`, whose RFM is of the query's window."""
    lifecycle = scores.lifecycle
    if query.segments and lifecycle.value not in query.segments:
        return False
    if query.rfm_groups and (scores.rfm is None or scores.rfm.value not in query.rfm_groups):
        return False
    if query.frequencies and lifecycle.frequency not in query.frequencies:
        return False
    days, spend_minor = lifecycle.days_since_last_order, facts.purchases.spend_minor
    if query.min_days is not None and (days is None or days < query.min_days):
        return False
    if query.max_days is not None and (days is None or days > query.max_days):
        return False
    if query.min_spend_minor is not None and spend_minor < query.min_spend_minor:
        return False
    return query.max_spend_minor is None or spend_minor <= query.max_spend_minor
