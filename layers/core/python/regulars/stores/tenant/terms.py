"""By what the customers of a tenant are evaluated, read as seldom as its own rules change."""

from __future__ import annotations

from collections.abc import Callable

from ...errors import TermsOutdated
from ...facts.tenant import Tenant
from ...loyalty.announcing import announced_of as announced_of_programs
from ...scoring.announced import ANNOUNCED
from ...scoring.evaluate import Revision, Terms
from ...segments.announcing import announced_of
from ...segments.membership import memberships
from ...segments.values import Units
from .kept_programs import KeptPrograms
from .segments import SegmentSet, SegmentStore
from .tenants import TenantRecord

# Tenants whose segments one function keeps: beyond it begins anew.
_MOST_KEPT = 1_000
_NO_SEGMENTS = SegmentSet(0, {})


def revision_of(record: TenantRecord) -> Revision:
    """Of the terms, without reading them."""
    return Revision(record.settings_revision, record.announcing_revision)


class TermsReader:
    """Of any tenant."""

    def __init__(self, segments: Callable[[Tenant], SegmentStore], programs: KeptPrograms) -> None:
        self._segments = segments
        self._programs = programs
        self._kept: dict[str, SegmentSet] = {}
        # Of which revision the rules that are kept were seen to be, and of no later one.
        self._exact: dict[str, int] = {}

    def of(self, record: TenantRecord) -> Terms:
        """The terms as the record tells them, which was read consistently a moment ago.

        Raises `TermsOutdated` where an edit came in between: what is told by newer rules under an older revision is
        taken back by the next who goes by the older ones.
        """
        tenant, settings = record.tenant, self._programs.settings(record)
        segments, programs = self._read(record), self._programs.of(record).by_id.values()
        self._require_exact(record)
        units = Units(tenant.exponent, settings.timezone)
        announcing = memberships(tuple(segments.by_id.values()), units, segments.revision).announcing()
        of_programs = announced_of_programs(programs, settings, tenant.exponent)
        return Terms(settings, (*ANNOUNCED, *announced_of(announcing), *of_programs), revision_of(record))

    def _read(self, record: TenantRecord) -> SegmentSet:
        if not record.announcing_revision:
            return _NO_SEGMENTS
        kept = self._kept.get(record.tenant.id)
        if kept is None or kept.revision < record.segments_revision:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
                self._exact.clear()
            kept = self._kept[record.tenant.id] = self._segments(record.tenant).read()
        return kept

    def _require_exact(self, record: TenantRecord) -> None:
        """What was read is no older than the record; where the revision still stands it is no newer either."""
        tenant = record.tenant
        if not record.announcing_revision or self._exact.get(tenant.id) == record.segments_revision:
            return
        if self._segments(tenant).revision() != record.segments_revision:
            raise TermsOutdated
        self._exact[tenant.id] = record.segments_revision
