"""All customers of a tenant in one view, live within the bound of a page, else of last night (scoring.md §8)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ..errors import Conflict
from ..facts.customer import FactsRow
from ..facts.fold import fold
from ..scoring.derive import derive
from ..scoring.settings import Settings
from ..scoring.summary import Summary
from ..stores.jobs import Counts
from ..stores.ledger import Ledger
from ..stores.night_records import NightRecords
from ..stores.rows import Rows
from .histories import MOST_HEAVY
from .walk import Budget


class Seen(NamedTuple):
    """A summary and, of one that a recalculation left, the tenant-local day (YYYY-MM-DD) and what that has done."""

    summary: Summary
    day: str | None = None
    counts: Counts | None = None


def read_summary(*, facts: Rows, ledger: Ledger, records: NightRecords, settings: Settings, now_ms: int) -> Seen:
    """The summary at `now_ms`, or that of last night where there are more customers than one page may read.

    Raises `Conflict` where there is no night yet.
    """
    try:
        return Seen(summarise(facts=facts, ledger=ledger, settings=settings, now_ms=now_ms))
    except Conflict:
        stored = read_days(1, records=records)
        if not stored:
            raise
        return stored[0]


def read_days(days: int, *, records: NightRecords) -> list[Seen]:
    """What the recalculations of the newest days left, the newest first; the last of a day stands."""
    return [
        Seen(Summary.of(stored), day, Counts(*stored["counts"]))
        for day, stored in (records.summaries(days) if days else [])
    ]


def summarise(*, facts: Rows, ledger: Ledger, settings: Settings, now_ms: int) -> Summary:
    """The summary at `now_ms`. Raises `Conflict` where there are more customers or long histories than a page reads."""
    summary, heavy = Summary(now_ms), 0
    for row in every_row(facts):
        if not row.facts.known:
            continue
        known = row.facts
        if known.purchases.heavy:
            heavy += 1
            if heavy > MOST_HEAVY:
                raise too_many()
            # What he bought, and when, stands in the ledger only.
            known = fold(ledger.read_customer(row.customer_id))
        summary.add(known, derive(known, settings, now_ms), settings)
    return summary


def every_row(facts: Rows) -> Iterator[FactsRow]:
    """All rows of the tenant. Raises `Conflict` where there are more than one page may read."""
    budget = Budget()
    for shard in range(facts.generation.shards):
        start = None
        while True:
            if budget.spent:
                raise too_many()
            page = facts.shard_page(shard, limit=budget.ask, start=start)
            budget.take(len(page.rows), page.read_bytes)
            yield from page.rows
            start = page.next_start
            if start is None:
                break


def too_many() -> Conflict:
    """What is answered where no night has left what cannot be read at once."""
    return Conflict(
        "too_many_customers_live",
        "There are more customers than may be read while somebody waits, and no night has left one yet: "
        "POST /product-affinity/recalculate makes one.",
    )
