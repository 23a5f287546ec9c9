"""The loyalty programs of tenants as scores go by them, read as seldom as they change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import NamedTuple

from ...facts.tenant import Tenant
from ...loyalty.moves import tier_moves_of
from ...loyalty.program import Versions
from ...scoring.settings import Settings
from ...scoring.tier_moves import TierMoves
from .programs import ProgramStore
from .tenants import TenantRecord

# Tenants whose programs one function keeps: beyond it begins anew.
_MOST_KEPT = 1_000


class OwnPrograms(NamedTuple):
    """A tenant's programs by id, read no earlier than `revision` of what announces; `moves` is what settings carry."""

    revision: int
    by_id: Mapping[str, Versions]
    moves: TierMoves | None


_NONE = OwnPrograms(0, {}, None)


class KeptPrograms:
    """Of any tenant. One whose own rules announce nothing has none, and costs no request."""

    def __init__(self, programs: Callable[[Tenant], ProgramStore]) -> None:
        self._programs = programs
        self._kept: dict[str, OwnPrograms] = {}

    def of(self, record: TenantRecord) -> OwnPrograms:
        """As the record tells them, which was read consistently a moment ago: every edit of one announces."""
        if not record.announcing_revision:
            return _NONE
        tenant = record.tenant
        kept = self._kept.get(tenant.id)
        if kept is None or kept.revision < record.announcing_revision:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            by_id = self._programs(tenant).read().by_id
            moves = tier_moves_of(by_id.values(), tenant.exponent)
            kept = self._kept[tenant.id] = OwnPrograms(record.announcing_revision, by_id, moves)
        return kept

    def settings(self, record: TenantRecord) -> Settings:
        """The tenant's settings, with what tells of their programs."""
        moves = self.of(record).moves
        return record.settings if moves is None else replace(record.settings, tier_moves=moves)
