"""What a list is asked for, and whether one customer belongs in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from ..dataclass import dataclass
from ..facts.customer import CustomerFacts
from ..scoring.derive import FIELDS, Scores
from ..scoring.fields import Field, Filter
from ..scoring.rfm import WINDOW_DAYS
from ..scoring.settings import Settings
from ..segments.membership import Membership
from ..stores.rows.indexes import BY_LAST_ORDER, Index
from .wanted import Wanted

FILTERS: Mapping[str, tuple[Field, Filter]] = {one.parameter: (field, one) for field in FIELDS for one in field.filters}
"""Every filter of lists with its field, by the query parameter's name."""


class Condition(NamedTuple):
    """One filter with what it was given, in inner units: a bound, or a set of values that is not empty."""

    field: Field
    filter: Filter
    wanted: Any

    def holds(self, facts: CustomerFacts, scores: Scores) -> bool:
        return self.filter.operator.holds(self.field.read(facts, scores), self.wanted)

    @property
    def canonical(self) -> str:
        wanted = ",".join(sorted(map(str, self.wanted))) if isinstance(self.wanted, frozenset) else self.wanted
        return f"{self.filter.parameter}={wanted}"


@dataclass(frozen=True, slots=True)
class ListQuery:
    """All conditions must hold. A value that is null matches no condition; customers without orders come last.

    RFM is over the last `rfm_days`, 0 for all history. `of_segment`: only its members, as the
    tenant's segments stand at `segments_revision`; `segment_pinned`: somebody was put into it by hand.
    `text`: only whom it means, by their words.
    """

    conditions: tuple[Condition, ...] = ()
    rfm_days: int = WINDOW_DAYS
    sort: Index = BY_LAST_ORDER
    descending: bool = True
    of_segment: Membership | None = None
    segments_revision: int = 0
    segment_pinned: bool = True
    text: Wanted | None = None

    @property
    def canonical(self) -> str:
        """The query as text: equal for equal queries, so that a cursor serves no other."""
        parts = [*sorted(one.canonical for one in self.conditions), self.rfm_days, self.sort.name, self.descending]
        if self.of_segment is not None:
            parts.append(f"{self.of_segment.segment.id}@{self.segments_revision}")
        if self.text is not None:
            parts.append(f"q={self.text.canonical}")
        return "|".join(map(str, parts))

    def settings(self, of_tenant: Settings) -> Settings:
        """The tenant's settings, RFM over the query's window."""
        if self.rfm_days == of_tenant.rfm.window_days:
            return of_tenant
        return replace(of_tenant, rfm=replace(of_tenant.rfm, window_days=self.rfm_days))


def conditions(given: Mapping[str, Any]) -> tuple[Condition, ...]:
    """The filters among these parameters that were given: not None, and not an empty set."""
    return tuple(
        Condition(*FILTERS[name], wanted)
        for name, wanted in given.items()
        if name in FILTERS and wanted is not None and wanted != frozenset()
    )


def matches(query: ListQuery, facts: CustomerFacts, scores: Scores, now_ms: int) -> bool:
    """Whether the customer passes every filter; the scores are under `query.settings`."""
    for one in query.conditions:
        if not one.holds(facts, scores):
            return False
    if query.text is not None and not query.text.means(facts):
        return False
    return query.of_segment is None or query.of_segment.member(facts, scores, now_ms)
