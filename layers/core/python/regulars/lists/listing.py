"""The customers of a list, by one of two plans that the first page pins for the whole walk:

- WALK reads the sort's own index in its order.
- GATHER reads all candidates of the *other* index, where they fit the bound, and sorts them in memory.
A position is a key of the sort's own index: it means the same under either plan, in however many shards the rows lie.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple

from ..dataclass import dataclass
from ..facts.customer import FactsRow
from ..people.customer import Customer
from ..scoring.settings import Settings
from ..stores.limits import BATCH_GET_KEYS, LIST_ROWS
from ..stores.reading import Step
from ..stores.rows.indexes import BY_LAST_ORDER, BY_SPEND, Index, KeyRange, index_key
from ..stores.shop import Shop
from .asking import Asking
from .histories import Histories
from .query import ListQuery
from .ranges import Candidates, candidates
from .totals import customers_of_last_night
from .walk import Budget, Walk, in_range_0, remaining, stretches_of

# A filter that key ranges do not decide passes perhaps one row in this many.
_ROWS_PER_MATCH = 8


class Plan(StrEnum):
    WALK = "walk"
    GATHER = "gather"


class Found(NamedTuple):
    """Customers in order, read as they are drawn. `ends` and `total` are asked once that is done: whether they were
    all, and how many there are in the whole list; None where that cannot be counted within the bound."""

    steps: Iterable[Step[Customer]]
    ends: Callable[[], bool]
    total: Callable[[], int | None]
    plan: Plan = Plan.WALK


class _Gathered(NamedTuple):
    """The matching customers of an index, and whether these were all."""

    items: list[Customer]
    complete: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """One answer in the making: a page and its total share one bound. About `limit` customers will be drawn."""

    shop: Shop
    query: ListQuery
    limit: int
    last_night: bool
    asking: Asking

    @classmethod
    def of(cls, shop: Shop, query: ListQuery, limit: int, *, last_night: bool) -> Listing:
        return cls(shop, query, limit, last_night, Asking(shop, query))

    def begin(self) -> Found:
        """From the start; with the total, where it can be counted within the same bound."""
        own, can = self.query.sort, self._candidates
        if own not in can.decides:
            return self._searched(can)
        walk = self._own_walk(self._stretches(own), wanted=self.limit + 1, decided=True)
        return Found(self._steps(walk, None), lambda: walk.complete, walk.count_all)

    def behind(self, plan: Plan, position: str | None) -> Found:
        """What comes after `position`. Where what was gathered no longer fits the bound, the walk goes on without."""
        if plan is Plan.GATHER:
            gathered = self._read(self._other, Budget())
            if gathered.complete:
                items = self._in_order(gathered.items)
                if position is not None:
                    items = [customer for customer in items if self._is_behind(self._key(customer), position)]
                return Found(self._given(items), lambda: True, lambda: None, plan)
        stretches, decided = self._stretches(self.query.sort), self.query.sort in self._candidates.decides
        if position is not None:
            stretches = remaining(stretches, position, descending=self.query.descending)
        walk = self._own_walk(stretches, wanted=self.limit + (1 if position is None else 2), decided=decided)
        return Found(self._steps(walk, position), lambda: walk.complete, lambda: None)

    def _searched(self, can: Candidates) -> Found:
        """The customers and their total where each row has to be looked at, under one bound.

        First those from the sort's own index: all that are drawn, or half of the bound where the other index may hold
        fewer candidates. Then these, as many as leave room for all customers; then the rest of the own index.
        """
        budget = Budget()
        whole, other_helps = budget.left, can.of(self._other).restricted
        stretches = self._stretches(self.query.sort)
        walk = self._own_walk(stretches, wanted=self.limit + 1, decided=False, budget=budget)
        rows, items = iter(walk), []
        for _, row in rows:
            if (customer := self._admitted(row)) is not None:
                items.append(customer)
            if len(items) > self.limit or (other_helps and 2 * budget.left <= whole):
                break
        if other_helps and not walk.complete and not budget.spent:
            gathered = self._read(self._other, budget.part(self._spare(whole)))
            if gathered.complete:
                total = len(gathered.items)
                if len(items) > self.limit:
                    return Found(self._given(items), lambda: False, lambda: total)
                return Found(self._given(self._in_order(gathered.items)), lambda: True, lambda: total, Plan.GATHER)
        items += [customer for _, row in rows if (customer := self._admitted(row)) is not None]
        end = None if walk.complete else walk.position
        return Found(self._given(items, end), lambda: walk.complete, lambda: len(items) if walk.complete else None)

    def _spare(self, whole: int) -> int:
        """How many of the bound's rows may be read in vain, so that all customers of last night still fit."""
        customers = customers_of_last_night(self.shop) if self.last_night else None
        if customers is None:
            return whole // 2
        return whole - customers if customers <= whole else whole

    def _own_walk(
        self, stretches: list[KeyRange], *, wanted: int, decided: bool, budget: Budget | None = None
    ) -> Walk | Histories:
        """The sort's own index, from which `wanted` customers are needed."""
        return self._walk(
            self.query.sort,
            stretches,
            budget or Budget(),
            at_once=wanted if decided else BATCH_GET_KEYS,
            first_rows=wanted if decided else wanted * _ROWS_PER_MATCH,
            further_rows=wanted if decided else LIST_ROWS,
        )

    def _steps(self, rows: Walk | Histories, position: str | None) -> Iterator[Step[Customer]]:
        """The matching customers behind a position, and at the bound the row that was looked at last."""
        for key, row in rows:
            customer = self._admitted(row) if key != position else None
            if customer is not None:
                yield key, customer
        if not rows.complete and rows.position is not None:
            yield rows.position, None

    def _given(self, items: Iterable[Customer], end: str | None = None) -> Iterator[Step[Customer]]:
        for customer in items:
            yield self._key(customer), customer
        if end is not None:
            yield end, None

    def _read(self, index: Index, budget: Budget) -> _Gathered:
        """All matching customers of an index in its order, as far as the budget reaches."""
        rows = self._walk(index, self._stretches(index), budget)
        items = [customer for _, row in rows if (customer := self._admitted(row)) is not None]
        return _Gathered(items, rows.complete)

    def _walk(
        self, index: Index, stretches: list[KeyRange], budget: Budget, at_once: int = BATCH_GET_KEYS, **rows: int
    ) -> Walk | Histories:
        """The rows, with the timelines that lie in the index; with every one that the query takes."""
        walk = Walk(
            self.shop.rows,
            index,
            stretches,
            descending=self.query.descending,
            budget=budget,
            timelines=True,
            **rows,
        )
        asking = self.asking
        if asking.narrow:
            return walk
        return Histories(self.shop, walk, asking.lacks, budget=budget, at_once=at_once, whole=asking.whole)

    def _in_order(self, items: list[Customer]) -> list[Customer]:
        in_direction = sorted(items, key=self._key, reverse=self.query.descending)
        return sorted(in_direction, key=lambda customer: in_range_0(self._key(customer)))

    def _is_behind(self, key: str, position: str) -> bool:
        if in_range_0(key) != in_range_0(position):
            return in_range_0(key)
        return key < position if self.query.descending else key > position

    def _key(self, customer: Customer) -> str:
        return index_key(self.query.sort, customer.facts)

    def _admitted(self, row: FactsRow) -> Customer | None:
        return self.asking.admitted(row.facts)

    @property
    def _settings(self) -> Settings:
        return self.query.settings(self.shop.settings)

    @property
    def _other(self) -> Index:
        return BY_SPEND if self.query.sort == BY_LAST_ORDER else BY_LAST_ORDER

    @property
    def _candidates(self) -> Candidates:
        return candidates(self.query, self._settings, self.shop.now_ms)

    def _stretches(self, index: Index) -> list[KeyRange]:
        can = self._candidates
        return stretches_of(can.of(index), without_orders=can.without_orders)
