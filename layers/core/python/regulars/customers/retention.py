"""Funnel and cohorts of all customers: live within the bound of a page, else as the last night left them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol, TypeVar

from ..errors import Conflict
from ..facts.customer import CustomerFacts
from ..scoring.cohorts import CohortParts, Cohorts
from ..scoring.derive import Scores, derive
from ..scoring.funnel import Funnel, FunnelParts
from ..scoring.settings import Settings
from ..stores.ledger import Ledger
from ..stores.night_records import NightRecords
from ..stores.rows import Rows
from .histories import everybody, not_read

# Under which names nights leave what is read here (`LastNight.values`).
FUNNEL, COHORTS = "funnel", "cohorts"

T = TypeVar("T")


class _Parts(Protocol):
    def add(self, facts: CustomerFacts, scores: Scores, settings: Settings) -> None: ...


def read_funnel(*, facts: Rows, ledger: Ledger, records: NightRecords, settings: Settings, now_ms: int) -> Funnel:
    """The funnel at `now_ms`, or that of last night. Raises `Conflict` where there is neither."""
    parts = FunnelParts(now_ms)
    try:
        _count("a funnel", parts, facts, ledger, settings, now_ms)
        return parts.funnel()
    except Conflict as too_many:
        return _of_last_night(FUNNEL, Funnel.of, records, too_many)


def read_cohorts(*, facts: Rows, ledger: Ledger, records: NightRecords, settings: Settings, now_ms: int) -> Cohorts:
    """The cohorts at `now_ms`, or those of last night. Raises `Conflict` where there are neither."""
    parts = CohortParts(now_ms, settings.timezone)
    try:
        _count("cohorts", parts, facts, ledger, settings, now_ms)
        return parts.cohorts()
    except Conflict as too_many:
        return _of_last_night(COHORTS, Cohorts.of, records, too_many)


def _count(what: str, parts: _Parts, facts: Rows, ledger: Ledger, settings: Settings, now_ms: int) -> None:
    for one in everybody(not_read, what, facts=facts, ledger=ledger):
        parts.add(one, derive(one, settings, now_ms), settings)


def _of_last_night(name: str, of: Callable[[Mapping[str, Any]], T], records: NightRecords, too_many: Conflict) -> T:
    night = records.last()
    stored = night.values.get(name) if night else None
    if stored is None:
        raise too_many
    return of(stored)
