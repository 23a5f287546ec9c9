"""Whether a customer's stored facts still equal a fold of their ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from ..facts.customer import FACTS_VERSION, CustomerFacts, FactsRow
from ..facts.fold import fold
from ..facts.items.item import LedgerItem
from ..facts.order import Lane, Order
from ..facts.record import CustomerRecord
from ..facts.time import HOUR_MS, MINUTE_MS
from ..projection.referrals import untold
from ..stores.ledger import KINDS, Ledger
from ..stores.registry import Registry
from ..stores.rows.rows import NO_ROW, Rows
from ..stores.tenant.jobs import Job
from ..stores.tombstones import Tombstone

# Every customer is verified once in this many nights.
VERIFIED_EVERY_DAYS = 7
# An import projects its customers when all its orders are stored; one execution lasts at most so long.
_IMPORT_LANE_MS = 12 * HOUR_MS
_LIVE_LANE_MS = 15 * MINUTE_MS


def is_verified(customer_hash: str, job: Job) -> bool:
    """Whether a recalculation looks at this customer: a manual one at everybody, a night by its day."""
    assert job.day is not None, "the plan fixes it first"
    today = date.fromisoformat(job.day).toordinal()
    return job.manual or int(customer_hash, 16) % VERIFIED_EVERY_DAYS == today % VERIFIED_EVERY_DAYS


class Finding(StrEnum):
    """`drift` should never be: nothing explains it. `lagging` is a projection that is on its way."""

    EQUAL = "equal"
    DRIFT = "drift"
    LAGGING = "lagging"


class Look(NamedTuple):
    """What was seen of a customer: the revision of their row (0: none), and whether it equals their ledger."""

    revision: int
    finding: Finding


def look_at(
    customer_id: str,
    row: FactsRow | None,
    *,
    ledger: Ledger,
    now_ms: int,
    see: Callable[[Iterable[Order]], None] | None = None,
    erased: Mapping[str, Tombstone] | None = None,
    registry: Registry | None = None,
) -> Look:
    """Compares a row with the ledger that is read now. The row was read consistently, and before.

    A section of another version says nothing. `see` is shown the orders. `erased` as `Ledger.read_customer` takes it.
    With the `registry` it is lagging, too, where whoever brought the customer is yet to be told of them.
    """
    record = ledger.read_customer(customer_id, erased=erased)
    if see is not None:
        see(record.orders)
    finding = _finding(row, record, now_ms)
    if row is None:
        return Look(NO_ROW, finding)
    if finding is Finding.EQUAL and registry is not None:
        told = not any(untold(record, row.facts, ledger=ledger, registry=registry))
        finding = finding if told else Finding.LAGGING
    return Look(row.revision, finding)


def confirmed(customer_id: str, first: Look, *, facts: Rows, ledger: Ledger, now_ms: int) -> Finding:
    """A second look, later: drift only where it is still so under the same revision."""
    row = facts.rows_of([customer_id]).get(customer_id)
    second = look_at(customer_id, row, ledger=ledger, now_ms=now_ms)
    if second.finding is Finding.DRIFT and second.revision != first.revision:
        return Finding.LAGGING
    return second.finding


def _finding(row: FactsRow | None, record: CustomerRecord, now_ms: int) -> Finding:
    known = fold(record)
    if _as_stored(known, row) == (_current(row, known) if row else CustomerFacts(record.customer_id)):
        return Finding.EQUAL
    if record.erased:
        return Finding.LAGGING  # whoever erases them is about to empty it
    if any(_may_be_on_its_way(item, row, now_ms) for item in record.items):
        return Finding.LAGGING
    return Finding.DRIFT


def _may_be_on_its_way(item: LedgerItem, row: FactsRow | None, now_ms: int) -> bool:
    """Written after the row was read, give or take what clocks differ by; without a row, as long as a lane may take."""
    if row is not None:
        return item.written_ms > row.read_ms(KINDS.of(item).range) - MINUTE_MS
    return now_ms < item.written_ms + (_IMPORT_LANE_MS if item.lane is Lane.IMPORT else _LIVE_LANE_MS)


def _current(row: FactsRow, known: CustomerFacts) -> CustomerFacts:
    """The row's facts; what code of another version has stored is taken for right, until the rows are made anew."""
    if row.facts_version == FACTS_VERSION:
        return row.facts
    if not row.facts.known:
        return _as_stored(known, row)
    return replace(row.facts, **{section: getattr(_as_stored(known, row), section) for section in row.outdated})


def _as_stored(known: CustomerFacts, row: FactsRow | None) -> CustomerFacts:
    """The fold as a row can hold it: of a heavy customer without timeline and products."""
    if row is None or not row.facts.purchases.heavy:
        return known
    return known.without_history()
