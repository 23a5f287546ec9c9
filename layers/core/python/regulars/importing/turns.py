"""Imports take turns (`line.py`): so many run at once over all tenants, so many of one; the others wait.

A turn belongs to an execution. Whoever ends gives it on, the event of an execution that broke down does, and whoever
comes takes those away whose execution is over although nobody said so: killed anywhere, a turn is not lost.
"""

from __future__ import annotations

from ..errors import StoreUnavailable
from ..facts.tenant import Tenant
from ..facts.time import MINUTE_MS
from ..stores.import_turns import Attempt, Turn, Turns, pause
from ..stores.imports import ImportRecord
from ..stores.opened import Stores
from .line import Change, given

# How long a turn is believed to run, or to be about to, without a look at its execution.
STARTED_WITHIN_MS = 5 * MINUTE_MS
_MOST_TRIES = 30

TOO_MANY_WAIT = "Too many imports wait for their turn already: retry this one when some of them are done."


def take_turns(change: Change, *, stores: Stores, now_ms: int) -> Turns:
    """Makes the change, gives free turns to who is next, and starts their executions.

    Done again after it broke off, it starts what was not started: an execution's name starts once. Raises
    `StoreUnavailable` where others kept changing the turns.
    """
    for tried in range(_MOST_TRIES):
        before = stores.import_turns.read()
        after = _given(change(_swept(before, stores=stores, now_ms=now_ms)), stores, now_ms)
        if after == before or stores.import_turns.put(after):
            break
        pause(tried)
    else:
        raise StoreUnavailable("the turns of imports kept changing")
    for turn in after.running:
        if not turn.begun and turn not in before.running:
            _start(turn, stores)
    return after


def is_left_waiting(record: ImportRecord, tenant: Tenant, *, stores: Stores, now_ms: int) -> bool:
    """Whether an import that waits has its file for some minutes and is not begun: its start or its turn was lost."""
    if now_ms < record.created_ms + STARTED_WITHIN_MS:
        return False
    attempt = Attempt(tenant.id, record.import_id, record.attempt + 1)
    turns = stores.import_turns.read()
    if not turns.holds(attempt):
        return record.version_id is not None or bool(
            stores.files(tenant).uploaded(record.import_id, record.object_name)
        )
    alive = tuple(turn for turn in turns.running if not _is_over(turn, stores, now_ms))
    left = turns._replace(running=alive)
    return not left.runs(attempt) and (turns.runs(attempt) or _given(left, stores, now_ms).runs(attempt))


def _swept(turns: Turns, *, stores: Stores, now_ms: int) -> Turns:
    """Without the turns of executions that are over; what was given a turn and may not have started is started."""
    kept = []
    for turn in turns.running:
        if not turn.begun:
            try:
                if not _start(turn, stores):
                    continue
            except Exception:
                # Whoever came is called again, and tries again; what cannot start at all holds nobody up for long.
                if now_ms < turn.seen_ms + STARTED_WITHIN_MS:
                    raise
            else:
                turn = turn._replace(begun=True)
        elif now_ms >= turn.seen_ms + STARTED_WITHIN_MS:
            if not stores.machine.is_running(turn.attempt.execution):
                continue
            turn = turn._replace(seen_ms=now_ms)
        kept.append(turn)
    return turns._replace(running=tuple(kept))


def _given(turns: Turns, stores: Stores, now_ms: int) -> Turns:
    return given(turns, most=stores.imports_at_once, now_ms=now_ms)


def _is_over(turn: Turn, stores: Stores, now_ms: int) -> bool:
    return now_ms >= turn.seen_ms + STARTED_WITHIN_MS and not stores.machine.is_running(turn.attempt.execution)


def _start(turn: Turn, stores: Stores) -> bool:
    """Begins an attempt whose turn it is, or leaves the one that was begun; False where its tenant is no more."""
    tenant_id, import_id, number = turn.attempt
    found = stores.directory.read(tenant_id)
    if found is None:
        return False
    stores.imports(found.tenant).begin(import_id, attempt=number, now_ms=turn.seen_ms)
    stores.machine.start(turn.attempt.execution, {"tenant": tenant_id, "importId": import_id, "attempt": number})
    return True
