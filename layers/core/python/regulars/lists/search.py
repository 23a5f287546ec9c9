"""Customers by a word: found by their lookups, shown as their rows stand, ordered by the word and then by id.

Every row is checked before it leaves, so what is shown is never stray: a renamed customer is found under the new name
within the queue's lag, and under the old one not at all. A customer with several words that match is shown once, under
the first of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from heapq import merge
from itertools import islice
from typing import NamedTuple

from ..facts.customer import CustomerFacts
from ..facts.lookup import word_key
from ..scoring.venue import VenueSegment, venue
from ..stores import keys
from ..stores.limits import BATCH_GET_KEYS, SEARCH_ENTRIES
from ..stores.lookups import Lookups
from ..stores.reading import Position, Reading, Step
from ..stores.shop import Shop
from .wanted import Place, Wanted

# Entries of a page that each shard may give at least, in however many shards the customers lie.
_OF_A_SHARD = 8


class FoundCustomer(NamedTuple):
    """A customer with their venue segment."""

    facts: CustomerFacts
    segment: VenueSegment


class Candidate(NamedTuple):
    """An entry: where it stands, and whose it is."""

    place: Place
    customer_id: str


def search_customers(shop: Shop, wanted: Wanted, *, limit: int, after: Position) -> Reading[FoundCustomer]:
    """The customers behind an entry, at most `limit` of them. Reading is bounded: there may be none, and still more."""
    start = Candidate(Place(0, ""), "") if after is None else Candidate(Place(*after[:2]), after[2])
    found = _Found(shop, wanted, _Walk(shop.lookups, wanted.prefixes, start, limit), limit)
    return Reading(found, ends=lambda: found.complete)


class _Found:
    """Each entry with the customer, if they are meant by their row as it stands. `complete` once all have been given.

    An entry's position is its prefix, its word and its customer.
    """

    def __init__(self, shop: Shop, wanted: Wanted, walk: _Walk, limit: int) -> None:
        self._shop = shop
        self._rows = shop.rows
        self._wanted = wanted
        self._walk = walk
        self._limit = limit
        self.complete = False

    def __iter__(self) -> Iterator[Step[FoundCustomer]]:
        left = self._limit
        for candidate, known in self._known():
            if not left:
                return
            found = self._meant(candidate, known)
            left -= found is not None
            yield (*candidate.place, candidate.customer_id), found
        self.complete = self._walk.complete
        if not self.complete:
            end = self._walk.position
            yield (*end.place, end.customer_id), None

    def _meant(self, candidate: Candidate, known: CustomerFacts | None) -> FoundCustomer | None:
        if known is None or self._wanted.place_of(known) != candidate.place or not self._wanted.means(known):
            return None
        return FoundCustomer(known, venue(known.purchases, self._shop.settings, self._shop.now_ms).value)

    def _known(self) -> Iterator[tuple[Candidate, CustomerFacts | None]]:
        """Each candidate with what is known of them as their row stands; rows are fetched for a batch of them."""
        candidates = iter(self._walk)
        size = min(self._limit + 1, BATCH_GET_KEYS)
        while batch := list(islice(candidates, size)):
            rows = self._rows.sums_of({candidate.customer_id for candidate in batch})
            for candidate in batch:
                row = rows.get(candidate.customer_id)
                yield candidate, row.facts if row else None
            size = BATCH_GET_KEYS


class _Walk:
    """The entries of each prefix in turn, all shards merged, as far as the bound reaches.

    `position` is the entry given last, or where the next prefix begins; `complete` is True once all have been given.
    """

    def __init__(self, lookups: Lookups, prefixes: tuple[str, ...], after: Candidate, limit: int) -> None:
        self._lookups = lookups
        self._prefixes = prefixes
        shards = lookups.generation.shards
        self._left = max(SEARCH_ENTRIES, _OF_A_SHARD * shards)
        # A quarter for the first requests, which most answers need alone; what is left is asked in equal parts, so that
        # no shard runs dry because another has read ahead.
        self._first = min(limit + 1, self._left // (4 * shards))
        self._further = self._left // shards - self._first
        self.position = after
        self.complete = False

    def __iter__(self) -> Iterator[Candidate]:
        try:
            for prefix in range(self.position.place.prefix, len(self._prefixes)):
                if prefix > self.position.place.prefix:
                    self.position = Candidate(Place(prefix, ""), "")
                    if self._left <= 0:
                        return
                shards = range(self._lookups.generation.shards)
                start = self.position
                for word, customer_id in merge(*(self._entries(shard, start) for shard in shards)):
                    self.position = Candidate(Place(prefix, word), customer_id)
                    yield self.position
        except _Spent:
            return
        self.complete = True

    def _entries(self, shard: int, after: Candidate) -> Iterator[tuple[str, str]]:
        """One shard's entries behind a place. The first request is free: without it no order is known, and a page
        without any progress would be followed by the same page again."""
        prefix = self._prefixes[after.place.prefix]
        within = keys.words_behind(prefix, after.place.word, after.customer_id)
        start, wanted = None, self._first
        while True:
            page = self._lookups.page(shard, word_key(prefix).partition, within=within, limit=wanted, start=start)
            self._left -= len(page.entries)
            yield from ((entry.key.name, entry.customer_id) for entry in page.entries)
            start, wanted = page.next_start, min(self._further, self._left)
            if start is None:
                return
            if wanted <= 0:
                raise _Spent


class _Spent(Exception):
    """The bound is reached; the entry that would come next is not known."""
