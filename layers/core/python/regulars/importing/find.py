"""One import as it stands, also where its machine broke down before it could say so."""

from __future__ import annotations

from dataclasses import replace

from ..errors import NotFound
from ..facts.tenant import Tenant
from ..stores.import_turns import Attempt
from ..stores.imports import ImportRecord, Imports, ImportState
from ..stores.opened import Stores
from .line import position, unchanged
from .turns import STARTED_WITHIN_MS, take_turns

BROKE_OFF = "The import stopped half-way: retry it, and it goes on from there."


def find_import(import_id: str, imports: Imports) -> ImportRecord:
    """The record as it is stored. Raises `NotFound`."""
    record = imports.read(import_id)
    if record is None:
        raise NotFound(f"There is no import {import_id}.")
    return record


def as_it_stands(record: ImportRecord, tenant: Tenant, *, stores: Stores, now_ms: int) -> ImportRecord:
    """The record; failed where it still says running and its execution is over, since even `report` may break.

    One that waits for its turn is given its place, or its turn where one has become free and nobody gave it on.
    """
    if record.state is ImportState.WAITING and record.version_id is not None:
        turns = take_turns(unchanged, stores=stores, now_ms=now_ms)
        latest = stores.imports(tenant).read(record.import_id) or record
        return replace(latest, position=position(turns, Attempt(tenant.id, record.import_id, record.attempt + 1)))
    begun_ms = record.created_ms if record.begun_ms is None else record.begun_ms
    if record.state is not ImportState.RUNNING or now_ms < begun_ms + STARTED_WITHIN_MS:
        return record
    if stores.machine.is_running(record.execution()):
        return record
    # It may have been reported, or retried, since it was read.
    latest = stores.imports(tenant).read(record.import_id) or record
    if latest.state is not ImportState.RUNNING or latest.attempt != record.attempt:
        return latest
    return replace(latest, state=ImportState.FAILED, error=BROKE_OFF)
