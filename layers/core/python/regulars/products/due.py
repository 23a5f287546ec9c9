"""Whom to remind: the pairs that the last night found about to buy again, each checked before it leaves."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import reduce
from typing import Any, NamedTuple

from ..dataclass import dataclass
from ..errors import Conflict
from ..facts.customer import CustomerFacts
from ..facts.time import DAY_MS
from ..people.pairs import AT_ONCE, Buyer, called_pair, known_of, purchases_read
from ..population.due import Due, DuePair, DueWeek
from ..scoring.affinity import affinity
from ..stores.reading import Position, Reading, Step
from ..stores.shop import Shop
from ..stores.tenant.night_records import LastNight
from .last_night import answer_of, last_night

# How many shards a night left pairs of stands in its record under this name.
SHARDS = "dueShards"
# And of each shard how many are due within a week.
WEEK = "dueWeek"
# What one page reads: objects of shards, pairs to check, and purchases decoded for it, whichever comes first.
_MOST_SHARDS = 16
_MOST_PAIRS = 2_000
_MOST_PURCHASES = 200_000


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


class DueNight(NamedTuple):
    """The night that a walk keeps to: its job, its instant, and in how many shards it left pairs."""

    job_id: str
    as_of_ms: int
    shards: int


def due_night(shop: Shop, pinned: Mapping[str, Any]) -> DueNight:
    """The night that a walk has kept to so far, the newest one at its start. Raises `Conflict` before the first."""
    if pinned:
        return DueNight(*pinned["night"])
    night = last_night(shop)
    return DueNight(night.job_id, night.as_of_ms, night.values.get(SHARDS, 1))


def list_due(shop: Shop, query: DueQuery, night: DueNight, *, limit: int, after: Position) -> Reading[Buyer]:
    """The pairs behind a place: shard by shard, in each the soonest first, then by product and customer.

    Reading is bounded, and another night in between leaves the walk alone. Raises `Conflict` where the night has left
    no pairs, and where they are gone, which is after 35 days.
    """
    walk = _Walk(shop, query, night, limit=limit, after=after)
    return Reading(walk, ends=lambda: walk.complete, pins=lambda: {"night": night})


def due_this_week(night: LastNight) -> DueWeek | None:
    """Over all shards, as of the night; None of one that did not count them."""
    shards = range(night.values.get(SHARDS, 0))
    weeks = [DueWeek(*night.values[name]) for shard in shards if (name := week_name(shard)) in night.values]
    return reduce(DueWeek.plus, weeks) if weeks and len(weeks) == len(shards) else None


def week_name(shard: int) -> str:
    """Under which the record of the night holds a shard's count."""
    return f"{WEEK}/{shard}"


def object_name(shard: int) -> str:
    return f"due/{shard:04d}.json.gz"


def without_customers(stored: dict[str, Any], customer_ids: Collection[str]) -> dict[str, Any]:
    """What lies under such a name, without the pairs of these customers."""
    due = Due.of(stored)
    due.pairs = [pair for pair in due.pairs if pair.customer_id not in customer_ids]
    return due.as_json()


class _Walk:
    """The pairs of one shard after the other, each checked, as far as one page may read.

    A position is a shard and the pair given last there, None before the first. `complete` once all have been given.
    """

    def __init__(self, shop: Shop, query: DueQuery, night: DueNight, *, limit: int, after: Position) -> None:
        self._shop = shop
        self._query = query
        self._night = night
        self._after = after
        self._rows, self._ledger = shop.rows, shop.ledger
        self._catalogue = shop.files.catalogue()
        self._buyers = limit
        self._pairs = _MOST_PAIRS
        self._purchases = _MOST_PURCHASES
        self.complete = False

    @property
    def _is_full(self) -> bool:
        return self._buyers == 0 or self._pairs == 0 or self._purchases <= 0

    def __iter__(self) -> Iterator[Step[Buyer]]:
        first, behind = self._after or (0, None)
        for shard in range(first, self._night.shards):
            if self._is_full or shard == first + _MOST_SHARDS:
                return
            found, taken = self._found(shard, behind), 0
            while taken < len(found):
                some = found[taken : taken + min(AT_ONCE, self._pairs, self._buyers)]
                rows = self._rows.rows_of({pair.customer_id for pair in some})
                for pair in some:
                    known = known_of(rows.get(pair.customer_id), self._ledger)
                    buyer = self._buyer(known, pair.product_id)
                    self._pairs -= 1
                    self._purchases -= purchases_read(known)
                    self._buyers -= buyer is not None
                    taken += 1
                    yield (shard, pair), buyer
                    if self._is_full and taken < len(found):
                        return
            behind = None
            yield (shard + 1, None), None
        self.complete = True

    def _found(self, shard: int, behind: Sequence[Any] | None) -> list[DuePair]:
        """What the night found in a shard behind a pair: predicted within the query's days, of its product."""
        try:
            stored = answer_of(self._shop, self._night.job_id, object_name(shard))
        except Conflict:
            if self._after is None:
                raise
            raise Conflict("start_again", "What the night of this walk left is gone: begin again.") from None
        from_ms, after = self._shop.now_ms, DuePair(*behind) if behind else None
        return [
            pair
            for pair in map(DuePair._make, stored["pairs"])
            if from_ms <= pair.next_at_ms <= from_ms + self._query.days * DAY_MS
            and self._query.product_id in (None, pair.product_id)
            and (after is None or pair > after)
        ]

    def _buyer(self, known: CustomerFacts | None, product_id: str) -> Buyer | None:
        """The customer, if by what is known of them now they are still due."""
        product = (known.products or {}).get(product_id) if known else None
        if known is None or product is None:
            return None
        now_ms = self._shop.now_ms
        found = affinity(product, now_ms)
        if found.next_at_ms is None or found.score < self._query.min_score:
            return None
        due = now_ms <= found.next_at_ms <= now_ms + self._query.days * DAY_MS
        return Buyer(known, called_pair(product, self._catalogue.called(product_id), found)) if due else None
