"""Reading an index in its order: all shards merged, never past a bound."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from heapq import merge
from math import ceil, sqrt
from operator import itemgetter

from ..facts.customer import FactsRow
from ..scoring.reach import Values
from ..stores import keys
from ..stores.dynamo.calls import Item
from ..stores.limits import LIST_BYTES, LIST_ROWS, QUERY_PAGE_BYTES
from ..stores.rows.indexes import Index, KeyRange
from ..stores.rows.rows import Rows

# What a request asks for, if the one before was not enough.
_GROWTH = 4


class Budget:
    """What may still be read; a request is made only where a whole page of it is affordable.

    Each asks for one row more than may be read: where that comes, there are too many, and else these were all.
    """

    def __init__(self, rows: int | None = None, *, within: Budget | None = None) -> None:
        self._rows = LIST_ROWS if rows is None else rows
        self._bytes = LIST_BYTES
        self._within = within

    def part(self, rows: int) -> Budget:
        """A budget of at most `rows`; what is taken from it is taken from this one too."""
        return Budget(rows, within=self)

    @property
    def left(self) -> int:
        """How many rows may still be read."""
        return max(self._rows, 0)

    @property
    def spent(self) -> bool:
        used_up = self._rows < 0 or self._bytes < QUERY_PAGE_BYTES
        return used_up or (self._within is not None and self._within.spent)

    @property
    def ask(self) -> int:
        """How many rows the next request may ask for."""
        mine = self.left + 1
        return mine if self._within is None else min(mine, self._within.ask)

    def take(self, rows: int, size_bytes: int) -> None:
        self._rows -= rows
        self._bytes -= size_bytes
        if self._within is not None:
            self._within.take(rows, size_bytes)


class Walk:
    """The rows of some stretches of an index, one after the other, as far as the budget reaches.

    `position` is the key of the row given last; `complete` is True once all rows have been given. The first request to
    each shard asks for its share of `first_rows`, every further one for four times as many, `further_rows` at most.
    `timelines`: the rows come with those that lie in the index.
    """

    def __init__(
        self,
        facts: Rows,
        index: Index,
        stretches: Sequence[KeyRange],
        *,
        descending: bool,
        budget: Budget,
        first_rows: int = LIST_ROWS + 1,
        further_rows: int = LIST_ROWS + 1,
        timelines: bool = False,
    ) -> None:
        self._facts = facts
        self._index = index
        self._stretches = stretches
        self._descending = descending
        self._budget = budget
        self._first_rows = _share(first_rows, facts.generation.shards)
        self._further_rows = further_rows
        self._timelines = timelines
        self._untouched = True
        self._rows_read = 0
        # Where each stretch of each shard goes on, None where it was read to its end.
        self._starts: dict[tuple[KeyRange, int], Item | None] = {}
        self.position: str | None = None
        self.complete = False

    def __iter__(self) -> Iterator[tuple[str, FactsRow]]:
        try:
            for stretch in self._stretches:
                # The first rows of every shard are read whatever they weigh: without them no order is known, and a
                # page without any progress would be followed by the same page again.
                free = self._untouched
                shards = [self._rows(shard, stretch, free=free) for shard in range(self._facts.generation.shards)]
                for keyed in merge(*shards, key=itemgetter(0), reverse=self._descending):
                    self.position = keyed[0]
                    yield keyed
        except _Spent:
            return
        self.complete = True

    def _rows(self, shard: int, stretch: KeyRange, *, free: bool) -> Iterator[tuple[str, FactsRow]]:
        """One shard's rows."""
        start, wanted = None, self._first_rows
        while True:
            if self._budget.spent and not free:
                raise _Spent
            free = False
            page = self._facts.index_page(
                self._index,
                shard,
                stretch,
                descending=self._descending,
                limit=min(wanted, self._budget.ask),
                start=start,
                timelines=self._timelines,
            )
            self._budget.take(len(page.rows), page.read_bytes)
            self._untouched = self._untouched and not page.rows
            self._rows_read += len(page.rows)
            self._starts[stretch, shard] = page.next_start
            yield from page.rows
            start, wanted = page.next_start, min(_GROWTH * wanted, self._further_rows)
            if start is None:
                return

    def count_all(self) -> int | None:
        """How many rows the stretches have: what was read, and the rest, counted without being sent; None where the
        budget does not reach. No row is read twice for it."""
        counted = self._rows_read
        for stretch in self._stretches:
            for shard in range(self._facts.generation.shards):
                start = self._starts.get((stretch, shard))
                if start is None and (stretch, shard) in self._starts:
                    continue
                while True:
                    if self._budget.spent:
                        return None
                    page = self._facts.index_count(
                        self._index,
                        shard,
                        stretch,
                        limit=self._budget.ask,
                        start=start,
                        descending=self._descending,
                    )
                    self._budget.take(page.rows, page.read_bytes)
                    counted += page.rows
                    start = page.next_start
                    if start is None:
                        break
        return counted


class _Spent(Exception):
    """The budget is spent; the row that would come next is not known."""


def stretches_of(values: Values, *, without_orders: bool) -> list[KeyRange]:
    """Range 1 between two values, then range 0 where it is wanted: last under every sort."""
    ordered = [] if values.empty else [KeyRange(*keys.list_range(values.low, values.high))]
    return ordered + ([KeyRange(*keys.LIST_RANGE_0)] if without_orders else [])


def remaining(stretches: Sequence[KeyRange], position: str, *, descending: bool) -> list[KeyRange]:
    """What lies behind a position: the rest of its stretch, its own row still in it, and the stretch that follows."""
    left = [stretch for stretch in stretches if in_range_0(stretch.low) >= in_range_0(position)]
    if left and in_range_0(left[0].low) == in_range_0(position):
        left[0] = after(left[0], position, descending=descending)
    return [stretch for stretch in left if stretch.low <= stretch.high]


def in_range_0(key: str) -> bool:
    """Whether a key is that of a customer without a counted order."""
    return key < keys.LIST_RANGE_0[1]


def after(stretch: KeyRange, key: str, *, descending: bool) -> KeyRange:
    """The stretch from `key` on, `key` itself included."""
    return KeyRange(stretch.low, key) if descending else KeyRange(key, stretch.high)


def _share(rows: int, shards: int) -> int:
    """One shard's part of `rows`, with three standard deviations of room; together never past the bound."""
    if shards == 1:
        return min(rows, LIST_ROWS + 1)
    mean = rows / shards
    return max(1, min(ceil(mean + 3 * sqrt(mean)) + 1, LIST_ROWS // shards))
