"""All customers of a tenant in one view, live within the bound of a page, else of last night.

See docs/scoring.md, Summary.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, Protocol

from ..facts.customer import CustomerFacts, FactsRow
from ..lists.histories import MOST_HEAVY
from ..lists.live import live_or_left, too_many
from ..lists.walk import Budget
from ..population.summary import Summary
from ..scoring.derive import Scores, derive
from ..scoring.settings import Settings
from ..stores.folded import whole
from ..stores.rows.rows import Rows
from ..stores.shop import Shop
from ..stores.tenant.jobs import Counts


class Seen(NamedTuple):
    """A summary and, of one that a recalculation left, the tenant-local day (YYYY-MM-DD) and what that has done."""

    summary: Summary
    day: str | None = None
    counts: Counts | None = None


class Counted(Protocol):
    """What counts customers in, each whole."""

    def add(self, facts: CustomerFacts, scores: Scores, settings: Settings) -> None: ...


def read_summary(shop: Shop) -> Seen:
    """The summary now, or that of last night where there are more customers than one page may read.

    Raises `Conflict` where there is no night yet.
    """
    return live_or_left(lambda: Seen(summarise(shop)), lambda: next(iter(read_days(shop, 1)), None))


def read_days(shop: Shop, days: int) -> list[Seen]:
    """What the recalculations of the newest days left, the newest first; the last of a day stands. None of the past."""
    return [
        Seen(Summary.of(stored), day, Counts(*stored["counts"]))
        for day, stored in (shop.night_records.summaries(days) if days and not shop.then else [])
    ]


def summarise(shop: Shop) -> Summary:
    """The summary now. Raises `Conflict` where there are more customers or long histories than a page reads."""
    summary = Summary(shop.now_ms)
    count_everybody(shop, summary)
    return summary


def count_everybody(shop: Shop, *into: Counted) -> None:
    """Counts each customer into all of these; in the past those who had ordered by then, cut to that instant.

    Raises `Conflict` as `summarise` does.
    """
    heavy, ledger = 0, shop.ledger
    for row in every_row(shop.rows):
        if not row.facts.known:
            continue
        heavy += row.facts.purchases.heavy
        if heavy > MOST_HEAVY:
            raise too_many()
        known = whole(row, ledger)
        if shop.then:
            known = known.as_of(shop.now_ms)
            if not known.purchases.order_count:
                continue
        scores = derive(known, shop.settings, shop.now_ms)
        for one in into:
            one.add(known, scores, shop.settings)


def every_row(rows: Rows) -> Iterator[FactsRow]:
    """All rows of the tenant. Raises `Conflict` where there are more than one page may read."""
    budget = Budget()
    for shard in range(rows.generation.shards):
        start = None
        while True:
            if budget.spent:
                raise too_many()
            page = rows.shard_page(shard, limit=budget.ask, start=start)
            budget.take(len(page.rows), page.read_bytes)
            yield from page.rows
            start = page.next_start
            if start is None:
                break
