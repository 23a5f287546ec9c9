"""The lookups of one shard, compared with its rows: what is missing or stray is sent to `update_lookups`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple

from ..facts.customer import FactsRow
from ..facts.lookup import LookupKey, LookupKind
from ..projection.lookup_check import Expected, by_customer, differing
from ..projection.lookups import lookup_entries
from ..stores.messages import LookupChange
from ..stores.opened import Stores
from .tally import Tally
from .turn_left import TurnLeft
from .work import Night

# A turn ends at this many, to hold no more of them: one message each is sent when it has left them.
_MOST_FOUND = 10_000


class Kept(NamedTuple):
    """Names of objects: the entries that the rows of all turns so far should have; what this turn has found."""

    expected: tuple[str, ...]
    lookups: str | None


class LookupComparison:
    """What one turn expects of the rows that it has seen, and what it finds of all rows of the shard."""

    def __init__(self, night: Night, shard: int, before: TurnLeft | None, *, stores: Stores) -> None:
        self._night = night
        self._shard = shard
        self._lookups = stores.lookups(night.tenant, night.generation)
        self._answers = stores.files(night.tenant).answers
        self._records = stores.night_records(night.tenant)
        self._expected_before = before.expected if before else ()
        self._expected = Expected()
        self.found: list[LookupChange] = []

    @property
    def is_full(self) -> bool:
        """Whether the turn has to end and send what it has found."""
        return len(self.found) >= _MOST_FOUND

    def expect(self, row: FactsRow) -> None:
        """The entries of a row; a heavy customer's row carries the products of the ledger's fold."""
        self._expected.add(lookup_entries(row))

    def run(self, after: str | None, tally: Tally, is_over: Callable[[], bool]) -> str | None:
        """Compares partition by partition, behind `after`; where to go on, None at the end.

        Today's rows name partitions, and so did last night's: a customer that has left one since is stray there now.
        """
        expected = self._expected_of_all_turns()
        partitions = sorted(expected.partitions | self._of_last_night())
        for partition in partitions:
            if after is not None and partition <= after:
                continue
            changes = differing(self._shard, partition, expected, lookups=self._lookups, tenant=self._night.tenant)
            # Skip customers that failed this night: their row may be unreadable.
            self.found += [change for change in changes if not tally.has_failed(change.customer_id)]
            if is_over():
                return partition
        self._leave_partitions(partitions if tally.any_failed else sorted(expected.partitions))
        return None

    def keep(self, number: int, *, goes_on: bool) -> Kept:
        """Keeps what later turns, if it `goes_on`, and the sending of what was found need of turn `number`.

        What was expected of this turn's rows is held no longer.
        """
        keep = partial(self._night.keep, self._shard, number)
        more = (keep("expected", self._expected.as_json()),) if goes_on and self._expected.partitions else ()
        self._expected = Expected()
        return Kept((*self._expected_before, *more), keep("lookups", self.found) if self.found else None)

    def _expected_of_all_turns(self) -> Expected:
        if not self._expected_before:
            return self._expected
        expected = Expected()
        for name in self._expected_before:
            expected.merge(Expected.of(self._night.kept(name)))
        expected.merge(self._expected)
        return expected

    def _of_last_night(self) -> set[str]:
        last = self._records.last()
        left = self._answers(last.job_id).get_packed(_name(self._shard)) if last else None
        if left is None or left["generation"] != self._night.generation.number:
            return set()
        return set(left["partitions"])

    def _leave_partitions(self, partitions: Sequence[str]) -> None:
        left = {"generation": self._night.generation.number, "partitions": partitions}
        self._answers(self._night.job.job_id).put_packed(_name(self._shard), left)


def send_found(night: Night, left: TurnLeft, *, stores: Stores) -> None:
    """Sends what a turn has found; sent twice, it is done once."""
    if left.lookups is not None:
        found = [_change(one) for one in night.kept(left.lookups)]
        stores.lookup_queue.send(by_customer(found))


def _name(shard: int) -> str:
    return f"partitions/{shard:04d}.json.gz"


def _change(stored: Sequence[Any]) -> LookupChange:
    # What a turn has found is sent for the first time: how often it was sent again is no matter here.
    tenant_id, generation, customer_id, revision, keys, *_ = stored
    return LookupChange(
        tenant_id, generation, customer_id, revision, tuple(LookupKey(LookupKind(kind), name) for kind, name in keys)
    )
