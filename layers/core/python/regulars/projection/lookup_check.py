"""Whether the lookups of a shard are those that its rows make: what is missing, what differs, and what is stray."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..facts.lookup import LookupEntry, LookupKey, LookupKind, PairSums
from ..facts.tenant import Tenant
from ..stores.lookups import Lookups
from ..stores.messages import LookupChange

# Of an entry that is not there: any revision of a row is newer.
_OLDEST = 0
# No id of a customer has it in it.
_BETWEEN = "\0"


class Expected:
    """The entries that rows make, by partition. Of what an entry says a checksum is kept: 32 bits tell enough.

    A night holds those of a whole shard: an entry is one text, its name and its customer.
    """

    def __init__(self) -> None:
        self._sums: dict[str, dict[str, int]] = {}

    def add(self, entries: Iterable[LookupEntry]) -> None:
        for entry in entries:
            partition = self._sums.setdefault(entry.partition, {})
            partition[_entry(entry.key.name, entry.customer_id)] = _checksum(entry.pair)

    def merge(self, other: Expected) -> None:
        """Adds the entries of other rows."""
        for partition, sums in other._sums.items():
            self._sums.setdefault(partition, {}).update(sums)

    @property
    def partitions(self) -> set[str]:
        return set(self._sums)

    def of_partition(self, partition: str) -> Mapping[str, int]:
        """The checksum of each entry."""
        return self._sums.get(partition, {})

    def as_json(self) -> dict[str, Any]:
        return self._sums

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Expected:
        """What `as_json` gave."""
        made = cls()
        made._sums = dict(stored)
        return made


def differing(
    shard: int, partition: str, expected: Expected, *, lookups: Lookups, tenant: Tenant
) -> Iterator[LookupChange]:
    """What there is to be done in one partition, one change an entry; nothing where all is as it should be.

    A change that is done reads the row as it stands: one that was asked for too much, because the row has changed
    since, finds nothing to do.
    """
    left = dict(expected.of_partition(partition))
    kind = LookupKind(partition.partition("#")[0])
    generation = lookups.generation.number
    for entry in lookups.entries_of(shard, partition):
        if left.pop(_entry(entry.key.name, entry.customer_id), None) != _checksum(entry.pair):
            yield LookupChange(tenant.id, generation, entry.customer_id, entry.revision, (entry.key,))
    for name, customer_id in (entry.rsplit(_BETWEEN, 1) for entry in left):
        yield LookupChange(tenant.id, generation, customer_id, _OLDEST, (LookupKey(kind, name),))


def is_missing(change: LookupChange) -> bool:
    """Whether there was no entry at all: one that says something else, or is stray, has a revision."""
    return change.revision == _OLDEST


def by_customer(changes: Iterable[LookupChange]) -> list[LookupChange]:
    """The changes of each customer as one, under the newest of their revisions."""
    found: dict[str, LookupChange] = {}
    for change in changes:
        earlier = found.get(change.customer_id, change._replace(keys=()))
        keys = (*(earlier.keys or ()), *(change.keys or ()))
        found[change.customer_id] = change._replace(keys=keys, revision=max(change.revision, earlier.revision))
    return list(found.values())


def _entry(name: str, customer_id: str) -> str:
    return f"{name}{_BETWEEN}{customer_id}"


def _checksum(pair: PairSums | None) -> int:
    return zlib.crc32(json.dumps(pair).encode()) if pair else 0
