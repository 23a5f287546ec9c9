"""A customer's journey: their orders, the segments they entered and their milestones on one timeline, newest first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from ..facts.folds.purchases import counted_orders, fold_purchases
from ..facts.items.item import LedgerItem, Told
from ..facts.order import Order
from ..facts.record import CustomerRecord
from ..facts.tenant import Tenant
from ..scoring.history import segment_history, until
from ..scoring.lifecycle import LifecycleSegment
from ..scoring.settings import Settings
from ..stores.folded import read_folded
from ..stores.ledger import KINDS
from ..stores.ledger.heads import MEMBER
from ..stores.ledger.kind import ItemKind
from ..stores.ledger.orders import ORDER
from ..stores.reading import Position, Reading, in_order
from ..stores.shop import Shop

# Counted orders that are milestones, by their number.
MILESTONES = {1: "first_order", 2: "second_order", 10: "tenth_order"}
MILESTONE, SEGMENT = "milestone", "segment"
# What a journey calls an item of a kind, where not by the kind's name.
_CALLED = {MEMBER: "merged"}


def step_kind(kind: ItemKind[Any]) -> str:
    return _CALLED.get(kind, kind.name)


# In the order in which steps of one instant follow each other: an order makes the milestone, then the segment.
STEP_KINDS = (
    ORDER.name,
    MILESTONE,
    SEGMENT,
    *(step_kind(kind) for kind in KINDS.all if kind.journey and kind is not ORDER),
)


class SegmentEntry(NamedTuple):
    """The lifecycle segment entered, and the one left for it."""

    segment: LifecycleSegment
    previous: LifecycleSegment | None


class Milestone(NamedTuple):
    """The counted order with this number, from 1 on."""

    number: int
    order: Order


class Step(NamedTuple):
    """One entry of the timeline. `id` is the item's, the milestone's name, or the segment's with its instant."""

    at_ms: int
    kind: str
    id: str
    of: LedgerItem | SegmentEntry | Milestone

    @property
    def place(self) -> tuple[int, int, str]:
        """Ascends with time; no two steps share one."""
        return self.at_ms, _RANKS[self.kind], self.id


_RANKS = {kind: rank for rank, kind in enumerate(STEP_KINDS)}


class JourneyQuery(NamedTuple):
    """From `from_ms` (inclusive) to `to_ms` (exclusive); of these kinds, all where there are none."""

    customer_id: str
    from_ms: int | None
    to_ms: int | None
    kinds: frozenset[str]

    @property
    def canonical(self) -> str:
        """Equal for equal queries, so that a cursor serves no other."""
        return f"journey|{self.customer_id}|{self.from_ms}|{self.to_ms}|{','.join(sorted(self.kinds))}"

    def matches(self, step: Step) -> bool:
        if self.kinds and step.kind not in self.kinds:
            return False
        return (self.from_ms is None or step.at_ms >= self.from_ms) and (self.to_ms is None or step.at_ms < self.to_ms)


def read_journey(shop: Shop, query: JourneyQuery, *, after: Position) -> Reading[Step]:
    """The steps behind a place, newest first. Reads the whole history, whatever the page. Raises `NotFound`."""
    record = read_folded(query.customer_id, shop.ledger).record
    steps = filter(query.matches, _steps(record, shop.settings, shop.now_ms))
    return in_order(steps, _place, after=after, descending=True)


def told_of(item: LedgerItem, tenant: Tenant) -> Told:
    """What a step tells of an item."""
    tell = KINDS.of(item).journey
    assert tell is not None, "only kinds that a journey tells of become steps"
    return tell(item, tenant)


def _steps(customer: CustomerRecord, settings: Settings, now_ms: int) -> Iterator[Step]:
    """Whatever has a moment and a kind that journeys tell of, orders of any status too; milestones and segments by the
    orders that count."""
    for item in customer.items:
        kind = KINDS.of(item)
        if kind.journey and item.moment_ms is not None:
            yield Step(item.moment_ms, step_kind(kind), item.item_id, item)
    counted = counted_orders(customer.orders)
    for number, name in MILESTONES.items():
        if number <= len(counted):
            order = counted[number - 1]
            yield Step(order.ordered_at_ms, MILESTONE, name, Milestone(number, order))
    previous = None
    for segment, from_ms, _ in until(segment_history(fold_purchases(counted).timeline, settings), now_ms):
        yield Step(from_ms, SEGMENT, f"{segment}@{from_ms}", SegmentEntry(segment, previous))
        previous = segment


def _place(step: Step) -> tuple[int, int, str]:
    return step.place
