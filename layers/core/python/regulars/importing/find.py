"""One import as it stands, also where its machine broke down before it could say so."""

from __future__ import annotations

from dataclasses import replace

from ..errors import NotFound
from ..facts.tenant import Tenant
from ..facts.time import MINUTE_MS
from ..stores.imports import ImportRecord, Imports, ImportState
from ..stores.opened import Stores

BROKE_OFF = "The import stopped half-way: retry it, and it goes on from there."
# An attempt is noted before its execution starts; what is younger runs or is about to.
_STARTED_WITHIN_MS = 5 * MINUTE_MS


def find_import(import_id: str, imports: Imports) -> ImportRecord:
    """The record as it is stored. Raises `NotFound`."""
    record = imports.read(import_id)
    if record is None:
        raise NotFound(f"There is no import {import_id}.")
    return record


def as_it_stands(record: ImportRecord, tenant: Tenant, *, stores: Stores, now_ms: int) -> ImportRecord:
    """The record; failed where it still says running and its execution is over, since even `report` may break."""
    begun_ms = record.created_ms if record.begun_ms is None else record.begun_ms
    if record.state is not ImportState.RUNNING or now_ms < begun_ms + _STARTED_WITHIN_MS:
        return record
    if stores.machine.is_running(record.execution()):
        return record
    # It may have been reported, or retried, since it was read.
    latest = stores.imports(tenant).read(record.import_id) or record
    if latest.state is not ImportState.RUNNING or latest.attempt != record.attempt:
        return latest
    return replace(latest, state=ImportState.FAILED, error=BROKE_OFF)
