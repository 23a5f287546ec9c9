"""At most four imports of a tenant run at once; more wait in the order in which their files came.

A turn belongs to an execution. Whoever ends gives it on, and whoever comes takes those away whose execution is over
although nobody said so: killed anywhere, a turn is not lost.
"""

from __future__ import annotations

from collections.abc import Callable

from ..errors import StoreUnavailable
from ..facts.tenant import Tenant
from ..facts.time import MINUTE_MS
from ..stores.import_turns import Turn, Turns
from ..stores.imports import ImportRecord
from ..stores.opened import Stores

MOST_AT_ONCE = 4
# An attempt is noted before its execution starts; what is younger runs or is about to.
STARTED_WITHIN_MS = 5 * MINUTE_MS
_MOST_TRIES = 50

Change = Callable[[Turns], Turns]


def asked(import_id: str, attempt: int) -> Change:
    """An attempt comes last, unless it has been there before."""

    def change(turns: Turns) -> Turns:
        there = {(turn.import_id, turn.attempt) for turn in turns.running} | set(turns.waiting)
        if (import_id, attempt) in there:
            return turns
        return turns._replace(waiting=(*turns.waiting, (import_id, attempt)))

    return change


def ended(import_id: str, attempt: int) -> Change:
    """An attempt has ended."""

    def change(turns: Turns) -> Turns:
        running = tuple(turn for turn in turns.running if (turn.import_id, turn.attempt) != (import_id, attempt))
        waiting = tuple(one for one in turns.waiting if one != (import_id, attempt))
        return turns._replace(running=running, waiting=waiting)

    return change


def take_turns(tenant: Tenant, change: Change, *, stores: Stores, now_ms: int) -> Turns:
    """Makes the change, gives free turns to who waits first, and starts their executions.

    Done again after it broke off, it starts what was not started: an execution's name starts once. Raises
    `StoreUnavailable` where others kept changing the turns.
    """
    store = stores.import_turns(tenant)
    for _ in range(_MOST_TRIES):
        before = store.read()
        after = _filled(change(_swept(before, tenant, stores=stores, now_ms=now_ms)), now_ms)
        if after == before or store.put(after):
            break
    else:
        raise StoreUnavailable("the turns of imports kept changing")
    for turn in after.running:
        if turn.since_ms == now_ms or turn not in before.running:
            start(turn, tenant, stores)
    return after


def is_left_waiting(record: ImportRecord, tenant: Tenant, *, stores: Stores, now_ms: int) -> bool:
    """Whether an import that waits has its file for some minutes, and no turn and no place: its start was lost."""
    if now_ms < record.created_ms + STARTED_WITHIN_MS:
        return False
    turns = stores.import_turns(tenant).read()
    if record.import_id in {turn.import_id for turn in turns.running} or turns.position(record.import_id):
        return all(
            now_ms >= turn.since_ms + STARTED_WITHIN_MS and not stores.machine.is_running(turn.execution)
            for turn in turns.running
        )
    return record.version_id is not None or bool(stores.files(tenant).uploaded(record.import_id, record.object_name))


def _filled(turns: Turns, now_ms: int) -> Turns:
    free = max(MOST_AT_ONCE - len(turns.running), 0)
    begun = tuple(Turn(import_id, attempt, now_ms) for import_id, attempt in turns.waiting[:free])
    return turns._replace(running=turns.running + begun, waiting=turns.waiting[free:])


def _swept(turns: Turns, tenant: Tenant, *, stores: Stores, now_ms: int) -> Turns:
    """Without the turns of executions that are over. One that never started is begun again, from now on."""
    imports = stores.imports(tenant)
    kept = []
    for turn in turns.running:
        if now_ms >= turn.since_ms + STARTED_WITHIN_MS and not stores.machine.is_running(turn.execution):
            record = imports.read(turn.import_id)
            if record is None or record.attempt >= turn.attempt:
                continue
            turn = turn._replace(since_ms=now_ms)
        kept.append(turn)
    return turns._replace(running=tuple(kept))


def start(turn: Turn, tenant: Tenant, stores: Stores) -> None:
    """Begins an attempt whose turn it is, or leaves the one that was begun."""
    stores.imports(tenant).begin(turn.import_id, attempt=turn.attempt, now_ms=turn.since_ms)
    given: dict[str, str | int] = {"tenant": tenant.id, "importId": turn.import_id, "attempt": turn.attempt}
    stores.machine.start(turn.execution, given)
