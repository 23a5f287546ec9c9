"""Customers by a word: found by their lookups, shown as their rows stand, ordered by the word and then by id.

Every row is checked before it leaves, so what is shown is never stray: a renamed customer is found under his new name
within the queue's lag, and under his old one not at all. Whoever has several words that match is shown once, under
the first of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from heapq import merge
from itertools import islice
from typing import Any, NamedTuple

from ..errors import Conflict
from ..facts.customer import CustomerFacts
from ..facts.lookup import word_key
from ..scoring.venue import VenueSegment, venue
from ..stores import cursors, keys
from ..stores.limits import BATCH_GET_KEYS, SEARCH_ENTRIES
from ..stores.lookups import Lookups
from ..stores.page import ANSWER_BYTES, Page, text_bytes
from ..stores.rows import Rows
from ..stores.tenants import TenantRecord
from .wanted import Place, Wanted

# What is the same for every row, quotation marks within quotation marks included.
_ROW_BYTES = 300
# Entries of a page that each shard may give at least, in however many shards the customers lie.
_OF_A_SHARD = 8


class FoundCustomer(NamedTuple):
    """A customer with his venue segment."""

    facts: CustomerFacts
    segment: VenueSegment


class Candidate(NamedTuple):
    """An entry: where it stands, and whose it is."""

    place: Place
    customer_id: str


def search_customers(
    wanted: Wanted,
    *,
    limit: int,
    cursor: str | None,
    lookups: Lookups,
    facts: Rows,
    record: TenantRecord,
    now_ms: int,
) -> Page[FoundCustomer]:
    """A page of at most `limit` customers. It may be short or even empty and still have a cursor: reading is bounded.

    `total` is known where the first page shows all. Raises `QueryRefused` for a cursor that is not of this query,
    `Conflict` where settings changed during the walk.
    """
    pinned: dict[str, Any] = {"asOf": now_ms, "settings": record.settings_revision}
    after = Candidate(Place(0, ""), "")
    if cursor is not None:
        pinned = cursors.unseal(cursor, tenant=record.tenant, query=wanted.canonical)
        if pinned["settings"] != record.settings_revision:
            raise Conflict("start_again", "The settings changed during this walk: begin again without the cursor.")
        after = Candidate(Place(*pinned["after"][:2]), pinned["after"][2])
    as_of_ms: int = pinned["asOf"]
    walk = _Walk(lookups, wanted.prefixes, after, limit)
    found: list[FoundCustomer] = []
    end, room = after, ANSWER_BYTES
    for candidate, known in _rows(walk, facts, limit):
        if len(found) == limit:
            break
        if known is not None and wanted.place_of(known) == candidate.place and wanted.means(known):
            room -= _size(known)
            if found and room < 0:
                break
            found.append(FoundCustomer(known, venue(known.purchases, record.settings, as_of_ms).value))
        end = candidate
    else:
        end = walk.position
        if walk.complete:
            return Page(found, len(found) if cursor is None else None, None, as_of_ms)
    pinned["after"] = [*end.place, end.customer_id]
    return Page(found, None, cursors.seal(pinned, tenant=record.tenant, query=wanted.canonical), as_of_ms)


def _rows(walk: _Walk, facts: Rows, limit: int) -> Iterator[tuple[Candidate, CustomerFacts | None]]:
    """Each candidate with what is known of him as his row stands; rows are fetched for a batch of them."""
    candidates = iter(walk)
    size = min(limit + 1, BATCH_GET_KEYS)
    while batch := list(islice(candidates, size)):
        rows = facts.sums_of({candidate.customer_id for candidate in batch})
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


def _size(facts: CustomerFacts) -> int:
    return _ROW_BYTES + text_bytes(facts.customer_id, facts.display_name, facts.profile.email)
