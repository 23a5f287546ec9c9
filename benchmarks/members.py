"""A walk over the members of an own segment: how many requests, and what each reads.

The list is the product's own (`lists/list.py`), asked page by page as the API asks it; the index is made up as it is
read, in DynamoDB's order and by its megabytes, so that a million customers need no table.
"""

from __future__ import annotations

import json
import time
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from regulars.facts.customer import FACTS_VERSION, CustomerFacts, FactsRow, ProfileFacts, PurchaseFacts, TimelineEntry
from regulars.facts.tenant import Generation
from regulars.facts.time import MINUTE_MS
from regulars.lists.list import list_customers
from regulars.lists.query import ListQuery
from regulars.scoring.settings import Settings
from regulars.segments.membership import memberships
from regulars.segments.segment import Segment
from regulars.segments.values import Units
from regulars.stores.dynamo.calls import Item
from regulars.stores.kept import Keeper, Kept
from regulars.stores.limits import QUERY_PAGE_BYTES
from regulars.stores.rows.indexes import BY_LAST_ORDER, Index, KeyRange, index_key
from regulars.stores.rows.pages import IndexCount, IndexPage
from regulars.stores.shop import Shop

from benchmarks.report import table
from testing.builders import NOW_MS

CUSTOMERS = 1_000_000
# One shard for about 50 000 customers.
_SHARD_CUSTOMERS = 50_000
LIMIT = 1_000
# One of so many customers is a member.
SHARES = (10, 100, 1_000)
# What a row with a profile and a timeline of some orders weighs in the index.
_ROW_BYTES = 700


class Made:
    """The rows of a tenant by their last order, a minute apart, dealt to the shards by turns.

    Every `share`-th customer has spent 7.77 an order, all others 10.00.
    """

    def __init__(self, customers: int, share: int) -> None:
        self.generation = Generation(1, max(1, customers // _SHARD_CUSTOMERS))
        self._of_a_shard = customers // self.generation.shards
        self._share = share
        self.queries = self.rows_read = 0

    def index_page(
        self, index: Index, shard: int, stretch: KeyRange, *, limit: int, start: Item | None = None, **_: Any
    ) -> IndexPage:
        """Descending, as a list is read."""
        first = start["number"] if start else self._first_within(shard, stretch)
        last = min(self._of_a_shard, first + min(limit, QUERY_PAGE_BYTES // _ROW_BYTES))
        rows = [self._row(number, shard) for number in range(first, last)] if stretch.low.startswith("1#") else []
        self.queries += 1
        self.rows_read += len(rows)
        more = {"number": last} if rows and last < self._of_a_shard else None
        return IndexPage([(index_key(index, row.facts), row) for row in rows], more, len(rows) * _ROW_BYTES)

    def index_count(self, *_: Any, **__: Any) -> IndexCount:
        raise AssertionError("a rule is not counted by an index alone")

    def everybody(self) -> Iterator[tuple[int, FactsRow]]:
        """All rows with their shards."""
        for shard in range(self.generation.shards):
            yield from ((shard, self._row(number, shard)) for number in range(self._of_a_shard))

    def histories_of(self, customer_ids: Any) -> dict[str, FactsRow]:
        raise AssertionError("every timeline lies in the index")

    def _first_within(self, shard: int, stretch: KeyRange) -> int:
        """The newest customer of the shard whose key is not above the stretch."""
        numbers = range(self._of_a_shard)
        below = lambda number: index_key(BY_LAST_ORDER, self._row(number, shard).facts) <= stretch.high  # noqa: E731
        return bisect_left(numbers, True, key=below)

    def _row(self, number: int, shard: int) -> FactsRow:
        rank = number * self.generation.shards + shard
        # Spread over the walk without a rhythm that pages could fall in with.
        member = rank * 2_654_435_761 % 2**32 < 2**32 // self._share
        at_ms = NOW_MS - rank * MINUTE_MS
        spent = 777 if member else 1_000
        bought = PurchaseFacts(
            order_count=1,
            spend_minor=spent,
            units_milli=1_000,
            first_at_ms=at_ms,
            last_at_ms=at_ms,
            timeline=(TimelineEntry(at_ms, spent, 1_000),),
        )
        facts = CustomerFacts(f"c{rank:09d}", True, bought, _PROFILE)
        return FactsRow(1, NOW_MS, FACTS_VERSION, facts)


class _Shop(Shop):
    """A tenant whose rows are made up."""

    @property
    def settings(self) -> Settings:
        return _SETTINGS

    @property
    def keeper(self) -> Keeper:
        return Keeper(self.kept, "acme", 0, self.now_ms)

    @property
    def rows(self) -> Any:
        return self.stores

    @property
    def ledger(self) -> Any:
        """Nobody is heavy."""
        return None


_SETTINGS = Settings.defaults(2)
_PROFILE = ProfileFacts(name="Mediterranean Cafe", email="cafe@example.com")


@dataclass
class Walked:
    """What a walk took; `most_rows` of one request."""

    members: int = 0
    requests: int = 0
    empty: int = 0
    queries: int = 0
    most_rows: int = 0
    seconds: float = 0.0


def walk(customers: int, share: int, *, limit: int = LIMIT) -> Walked:
    """All members, page by page, as the cursor of the API asks for them."""
    made, walked = Made(customers, share), Walked()
    shop = _Shop(cast(Any, made), cast(Any, None), NOW_MS, Kept())
    rule = {"field": "averageOrderValue", "operator": "at_most", "value": 8}
    stored = Segment("s1", "Small baskets", json.dumps(rule), NOW_MS, NOW_MS)
    query = ListQuery(of_segment=memberships((stored,), Units(2, "UTC"), 1).by_id["s1"], segment_pinned=False)
    after: Any = None
    pinned: Any = {}
    while True:
        read_before, began = made.rows_read, time.process_time()
        reading = list_customers(shop, query, limit=limit, after=after, pinned=pinned)
        drawn, ended = 0, True
        for position, customer in reading.steps:
            if customer is not None and drawn == limit:
                ended = False
                break
            drawn += customer is not None
            after = position
        walked.seconds += time.process_time() - began
        pinned = reading.pins()
        walked.requests += 1
        walked.members += drawn
        walked.empty += drawn == 0
        walked.most_rows = max(walked.most_rows, made.rows_read - read_before)
        if ended and reading.ends():
            walked.queries = made.queries
            return walked


def run(*, small: bool = False) -> None:
    customers = 20_000 if small else CUSTOMERS
    rows = []
    for share in SHARES:
        walked = walk(customers, share)
        requests = walked.requests
        rows.append(
            [
                f"one of {share:,}",
                f"{walked.members:,}",
                requests,
                walked.empty,
                f"{walked.members / requests:,.0f}",
                f"{walked.most_rows:,}",
                f"{walked.queries / requests:.1f}",
                f"{1e3 * walked.seconds / requests:,.0f}",
            ]
        )
    table(
        ("members", "of them", "requests", "empty", "members each", "most rows", "Query each", "processor, ms each"),
        rows,
        f"{customers:,} customers, pages of {LIMIT:,}, a rule that no index narrows. Most rows: that one request read.",
        "Processor time includes making up the rows, and not DynamoDB's answers.",
    )
