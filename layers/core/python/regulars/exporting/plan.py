"""What a whole export goes by, fixed once: nothing of it changes while the export is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from ..dataclass import dataclass
from ..facts.tenant import Generation, Tenant
from ..loyalty.moves import tier_moves_of
from ..loyalty.program import Program, versions_of
from ..scoring.prediction.fit import Fit
from ..scoring.settings import Settings
from ..segments.membership import Membership, memberships
from ..segments.segment import Segment
from ..segments.values import Units
from ..stores.opened import Stores
from ..stores.settings_codec import decode_settings, encode_settings
from ..stores.tenant.programs import decode_program, encode_program
from ..stores.tenant.tenants import TenantRecord
from .request import ExportRequest
from .sentences import SEGMENT_GONE


@dataclass(frozen=True, slots=True)
class Plan:
    """`in_past`: the instant was named, and customers are cut to it. `segments` are all of the tenant's own ones, since
    rules name each other, and `programs` all edits of its loyalty programs: what tells of them goes with `settings`.
    `refused` is the sentence of an export that cannot be any more."""

    as_of_ms: int
    in_past: bool
    generation: Generation
    settings: Settings
    segments: tuple[Segment, ...]
    fit: Fit | None
    programs: tuple[Program, ...] = ()
    refused: str | None = None

    def membership(self, request: ExportRequest, tenant: Tenant) -> Membership | None:
        """The own segment that is exported; None where none is."""
        if request.segment_id is None:
            return None
        units = Units(tenant.exponent, self.settings.timezone)
        return memberships(self.segments, units, 0).by_id[request.segment_id]

    def as_json(self) -> dict[str, Any]:
        return {
            "asOf": self.as_of_ms,
            "inPast": self.in_past,
            "generation": [self.generation.number, self.generation.shards],
            "settings": encode_settings(self.settings),
            "segments": [asdict(one) for one in self.segments],
            "fit": None if self.fit is None else self.fit.as_json(),
            "programs": [encode_program(one) for one in self.programs],
            "refused": self.refused,
        }

    @classmethod
    def of(cls, stored: Mapping[str, Any], exponent: int) -> Plan:
        """What `as_json` gave."""
        # A plan that was made by earlier code has none.
        programs = tuple(map(decode_program, stored.get("programs", ())))
        moves = tier_moves_of(versions_of(programs).values(), exponent)
        return cls(
            as_of_ms=stored["asOf"],
            in_past=stored["inPast"],
            generation=Generation(*stored["generation"]),
            settings=replace(decode_settings(stored["settings"], exponent), tier_moves=moves),
            segments=tuple(Segment(**one) for one in stored["segments"]),
            fit=None if stored["fit"] is None else Fit.of(stored["fit"]),
            programs=programs,
            refused=stored["refused"],
        )


def make_plan(request: ExportRequest, record: TenantRecord, *, stores: Stores, asked_ms: int) -> Plan:
    """The settings, segments, programs and models of now, as of the instant that was named, else that at which it was
    asked."""
    tenant = record.tenant
    segments: tuple[Segment, ...] = ()
    refused = None
    if request.segment_id is not None:
        found = stores.segments(tenant).read().by_id
        segments = tuple(found.values())
        if request.segment_id not in found or not found[request.segment_id].active:
            refused = SEGMENT_GONE
    in_past = request.as_of_ms is not None
    return Plan(
        as_of_ms=asked_ms if request.as_of_ms is None else request.as_of_ms,
        in_past=in_past,
        generation=tenant.reading,
        settings=stores.kept_programs.settings(record),
        segments=segments,
        fit=None if in_past else stores.fits(tenant).read(),  # no fit is of then
        programs=tuple(edit for one in stores.kept_programs.of(record).by_id.values() for edit in one.edits),
        refused=refused,
    )
