"""`report`: what the file was taken for, what became of its rows, the refused ones as a file, products by name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from ...facts.catalogue import Catalogue
from ...facts.tenant import TenantStatus
from ...orders.feed import has_feed
from ...stores.files import Files
from ...stores.tenant.imports import Imports
from ..file.recognised import recognised
from ..file.texts import LONGEST_SENTENCE, clipped
from ..file.thresholds import threshold_advice
from .refused import refused_csv
from .sentences import ASKED_NEXT, BROKE_OFF, LAGGING, NOT_SETTLED, SUSPENDED
from .settle import lagging_customers
from .totals import Totals, refused_rows
from .work import Manifest, Work


class Ended(NamedTuple):
    """How an attempt ended: `error` says why it failed, `refused` that the file is at fault and not the machine."""

    error: str | None
    refused: bool


def report(work: Work, *, files: Files, imports: Imports, now_ms: int, broken: Sequence[str] = ()) -> Ended:
    """Ends the attempt: its record says what the file was taken for, what became of it, and why it failed.

    `broken` are the steps that broke off before.
    """
    manifest = work.manifest()
    parts = manifest.parts if manifest else 0
    error = _error(work, manifest, parts, broken)
    totals, catalogue = Totals(), Catalogue()
    for result in _results(work, parts):
        totals.add(result)
        catalogue.merge(Catalogue.of(result["catalogue"]))
    if catalogue.names or catalogue.categories:
        files.extend_catalogue(catalogue)
    if totals.refused_rows and manifest:
        rows = (row for result in _results(work, parts) for row in refused_rows(result))
        files.put_refused(work.record.import_id, refused_csv(manifest, rows))
    shown = totals.shown(work.tenant.exponent)
    shown["advice"] += threshold_advice(totals, work.record.settings, work.tenant)
    if work.record.dry_run and work.record.exported_ms is None and has_feed(work.fed_day, now_ms):
        shown["advice"].append(ASKED_NEXT)
    result = {**(recognised(work, manifest) if manifest else {}), **shown}
    refused = manifest is not None and manifest.refusal is not None
    imports.finish(work.record.import_id, work.attempt, finished_ms=now_ms, error=error, refused=refused, result=result)
    return Ended(error, refused)


def _error(work: Work, manifest: Manifest | None, parts: int, broken: Sequence[str]) -> str | None:
    if work.tenant.status is TenantStatus.SUSPENDED and not (
        manifest and parts and all(work.loaded(part)[1] for part in range(parts))
    ):
        return SUSPENDED
    if manifest is None:
        return BROKE_OFF
    if manifest.refusal:
        return clipped(manifest.refusal, LONGEST_SENTENCE)
    if not all(work.loaded(part)[1] for part in range(parts)):
        return BROKE_OFF
    lagging = lagging_customers(work)
    if lagging:
        return LAGGING.format(customers=lagging)
    return NOT_SETTLED if "settle" in broken else None


def _results(work: Work, parts: int) -> Iterator[dict[str, Any]]:
    for part in range(parts):
        committed, _ = work.loaded(part)
        for number in range(committed):
            yield work.place.get_json(work.chunk(part, number, "result"))
