"""One import as it stands, also where its machine broke down before it could say so."""

from __future__ import annotations

from dataclasses import replace

from ...facts.tenant import Tenant
from ...jobs import find
from ...jobs.line import position, unchanged
from ...jobs.turns import next_attempt, take_turns
from ...stores.opened import Stores
from ...stores.tenant.imports import ImportRecord
from ...stores.tenant.job_record import JobState
from .kind import IMPORT


def as_it_stands(record: ImportRecord, tenant: Tenant, *, stores: Stores, now_ms: int) -> ImportRecord:
    """The record; failed where it still says running and its execution is over.

    One that waits for its turn is given its place, or its turn where one has become free and nothing gave it on.
    """
    if record.state is JobState.WAITING and record.version_id is not None:
        turns = take_turns(IMPORT, unchanged, stores=stores, now_ms=now_ms)
        latest = stores.imports(tenant).read(record.import_id) or record
        return replace(latest, position=position(turns, next_attempt(record, tenant)))
    return find.as_it_stands(IMPORT, record, tenant, stores=stores, now_ms=now_ms)
