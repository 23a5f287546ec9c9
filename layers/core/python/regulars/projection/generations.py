"""Blue/green: a complete second copy of a tenant's read model beside the one that is read, then the readers move.

A rebuild, a reshard and a raised facts version are this one act. Nobody waits for anybody, because

- an invocation of update_facts reads the generation record after it was handed its messages. Those handed over before
  the announcement are of customers who were on the roster by then, and the walk projects them into the new generation;
  all others write it themselves.
- a projection puts the row of the generation that is read last (`projection/batch.py`): who is in it is in all others.

So the copy is complete once everybody of a roster read after the announcement has a row in it, and it stays so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from ..command_line import command_line
from ..errors import RebuildStalled
from ..facts.customer import FACTS_VERSION
from ..facts.order import Lane
from ..facts.tenant import Generation, Tenant
from ..facts.time import MINUTE_MS
from ..stores.messages import Touched
from ..stores.opened import Stores
from ..stores.registry import ROSTER_BUCKETS
from ..stores.rows.rows import Rows
from ..stores.tenant.generations import Generations
from .complete_lookups import complete_lookups

# For how long nobody may get a row before the rest is sent again, and after the last before it is given up.
_PATIENCE_MS = tuple(minutes * MINUTE_MS for minutes in (2, 4, 8))
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.25, 10.0


class Progress(NamedTuple):
    """How far a rebuild is: what it does, how many `unit` of `of` (None: not known) are done, and in which part."""

    phase: str
    done: int
    of: int | None
    unit: str
    part: int
    parts: int


def rebuild(
    tenant: Tenant,
    *,
    shards: int | None,
    stores: Stores,
    clock: Callable[[], int],
    pause: Callable[[float], None],
) -> Iterator[Progress]:
    """Makes a new generation and has it read; yields how far it is. In `shards` shards, and only where the tenant has
    another number; None: all anew, in as many as now.

    One that was killed goes on with the generation it had announced, and ends as if it had not been. `pause` waits
    seconds while the projections work. Reads and writes only this tenant's keys.

    Raises `Conflict` where one in another number of shards is begun, `RebuildStalled` where projections do not come.
    """
    record = stores.generations(tenant)
    new = record.change(lambda seen: seen.announcing(shards)).announced
    if new is not None:
        yield from _project_everyone(tenant, new, stores, clock, pause)
        for missing in complete_lookups(tenant, new, stores=stores, clock=clock, pause=pause):
            yield Progress("Looking up", missing.entries, None, "entries to come", missing.shard + 1, new.shards)
        record.change(lambda seen: seen.reading_from(new, now_ms=clock()))
    yield from sweep_due(tenant, stores=stores, now_ms=clock())


def sweep_due(tenant: Tenant, *, stores: Stores, now_ms: int) -> Iterator[Progress]:
    """Deletes the rows of generations that were retired a day ago, and a day after that forgets these; yields how many
    rows of each are gone."""
    record = stores.generations(tenant)
    for retired in record.read().due(now_ms):
        yield from _sweep(stores.rows(tenant, retired.generation))
        record.change(lambda seen, swept=retired.generation: seen.swept(swept, now_ms=now_ms))  # type: ignore[misc]


def _sweep(facts: Rows) -> Iterator[Progress]:
    number, shards = facts.generation.number, facts.generation.shards
    swept = 0
    for shard in range(shards):
        for rows in facts.sweep(shard):
            swept += rows
            yield Progress(f"Sweeping generation {number}", swept, None, "rows", shard + 1, shards)


def is_outdated(tenant: Tenant, generations: Generations, *, stores: Stores) -> bool:
    """Whether rows that are read may be of an older facts version than this code's.

    The record says what was completed; a row of each shard, what older code may have written since.
    """
    if generations.facts_version < FACTS_VERSION:
        return True
    facts = stores.rows(tenant, generations.reading)
    found = (facts.longest_untouched_version(shard) for shard in range(generations.reading.shards))
    return any(version is not None and version < FACTS_VERSION for version in found)


def _project_everyone(
    tenant: Tenant, new: Generation, stores: Stores, clock: Callable[[], int], pause: Callable[[float], None]
) -> Iterator[Progress]:
    """Part by part: who is on the roster and has no row is sent to the bulk queue, until everybody has one.

    Shards and the roster's buckets are both leading bits of the customer's hash: the rows of a part are compared with
    its buckets, and no more than a part is ever held in memory, or waits in the queue.
    """
    registry, facts, queue = stores.registry(tenant), stores.rows(tenant, new), stores.queue(Lane.BULK)
    parts = min(new.shards, ROSTER_BUCKETS)
    for part in range(parts):
        shards = _share(new.shards, part, parts)
        roster = {id_ for bucket in _share(ROSTER_BUCKETS, part, parts) for id_ in registry.roster(bucket)}
        missing = roster - _projected(facts, shards)
        for patience_ms in _PATIENCE_MS:
            queue.send([Touched(tenant.id, id_) for id_ in sorted(missing)])
            pause_s, moved_ms = _FIRST_PAUSE_S, clock()
            while missing and clock() - moved_ms < patience_ms:
                done = len(roster) - len(missing)
                yield Progress("Projecting", done, len(roster), "customers", part + 1, parts)
                pause(pause_s)
                pause_s = min(2 * pause_s, _LONGEST_PAUSE_S)
                left = missing - _projected(facts, shards)
                moved_ms = clock() if len(left) < len(missing) else moved_ms
                missing = left
            if not missing:
                break
        else:
            raise RebuildStalled(_stalled(len(missing), facts, shards))
        yield Progress("Projecting", len(roster), len(roster), "customers", part + 1, parts)


def _share(whole: int, part: int, parts: int) -> range:
    return range(whole * part // parts, whole * (part + 1) // parts)


def _projected(facts: Rows, shards: range) -> set[str]:
    """Customers with a row, even an emptied one, that is not of an older facts version."""
    return {id_ for shard in shards for id_, version in facts.versions(shard) if version >= FACTS_VERSION}


def _stalled(missing: int, facts: Rows, shards: range) -> str:
    minutes = _PATIENCE_MS[-1] // MINUTE_MS
    older = {version for shard in shards for _, version in facts.versions(shard) if version < FACTS_VERSION}
    if older:
        return (
            f"update_facts writes facts of version {max(older)}, this command expects {FACTS_VERSION}: deploy the code "
            "it is of, then run it again. What was made stays, and nobody reads it yet."
        )
    return (
        f"{missing} customers have no row in the new generation, and for {minutes} minutes none got one: look at the "
        f"errors of update_facts and at `{command_line('doctor')}`, then run this again. What was made stays, and "
        "nobody reads it yet."
    )
