"""A new generation's lookups are complete before anybody reads it: they follow its rows over a stream and a queue."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from ..command_line import command_line
from ..errors import RebuildStalled
from ..facts.tenant import Generation, Tenant
from ..facts.time import MINUTE_MS
from ..stores.folded import whole
from ..stores.messages import LookupChange
from ..stores.opened import Stores
from .lookup_check import Expected, by_customer, differing, is_missing
from .lookups import lookup_entries

# For how long nothing may change before the rest is sent again, and after the last before it is given up.
_PATIENCE_MS = tuple(minutes * MINUTE_MS for minutes in (1, 4, 8))
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.25, 10.0
_ROWS_A_PAGE = 500


class Missing(NamedTuple):
    """How many entries that the rows of a shard make are not there yet."""

    shard: int
    entries: int


def complete_lookups(
    tenant: Tenant,
    generation: Generation,
    *,
    stores: Stores,
    clock: Callable[[], int],
    pause: Callable[[float], None],
) -> Iterator[Missing]:
    """Waits, shard by shard, until every entry that the rows make is there; what does not come is sent.

    Rows that change meanwhile bring their own entries: what is waited for is what they made when they were read. An
    entry too many harms no answer. Raises `RebuildStalled` where nothing comes although it was sent.
    """
    for shard in range(generation.shards):
        expected = _expected(tenant, generation, shard, stores)
        waiting = sorted(expected.partitions)
        for patience_ms in _PATIENCE_MS:
            pause_s, moved_ms, last = _FIRST_PAUSE_S, clock(), None
            while True:
                found = _missing(tenant, generation, shard, waiting, expected, stores)
                waiting = [partition for partition in waiting if partition in found]
                entries = sum(map(len, found.values()))
                yield Missing(shard, entries)
                if not entries:
                    break
                if last is None or entries < last:
                    last, moved_ms = entries, clock()
                if clock() - moved_ms >= patience_ms:
                    break
                pause(pause_s)
                pause_s = min(2 * pause_s, _LONGEST_PAUSE_S)
            if not waiting:
                break
            stores.lookup_queue.send(by_customer(change for changes in found.values() for change in changes))
            expected = _expected(tenant, generation, shard, stores)
        else:
            raise RebuildStalled(
                f"{entries} lookups of the new generation do not come although they were sent: look at the errors of "
                f"update_lookups and at `{command_line('doctor')}`, then run this again. What was made stays, and "
                "nobody reads it yet."
            )


def _missing(
    tenant: Tenant, generation: Generation, shard: int, partitions: Sequence[str], expected: Expected, stores: Stores
) -> dict[str, list[LookupChange]]:
    """What is not there, by partition; of those alone where something is missing."""
    lookups = stores.lookups(tenant, generation)
    found = {
        partition: list(filter(is_missing, differing(shard, partition, expected, lookups=lookups, tenant=tenant)))
        for partition in partitions
    }
    return {partition: changes for partition, changes in found.items() if changes}


def _expected(tenant: Tenant, generation: Generation, shard: int, stores: Stores) -> Expected:
    facts, ledger = stores.rows(tenant, generation), stores.ledger(tenant)
    expected = Expected()
    start = None
    while True:
        page = facts.shard_page(shard, limit=_ROWS_A_PAGE, start=start)
        for row in page.rows:
            expected.add(lookup_entries(replace(row, facts=whole(row, ledger))))
        if page.next_start is None:
            return expected
        start = page.next_start
