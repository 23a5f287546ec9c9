"""`list_customers`: key ranges first, each row checked by `derive` before it leaves.

Two plans, pinned by the cursor of the first page:
- WALK reads the sort's own index in its order.
- GATHER reads all candidates of the *other* index, where they fit the bound, and sorts them in memory.
A position is a key of the sort's own index: it means the same under either plan, in however many shards the rows lie.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from ..errors import Conflict
from ..facts.customer import FactsRow, PurchaseFacts
from ..scoring.derive import derive
from ..scoring.scores import SCORES
from ..scoring.settings import Settings
from ..stores import cursors
from ..stores.indexes import BY_LAST_ORDER, BY_SPEND, Index, KeyRange, index_key
from ..stores.limits import BATCH_GET_KEYS, LIST_ROWS
from ..stores.opened import Shop
from ..stores.page import ANSWER_BYTES, Page, fitting, text_bytes
from .customer import Customer
from .histories import Histories
from .query import ListQuery, matches
from .ranges import Candidates, candidates
from .totals import customers_of_last_night, total_of_last_night
from .walk import Budget, Walk, in_range_0, remaining, stretches_of

# What is the same for every row, quotation marks within quotation marks included.
_ROW_BYTES = 800
# A filter that key ranges do not decide passes perhaps one row in so many.
_ROWS_PER_MATCH = 8


class Plan(StrEnum):
    WALK = "walk"
    GATHER = "gather"


class Known(NamedTuple):
    """A total that need not be counted (None: it cannot be), its instant, and the plan that finds the rows."""

    total: int | None
    as_of_ms: int | None
    plan: Plan = Plan.WALK


class Found(NamedTuple):
    """One page: `position` is where to go on, None at the end; `total` None where it was not counted."""

    items: list[Customer]
    position: str | None
    plan: Plan
    total: int | None = None


def list_customers(
    shop: Shop,
    query: ListQuery,
    *,
    limit: int,
    cursor: str | None,
    last_night: bool = False,
    known: Known | None = None,
) -> Page[Customer]:
    """A page of at most `limit` customers. It may be short or even empty and still have a cursor: reading is bounded.

    What is too much to be counted is told by the newest night, as far as that knows it and `last_night` asks for it. A
    total is kept for a minute; with one that is `known` none is counted.

    Their scores' RFM is of the query's window where it filters by RFM groups. The ledger answers for heavy customers.

    Raises `QueryRefused` for a cursor that is not of this query, `Conflict` where settings changed during the walk.
    """
    if cursor is None:
        listing = _Listing(shop, query, limit, last_night)
        # Who looks at last night keeps another total than who does not.
        kept_as = f"total|{last_night}|{query.canonical}"
        if known is None and (kept := shop.keeper.known(kept_as)):
            known = Known(kept[0], kept[1], Plan(kept[2]))
        found = listing.first_page(known)
        total, total_as_of_ms = found.total, None
        if found.position is None:
            total = len(found.items)
        elif known is not None:
            total, total_as_of_ms = known.total, known.as_of_ms
        else:
            if total is None and last_night and (last := total_of_last_night(shop, query)):
                total, total_as_of_ms = last
            as_of_ms = total_as_of_ms or (None if total is None else shop.now_ms)
            shop.keeper.keep(kept_as, [total, as_of_ms, found.plan])
    else:
        place = cursors.unseal(cursor, tenant=shop.tenant, query=query.canonical)
        if place["settings"] != shop.record.settings_revision:
            raise Conflict("start_again", "The settings changed during this walk: begin again without the cursor.")
        listing = _Listing(shop.at(place["asOf"]), query, limit, last_night)
        found = listing.next_page(Plan(place["plan"]), place["position"])
        total, total_as_of_ms = place["total"], place.get("totalAsOf")
    sealed = None
    if found.position is not None:
        place = {
            "plan": found.plan,
            "position": found.position,
            "asOf": listing.shop.now_ms,
            "settings": shop.record.settings_revision,
            "total": total,
            "totalAsOf": total_as_of_ms,
        }
        sealed = cursors.seal(place, tenant=shop.tenant, query=query.canonical)
    return Page(found.items, total, sealed, listing.shop.now_ms, total_as_of_ms)


@dataclass(frozen=True, slots=True)
class _Listing:
    """One answer in the making: a page and its total share one bound."""

    shop: Shop
    query: ListQuery
    limit: int
    last_night: bool

    def first_page(self, known: Known | None) -> Found:
        """The first page and, where it can be counted within the same bound and is not `known`, the total."""
        own, can = self.query.sort, self._candidates
        if known is not None:
            return self.next_page(known.plan, None)
        if own not in can.decides:
            return self._searched(can)
        walk = self._own_walk(self._stretches(own), wanted=self.limit + 1, decided=True)
        page = self._filled(walk, None)
        return page._replace(total=len(page.items) if page.position is None else walk.count_all())

    def next_page(self, plan: Plan, position: str | None) -> Found:
        """The page after `position`. Where what was gathered no longer fits the bound, the walk goes on without."""
        if plan is Plan.GATHER:
            gathered = self._read(self._other, Budget())
            if gathered.position is None:
                return self._sliced(self._in_order(gathered.items), position, plan)
        stretches, decided = self._stretches(self.query.sort), self.query.sort in self._candidates.decides
        if position is not None:
            stretches = remaining(stretches, position, descending=self.query.descending)
        wanted = self.limit + (1 if position is None else 2)
        return self._filled(self._own_walk(stretches, wanted=wanted, decided=decided), position)

    def _searched(self, can: Candidates) -> Found:
        """The page and its total where each row has to be looked at, under one bound.

        First the page from the sort's own index: all of it, or half of the bound where the other index may hold fewer
        candidates. Then these, as many as leave room for all customers; then the rest of the own index.
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
            if gathered.position is None:
                total = len(gathered.items)
                if len(items) > self.limit:
                    return self._sliced(items, None, Plan.WALK)._replace(total=total)
                return self._sliced(self._in_order(gathered.items), None, Plan.GATHER)._replace(total=total)
        items += [customer for _, row in rows if (customer := self._admitted(row)) is not None]
        page = self._sliced(items, None, Plan.WALK)
        if walk.complete:
            return page._replace(total=len(items))
        return page if page.position else page._replace(position=walk.position)

    def _spare(self, whole: int) -> int:
        """How many of the bound's rows may be read in vain: so many that all customers, of last night, still fit."""
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

    def _filled(self, rows: Walk | Histories, position: str | None) -> Found:
        """Reads until the page is full."""
        items: list[Customer] = []
        end, room = position, ANSWER_BYTES
        for key, row in rows:
            customer = self._admitted(row) if key != position else None
            if customer is None:
                continue
            room -= _size(customer)
            if len(items) == self.limit or (items and room < 0):
                return Found(items, end, Plan.WALK)
            items.append(customer)
            end = key
        return Found(items, None if rows.complete else rows.position or position, Plan.WALK)

    def _read(self, index: Index, budget: Budget) -> Found:
        """All matching customers of an index in its order, as far as the budget reaches."""
        rows = self._walk(index, self._stretches(index), budget)
        items = [customer for _, row in rows if (customer := self._admitted(row)) is not None]
        # Without any row its position is not known: it is not at its end all the same.
        return Found(items, None if rows.complete else rows.position or "", Plan.WALK)

    def _walk(
        self, index: Index, stretches: list[KeyRange], budget: Budget, at_once: int = BATCH_GET_KEYS, **rows: int
    ) -> Walk | Histories:
        """The rows, with the timelines that the query takes."""
        asked = {condition.field.name for condition in self.query.conditions}
        lacking = [score.lacks for score in SCORES if score.lacks and asked.intersection(score.names)]
        walk = Walk(
            self.shop.rows,
            index,
            stretches,
            descending=self.query.descending,
            budget=budget,
            timelines=bool(lacking),
            **rows,
        )
        if not lacking:
            return walk

        settings = self._settings

        def lacks(purchases: PurchaseFacts) -> bool:
            return any(lack(purchases, settings, self.shop.now_ms) for lack in lacking)

        return Histories(self.shop, walk, lacks, budget=budget, at_once=at_once)

    def _sliced(self, items: list[Customer], position: str | None, plan: Plan) -> Found:
        """The page after `position` of customers in the list's order."""
        if position is not None:
            items = [customer for customer in items if self._behind(self._key(customer), position)]
        page = items[: fitting(map(_size, items[: self.limit]))]
        return Found(page, self._key(page[-1]) if len(items) > len(page) else None, plan)

    def _in_order(self, items: list[Customer]) -> list[Customer]:
        in_direction = sorted(items, key=self._key, reverse=self.query.descending)
        return sorted(in_direction, key=lambda customer: in_range_0(self._key(customer)))

    def _behind(self, key: str, position: str) -> bool:
        if in_range_0(key) != in_range_0(position):
            return in_range_0(key)
        return key < position if self.query.descending else key > position

    def _key(self, customer: Customer) -> str:
        return index_key(self.query.sort, customer.facts)

    def _admitted(self, row: FactsRow) -> Customer | None:
        scores = derive(row.facts, self._settings, self.shop.now_ms)
        return Customer(row.facts, scores) if matches(self.query, row.facts, scores) else None

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


def _size(customer: Customer) -> int:
    """The most bytes that the customer takes in an answer: the reference of his last order too."""
    facts = customer.facts
    shown = (facts.customer_id, facts.display_name, facts.profile.email, facts.profile.company)
    return _ROW_BYTES + text_bytes(*shown, facts.purchases.last_reference)
