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
from ..scoring.rfm import WINDOW_DAYS, needs_timeline, rfm_if_read
from ..scoring.settings import Settings
from ..stores import cursors
from ..stores.facts import Facts
from ..stores.indexes import BY_LAST_ORDER, BY_SPEND, Index, KeyRange, index_key
from ..stores.ledger import Ledger
from ..stores.limits import LIST_ROWS
from ..stores.night_records import NightRecords
from ..stores.page import ANSWER_BYTES, Page, fitting, text_bytes
from ..stores.tenants import TenantRecord
from .customer import Customer
from .histories import Histories
from .query import ListQuery, matches
from .ranges import Candidates, candidates
from .totals import total_of_last_night
from .walk import Budget, Walk, count, in_range_0, remaining, stretches_of

# What is the same for every row, quotation marks within quotation marks included.
_ROW_BYTES = 800
# A filter that key ranges do not decide passes perhaps one row in so many.
_ROWS_PER_MATCH = 8


class Plan(StrEnum):
    WALK = "walk"
    GATHER = "gather"


class Found(NamedTuple):
    """One page: `position` is where to go on, None at the end; `total` None where it was not counted."""

    items: list[Customer]
    position: str | None
    plan: Plan
    total: int | None = None


def list_customers(
    query: ListQuery,
    *,
    limit: int,
    cursor: str | None,
    facts: Facts,
    ledger: Ledger,
    record: TenantRecord,
    now_ms: int,
    records: NightRecords | None = None,
) -> Page[Customer]:
    """A page of at most `limit` customers. It may be short or even empty and still have a cursor: reading is bounded.

    What is too much to be counted is told by the newest of `records`, as far as that knows it.

    Their scores' RFM is of the query's window where it filters by RFM groups. The ledger answers for heavy customers.

    Raises `QueryRefused` for a cursor that is not of this query, `Conflict` where settings changed during the walk.
    """
    if cursor is None:
        listing = _Listing(query, limit, facts, ledger, record.settings, now_ms)
        found = listing.first_page()
        total, total_as_of_ms = found.total, None
        if total is None and records is not None and (last := total_of_last_night(query, records)):
            total, total_as_of_ms = last
    else:
        place = cursors.unseal(cursor, tenant=record.tenant, query=query.canonical)
        if place["settings"] != record.settings_revision:
            raise Conflict("start_again", "The settings changed during this walk: begin again without the cursor.")
        listing = _Listing(query, limit, facts, ledger, record.settings, place["asOf"])
        found = listing.next_page(Plan(place["plan"]), place["position"])
        total, total_as_of_ms = place["total"], place.get("totalAsOf")
    sealed = None
    if found.position is not None:
        place = {
            "plan": found.plan,
            "position": found.position,
            "asOf": listing.as_of_ms,
            "settings": record.settings_revision,
            "total": total,
            "totalAsOf": total_as_of_ms,
        }
        sealed = cursors.seal(place, tenant=record.tenant, query=query.canonical)
    return Page(found.items, total, sealed, listing.as_of_ms, total_as_of_ms)


@dataclass(frozen=True, slots=True)
class _Listing:
    """One answer in the making. Each budget below is a whole bound; a page takes one, its total one of its own."""

    query: ListQuery
    limit: int
    facts: Facts
    ledger: Ledger
    settings: Settings
    as_of_ms: int

    def first_page(self) -> Found:
        """The first page and, where it can be counted within its bound, the total."""
        own = self.query.sort
        can = self._candidates
        if own in can.decides:
            page = self._walked(None)
            total = len(page.items) if page.position is None else count(self.facts, own, self._stretches(own), Budget())
            return page._replace(total=total)
        other_helps = can.of(self._other).restricted
        partial = None
        if can.of(own).restricted or not other_helps:
            partial = self._read(own)
            if partial.position is None:
                return self._sliced(partial.items, None, Plan.WALK)._replace(total=len(partial.items))
        if other_helps:
            gathered = self._read(self._other)
            if gathered.position is None:
                items = self._in_order(gathered.items)
                return self._sliced(items, None, Plan.GATHER)._replace(total=len(items))
        if partial is None:
            return self._walked(None)
        page = self._sliced(partial.items, None, Plan.WALK)
        return page if page.position else page._replace(position=partial.position)

    def next_page(self, plan: Plan, position: str) -> Found:
        """The page after `position`. Where what was gathered no longer fits the bound, the walk goes on without."""
        if plan is Plan.GATHER:
            gathered = self._read(self._other)
            if gathered.position is None:
                return self._sliced(self._in_order(gathered.items), position, plan)
        return self._walked(position)

    def _walked(self, position: str | None) -> Found:
        """Reads the sort's own index until the page is full."""
        decided = self.query.sort in self._candidates.decides
        stretches = self._stretches(self.query.sort)
        if position is not None:
            stretches = remaining(stretches, position, descending=self.query.descending)
        wanted = self.limit + (1 if position is None else 2)
        rows = self._walk(
            self.query.sort,
            stretches,
            first_rows=wanted if decided else wanted * _ROWS_PER_MATCH,
            further_rows=wanted if decided else LIST_ROWS,
        )
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

    def _read(self, index: Index) -> Found:
        """All matching customers of an index in its order, as far as one bound reaches."""
        rows = self._walk(index, self._stretches(index))
        items = [customer for _, row in rows if (customer := self._admitted(row)) is not None]
        return Found(items, None if rows.complete else rows.position, Plan.WALK)

    def _walk(self, index: Index, stretches: list[KeyRange], **rows: int) -> Walk | Histories:
        """The rows, with the timelines that the query takes."""
        budget, timelines = Budget(), bool(self.query.rfm_groups)
        walk = Walk(
            self.facts,
            index,
            stretches,
            descending=self.query.descending,
            budget=budget,
            timelines=timelines,
            **rows,
        )
        if not timelines:
            return walk
        return Histories(walk, self._lacks, facts=self.facts, ledger=self.ledger, budget=budget)

    def _lacks(self, purchases: PurchaseFacts) -> bool:
        return needs_timeline(purchases, self.as_of_ms, self.query.rfm_days)

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
        scores = derive(row.facts, self.settings, self.as_of_ms)
        if self.query.rfm_groups and self.query.rfm_days != WINDOW_DAYS:
            purchases = row.facts.purchases
            scores = scores._replace(rfm=rfm_if_read(purchases, self.settings, self.as_of_ms, self.query.rfm_days))
        return Customer(row.facts, scores) if matches(self.query, row.facts, scores) else None

    @property
    def _other(self) -> Index:
        return BY_SPEND if self.query.sort == BY_LAST_ORDER else BY_LAST_ORDER

    @property
    def _candidates(self) -> Candidates:
        return candidates(self.query, self.settings, self.as_of_ms)

    def _stretches(self, index: Index) -> list[KeyRange]:
        can = self._candidates
        return stretches_of(can.of(index), without_orders=can.without_orders)


def _size(customer: Customer) -> int:
    """The most bytes that the customer takes in an answer: the reference of his last order too."""
    facts = customer.facts
    shown = (facts.customer_id, facts.display_name, facts.profile.email, facts.profile.company)
    return _ROW_BYTES + text_bytes(*shown, facts.purchases.last_reference)
