"""A customer's journey: what he ordered, the segments he entered and his milestones on one timeline, newest first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from ..errors import Conflict
from ..facts.fold import counted_orders, fold_purchases
from ..facts.order import Order
from ..scoring.history import segment_history, until
from ..scoring.lifecycle import LifecycleSegment
from ..scoring.settings import Settings
from ..stores import cursors
from ..stores.ledger import Ledger
from ..stores.page import Page, fitting, text_bytes
from ..stores.tenants import TenantRecord
from .one import unknown

# Counted orders that are milestones, by their number.
MILESTONES = {1: "first_order", 2: "second_order", 10: "tenth_order"}
# What is the same for each, quotation marks within quotation marks included.
_STEP_BYTES = 800


class StepKind(StrEnum):
    """In the order in which steps of one instant follow each other: an order makes the milestone, then the segment."""

    ORDER = "order"
    MILESTONE = "milestone"
    SEGMENT = "segment"


class SegmentEntry(NamedTuple):
    """The lifecycle segment entered, and the one left for it."""

    segment: LifecycleSegment
    previous: LifecycleSegment | None


class Milestone(NamedTuple):
    """The counted order with this number, from 1 on."""

    number: int
    order: Order


class Step(NamedTuple):
    """One entry of the timeline. `id` is the order's, the milestone's name, or the segment's with its instant."""

    at_ms: int
    kind: StepKind
    id: str
    of: Order | SegmentEntry | Milestone

    @property
    def place(self) -> tuple[int, int, str]:
        """Ascends with time; no two steps share one."""
        return self.at_ms, _RANKS[self.kind], self.id


_RANKS = {kind: rank for rank, kind in enumerate(StepKind)}


class JourneyQuery(NamedTuple):
    """From `from_ms` (inclusive) to `to_ms` (exclusive); of these kinds, all where there are none."""

    customer_id: str
    from_ms: int | None
    to_ms: int | None
    kinds: frozenset[StepKind]

    @property
    def canonical(self) -> str:
        """Equal for equal queries, so that a cursor serves no other."""
        return f"journey|{self.customer_id}|{self.from_ms}|{self.to_ms}|{','.join(sorted(self.kinds))}"

    def matches(self, step: Step) -> bool:
        if self.kinds and step.kind not in self.kinds:
            return False
        return (self.from_ms is None or step.at_ms >= self.from_ms) and (self.to_ms is None or step.at_ms < self.to_ms)


def read_journey(
    query: JourneyQuery, *, limit: int, cursor: str | None, ledger: Ledger, record: TenantRecord, now_ms: int
) -> Page[Step]:
    """A page of the journey, newest first. Reads the whole history, whatever the page.

    Raises `NotFound`, `QueryRefused` for a cursor of another query, `Conflict` where settings changed during the walk.
    """
    place: dict[str, Any] = {"asOf": now_ms, "settings": record.settings_revision}
    if cursor:
        place = cursors.unseal(cursor, tenant=record.tenant, query=query.canonical)
        if place["settings"] != record.settings_revision:
            raise Conflict("start_again", "The settings changed during this walk: begin again without the cursor.")
    stored = [order for order in ledger.read_customer(query.customer_id).orders if not order.deleted]
    if not stored:
        raise unknown(query.customer_id)
    steps = sorted(filter(query.matches, _steps(stored, record.settings, place["asOf"])), key=_place, reverse=True)
    left = [step for step in steps if step.place < tuple(place["position"])] if cursor else steps
    page = left[: fitting(map(_size, left[:limit]))]
    sealed = None
    if len(page) < len(left):
        sealed = cursors.seal(place | {"position": page[-1].place}, tenant=record.tenant, query=query.canonical)
    return Page(page, len(steps), sealed, place["asOf"])


def _steps(stored: Sequence[Order], settings: Settings, now_ms: int) -> Iterator[Step]:
    """Orders of any status; milestones and segments by those that count."""
    for order in stored:
        yield Step(order.ordered_at_ms, StepKind.ORDER, order.order_id, order)
    counted = counted_orders(stored)
    for number, name in MILESTONES.items():
        if number <= len(counted):
            order = counted[number - 1]
            yield Step(order.ordered_at_ms, StepKind.MILESTONE, name, Milestone(number, order))
    previous = None
    for segment, from_ms, _ in until(segment_history(fold_purchases(counted).timeline, settings), now_ms):
        yield Step(from_ms, StepKind.SEGMENT, f"{segment}@{from_ms}", SegmentEntry(segment, previous))
        previous = segment


def _place(step: Step) -> tuple[int, int, str]:
    return step.place


def _size(step: Step) -> int:
    """The most bytes that the step takes in an answer."""
    order = step.of if isinstance(step.of, Order) else step.of.order if isinstance(step.of, Milestone) else None
    texts = (order.order_id, order.order_id, order.reference, order.channel) if order else ()
    return _STEP_BYTES + text_bytes(*texts)
