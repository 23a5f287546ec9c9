"""Whom to remind: the pairs that the last night found about to buy again, each checked before it leaves."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from ..errors import Conflict
from ..facts.customer import CustomerFacts
from ..facts.tenant import Tenant
from ..facts.time import DAY_MS
from ..scoring.affinity import affinity
from ..scoring.due import DuePair
from ..stores import cursors
from ..stores.facts import Facts
from ..stores.files import Files
from ..stores.ledger import Ledger
from ..stores.night_records import LastNight, NightRecords
from ..stores.page import ANSWER_BYTES
from .buyers import Buyer
from .last_night import answer_of, last_night
from .pairs import answer_bytes, called_pair, known_of

# How many shards a night left pairs of stands in its record under this name.
SHARDS = "dueShards"
# What one page reads: objects of shards, pairs to check, and purchases decoded for it, whichever comes first.
_MOST_SHARDS = 16
_MOST_PAIRS = 2_000
_MOST_PURCHASES = 200_000
# Rows fetched in one request, each up to 300 KB.
_AT_ONCE = 25


@dataclass(frozen=True, slots=True)
class DueQuery:
    """Predicted within `days` of the walk's clock, that instant and the last one included; None does not filter."""

    days: int
    min_score: int
    product_id: str | None = None

    @property
    def canonical(self) -> str:
        """Equal for equal queries, so that a cursor serves no other."""
        return json.dumps(["due", self.days, self.min_score, self.product_id])


class DuePage(NamedTuple):
    """A piece of the walk: what the night of `as_of_ms` found, as it stands at `checked_ms`, the walk's clock."""

    buyers: list[Buyer]
    next_cursor: str | None
    as_of_ms: int
    checked_ms: int


class DueSources(NamedTuple):
    """Where the answer is read."""

    records: NightRecords
    files: Files
    facts: Facts
    ledger: Ledger


def list_due(
    query: DueQuery, *, limit: int, cursor: str | None, sources: DueSources, tenant: Tenant, now_ms: int
) -> DuePage:
    """A page of at most `limit` pairs: shard by shard, in each the soonest first, then by product and customer.

    It may be short or empty and still have a cursor, which keeps to its night: another one in between leaves it alone.
    Raises `QueryRefused` for a cursor of another query, `Conflict` before the first night, and where the answers of
    the walk's night are gone, which is after 35 days.
    """
    if cursor is None:
        place = _begin(last_night(sources.records), now_ms)
    else:
        place = cursors.unseal(cursor, tenant=tenant, query=query.canonical)
    as_of_ms, checked_ms = place["night"], place["asOf"]
    page = _Page(query, limit, sources, checked_ms)
    for _ in range(_MOST_SHARDS):
        left = _left(query, place, sources.files, first=cursor is None)
        taken = page.take(left)
        if taken < len(left):
            place = place if taken == 0 else place | {"after": left[taken - 1]}
            break
        place = place | {"shard": place["shard"] + 1, "after": None}
        if place["shard"] == place["shards"] or page.is_full:
            break
    sealed = None
    if place["shard"] < place["shards"]:
        sealed = cursors.seal(place, tenant=tenant, query=query.canonical)
    return DuePage(page.buyers, sealed, as_of_ms, checked_ms)


def object_name(shard: int) -> str:
    return f"due/{shard:04d}.json.gz"


def _begin(night: LastNight, now_ms: int) -> dict[str, Any]:
    """The place before the first pair: `after` is the pair that was given last in a shard."""
    shards = night.values.get(SHARDS, 1)
    return {
        "job": night.job_id,
        "night": night.as_of_ms,
        "shards": shards,
        "asOf": now_ms,
        "shard": 0,
        "after": None,
    }


def _left(query: DueQuery, place: Mapping[str, Any], files: Files, *, first: bool) -> list[DuePair]:
    """What the night found in a shard behind the place: predicted within the query's days, of its product."""
    night = LastNight("", place["job"], place["night"], {})
    try:
        stored = answer_of(night, object_name(place["shard"]), files)
    except Conflict:
        if first:
            raise
        raise Conflict("start_again", "What the night of this walk left is gone: begin again.") from None
    from_ms, after = place["asOf"], DuePair(*place["after"]) if place["after"] else None
    return [
        pair
        for pair in map(DuePair._make, stored["pairs"])
        if from_ms <= pair.next_at_ms <= from_ms + query.days * DAY_MS
        and query.product_id in (None, pair.product_id)
        and (after is None or pair > after)
    ]


class _Page:
    """One page in the making."""

    def __init__(self, query: DueQuery, limit: int, sources: DueSources, now_ms: int) -> None:
        self.buyers: list[Buyer] = []
        self._query = query
        self._limit = limit
        self._sources = sources
        self._catalogue = sources.files.catalogue()
        self._now_ms = now_ms
        self._pairs = _MOST_PAIRS
        self._room = ANSWER_BYTES
        self._purchases = _MOST_PURCHASES

    @property
    def is_full(self) -> bool:
        return len(self.buyers) == self._limit or self._pairs == 0 or self._room <= 0 or self._purchases <= 0

    def take(self, pairs: Sequence[DuePair]) -> int:
        """Checks pairs until the page is full; how many it has got through."""
        taken = 0
        while taken < len(pairs) and not self.is_full:
            some = pairs[taken : taken + min(_AT_ONCE, self._pairs, self._limit - len(self.buyers))]
            rows = self._sources.facts.rows_of({pair.customer_id for pair in some})
            for pair in some:
                known = known_of(rows.get(pair.customer_id), self._sources.ledger)
                buyer = self._buyer(known, pair.product_id)
                size = answer_bytes(*buyer) if buyer else 0
                if self.is_full or (self.buyers and size > self._room):
                    self._room = 0
                    return taken
                taken += 1
                self._pairs -= 1
                self._room -= size
                self._purchases -= _purchases(known)
                if buyer:
                    self.buyers.append(buyer)
        return taken

    def _buyer(self, known: CustomerFacts | None, product_id: str) -> Buyer | None:
        """The customer, if by what is known of him now he is still due."""
        product = (known.products or {}).get(product_id) if known else None
        if known is None or product is None:
            return None
        found = affinity(product, self._now_ms)
        if found.next_at_ms is None or found.score < self._query.min_score:
            return None
        due = self._now_ms <= found.next_at_ms <= self._now_ms + self._query.days * DAY_MS
        return Buyer(known, called_pair(product, self._catalogue.called(product_id), found)) if due else None


def _purchases(known: CustomerFacts | None) -> int:
    return sum(product.count for product in (known.products or {}).values()) if known else 0
