"""Jobs take turns (`line.py`): so many of a kind run at once over all tenants, so many of one; the others wait.

A turn belongs to an execution. An execution that ends hands it on, so does the event of one that broke down, and
comes takes those away whose execution is over although nothing said so: killed anywhere, a turn is not lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..errors import StoreUnavailable
from ..facts.tenant import Tenant
from ..stores.opened import Stores
from ..stores.tenant.job_record import JobRecord
from ..stores.tenant.job_turns import Attempt, Turn, Turns, pause
from .kind import JobKind, Line
from .line import Change, asked, ended, given

_MOST_TRIES = 30


def take_turns(kind: JobKind, change: Change, *, stores: Stores, now_ms: int) -> Turns:
    """Makes the change, gives free turns to the next ones, and starts their executions.

    Done again after it broke off, it starts what was not started: an execution's name starts once. Raises
    `StoreUnavailable` where others kept changing the turns.
    """
    turns = stores.job_turns(kind.name)
    for tried in range(_MOST_TRIES):
        before = turns.read()
        after = _given(kind, change(_swept(kind, before, stores=stores, now_ms=now_ms)), stores, now_ms)
        if after == before or turns.put(after):
            break
        pause(tried)
    else:
        raise StoreUnavailable(f"the turns of the kind {kind.name} kept changing")
    for turn in after.running:
        if not turn.begun and turn not in before.running:
            _start(kind, turn, stores)
    return after


def ask_for_turn(kind: JobKind, record: JobRecord, tenant: Tenant, *, stores: Stores, now_ms: int) -> Turns:
    """Puts the job's next attempt into the line, and removes the attempt before it.

    Returns the turns as they are then; the attempt is not among them where too many wait already.
    """
    attempt, before = next_attempt(record, tenant), Attempt(tenant.id, record.job_id, record.attempt)
    line = _line(kind)
    return take_turns(kind, lambda turns: asked(attempt, line)(ended(before)(turns)), stores=stores, now_ms=now_ms)


def give_on(kind: JobKind, execution: Mapping[str, Any], *, stores: Stores, now_ms: int) -> None:
    """The execution that was given `{tenant, job, attempt}` is over, however it ended: others have their turn."""
    attempt = Attempt(execution["tenant"], execution["job"], execution["attempt"])
    take_turns(kind, ended(attempt), stores=stores, now_ms=now_ms)


def next_attempt(record: JobRecord, tenant: Tenant) -> Attempt:
    """The attempt that a job waits for."""
    return Attempt(tenant.id, record.job_id, record.attempt + 1)


def is_left_waiting(kind: JobKind, record: JobRecord, tenant: Tenant, *, stores: Stores, now_ms: int) -> bool:
    """Whether a job could have begun for some minutes and has not: its start or its turn was lost."""
    if now_ms < record.created_ms + kind.started_within_ms:
        return False
    attempt = next_attempt(record, tenant)
    turns = stores.job_turns(kind.name).read()
    if not turns.holds(attempt):
        return kind.is_ready(record, tenant, stores)
    alive = tuple(turn for turn in turns.running if not _is_over(kind, turn, stores, now_ms))
    left = turns._replace(running=alive)
    return not left.runs(attempt) and (turns.runs(attempt) or _given(kind, left, stores, now_ms).runs(attempt))


def _line(kind: JobKind) -> Line:
    assert isinstance(kind.slot, Line), f"jobs of the kind {kind.name} do not wait in a line"
    return kind.slot


def _swept(kind: JobKind, turns: Turns, *, stores: Stores, now_ms: int) -> Turns:
    """Without the turns of executions that are over; what was given a turn and may not have started is started."""
    kept = []
    for turn in turns.running:
        if not turn.begun:
            try:
                if not _start(kind, turn, stores):
                    continue
            except Exception:
                # Whoever came is called again, and tries again; what cannot start at all holds nobody up for long.
                if now_ms < turn.seen_ms + kind.started_within_ms:
                    raise
            else:
                turn = turn._replace(begun=True)
        elif now_ms >= turn.seen_ms + kind.started_within_ms:
            if not stores.machine(kind.machine).is_running(turn.attempt.execution):
                continue
            turn = turn._replace(seen_ms=now_ms)
        kept.append(turn)
    return turns._replace(running=tuple(kept))


def _given(kind: JobKind, turns: Turns, stores: Stores, now_ms: int) -> Turns:
    line = _line(kind)
    return given(turns, most=line.at_once(stores), of_tenant=line.of_tenant, now_ms=now_ms)


def _is_over(kind: JobKind, turn: Turn, stores: Stores, now_ms: int) -> bool:
    started = now_ms >= turn.seen_ms + kind.started_within_ms
    return started and not stores.machine(kind.machine).is_running(turn.attempt.execution)


def _start(kind: JobKind, turn: Turn, stores: Stores) -> bool:
    """Begins an attempt whose turn it is, or leaves the one that was begun; False where its tenant no longer exists."""
    tenant_id, job_id, number = turn.attempt
    found = stores.directory.read(tenant_id)
    if found is None:
        return False
    kind.of(stores, found.tenant).begin(job_id, attempt=number, now_ms=turn.seen_ms)
    record = JobRecord(job_id, turn.seen_ms, attempt=number)
    stores.machine(kind.machine).start(turn.attempt.execution, kind.payload(tenant_id, record))
    return True
