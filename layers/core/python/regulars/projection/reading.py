"""How much of the ledger a projection reads: all of it, or of a long record what changed.

A part that was not read is the one that the row had: `tests/flows/test_partial_order.py` shows by schedules when that
is exact, and why each condition stands here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ..facts.customer import FACTS_VERSION, CustomerFacts, FactsRow, LongRecord
from ..facts.fold import coupled, fold, names_orders, refold
from ..facts.ranges import WHOLE, Range, Ranges
from ..facts.record import CustomerRecord, Erased
from ..facts.time import DAY_MS
from ..stores.ledger import Ledger
from ..stores.tombstones import Tombstone

# From so many items on a record is long: some ten read units. A shorter one is read by one Query, whatever changed.
LONG_RECORD = 100
# What no message told of, because it died, is seen after so long.
WHOLE_EVERY_MS = DAY_MS


class Reading(NamedTuple):
    """A customer's facts, and how they were read: of whom they are a member, and the row's `read_at_ms` and `long`.

    `partial`: some part is the row's, and nothing may be told by it. `erased`: there is nobody to be told of.
    `record` is what was read of the ledger.
    """

    facts: CustomerFacts
    merged_into: str | None
    read_at_ms: int
    long: LongRecord | None
    record: CustomerRecord
    partial: bool = False
    erased: Erased | None = None

    def row(self, revision: int, now_ms: int) -> FactsRow:
        """The row that replaces the one with this revision."""
        return FactsRow(max(revision + 1, now_ms), self.read_at_ms, FACTS_VERSION, self.facts, long=self.long)


def read_whole(customer_id: str, ledger: Ledger, now_ms: int, erased: Mapping[str, Tombstone]) -> Reading:
    """All of the record; `erased` is whose tombstone was seen."""
    return _whole(ledger.read_customer(customer_id, erased=erased), now_ms)


def read_changed(
    customer_id: str,
    changed: Ranges | None,
    row: FactsRow | None,
    ledger: Ledger,
    now_ms: int,
    erased: Mapping[str, Tombstone],
) -> Reading:
    """What changed and what is folded together with it; the rest as `row` has it, which was read before.

    All of the record where nobody says what changed, and where the row has nothing to copy from: there is none, other
    code has put it, it is of a record that was short, its person has other members by now, or it was not read whole for
    a day.
    """
    if changed is None or row is None or row.long is None or not _is_fresh(row, now_ms):
        return read_whole(customer_id, ledger, now_ms, erased)
    ranges = changed | coupled(changed, row.facts)
    if ranges == WHOLE:
        return read_whole(customer_id, ledger, now_ms, erased)
    record = ledger.read_customer(customer_id, ranges, erased=erased)
    if record.erased:
        return _whole(record, now_ms)
    if record.head_n != row.long.head_n or (Range.CORE not in ranges and names_orders(record)):
        return read_whole(customer_id, ledger, now_ms, erased)
    since = {**row.long.since, **dict.fromkeys(ranges, now_ms)}
    facts = refold(row.facts, record, ranges)
    return Reading(facts, None, row.read_at_ms, LongRecord(record.head_n, since), record, partial=True)


def _whole(record: CustomerRecord, now_ms: int) -> Reading:
    long = LongRecord(record.head_n, {}) if len(record.items) >= LONG_RECORD else None
    return Reading(fold(record), record.merged_into, now_ms, long, record, erased=record.erased)


def _is_fresh(row: FactsRow, now_ms: int) -> bool:
    return row.facts_version == FACTS_VERSION and now_ms - row.read_at_ms < WHOLE_EVERY_MS
