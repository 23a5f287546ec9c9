"""Which of two states of one order stands: a pure decision, the same in whatever order they arrive."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import NamedTuple

from ..facts.order import Dated, Lane, Order, OrderStatus


class Outcome(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    STALE = "stale"
    REFUSED = "refused"
    ERASED = "erased"
    """Nothing is stored of it: its customer was erased."""


class Decision(NamedTuple):
    """`write` is what is to lie in the ledger, None where nothing changes there."""

    outcome: Outcome
    write: Order | None


def supersede(stored: Order | None, incoming: Order) -> Decision:
    """What becomes of `incoming` where `stored` lies.

    `version` compares with `version`, else `updatedAt` with `updatedAt`, else the arrivals; equal ones are decided by
    arrival. Over the stub of a deletion only a greater version or a later arrival applies, and no file from before it.
    Equal content is unchanged but moves the arrival. What this import has written before counts as it did then.
    Messages that were counted stay known, whatever the state says.
    """
    if stored is None:
        return _applied(Outcome.CREATED, incoming)
    if incoming.import_id is not None and stored.import_id == incoming.import_id and stored.outcome is not None:
        return Decision(Outcome(stored.outcome), None)
    if _older(stored, incoming):
        return Decision(Outcome.STALE, None)
    if stored.deleted:
        return _applied(Outcome.CREATED, _keeping_version(stored, incoming))
    if _content(stored) == _content(incoming):
        return _applied(Outcome.UNCHANGED, _moved(stored, incoming))
    return _applied(Outcome.UPDATED, _keeping_version(stored, incoming))


def stub(stored: Order, *, now_ms: int) -> Order:
    """What a deletion leaves: no content, but the version and arrival that late retries are compared with."""
    return replace(
        stored,
        lines=(),
        total_minor=0,
        refunded_minor=0,
        reference=None,
        channel=None,
        contact=None,
        original=None,
        arrived_ms=max(now_ms, stored.arrived_ms),
        written_ms=now_ms,
        deleted=True,
        messages=(),
        dated=Dated.STATED,
    )


def deleted_order(
    order_id: str, customer_id: str, *, arrived_ms: int, version: int | None, updated_at_ms: int | None
) -> Order:
    """The stub of a deletion as far as later statements are compared with it."""
    return Order(
        order_id=order_id,
        customer_id=customer_id,
        ordered_at_ms=arrived_ms,
        status=OrderStatus.CANCELLED,
        lines=(),
        arrived_ms=arrived_ms,
        written_ms=arrived_ms,
        lane=Lane.LIVE,
        version=version,
        updated_at_ms=updated_at_ms,
        deleted=True,
    )


def _older(stored: Order, incoming: Order) -> bool:
    if stored.deleted and incoming.import_id is not None and incoming.arrived_ms <= stored.arrived_ms:
        # A file holds what was known when it was exported, whatever versions it gives: not what was deleted since.
        return True
    for theirs, ours in ((incoming.version, stored.version), (incoming.updated_at_ms, stored.updated_at_ms)):
        if theirs is not None and ours is not None:
            if theirs != ours:
                return theirs < ours
            return stored.deleted or incoming.arrived_ms < stored.arrived_ms
    if stored.deleted:
        return incoming.arrived_ms <= stored.arrived_ms
    return incoming.arrived_ms < stored.arrived_ms


def _content(order: Order) -> tuple[object, ...]:
    """The order as its caller gave it: before any clamp, without versions and our own bookkeeping."""
    original = order.original
    if original is not None:
        original = replace(original, ordered_at_ms=None)
    if original is not None and original == type(original)():
        original = None
    return (
        order.given_at_ms,
        order.status,
        order.lines,
        order.total_minor,
        order.refunded_minor,
        order.reference,
        order.channel,
        order.contact,
        original,
    )


def _keeping_version(stored: Order, incoming: Order) -> Order:
    """A state without a version, or without an `updatedAt`, leaves the stored one standing; counted messages stay."""
    return replace(
        incoming,
        version=stored.version if incoming.version is None else incoming.version,
        updated_at_ms=stored.updated_at_ms if incoming.updated_at_ms is None else incoming.updated_at_ms,
        import_id=stored.import_id if incoming.import_id is None else incoming.import_id,
        outcome=stored.outcome if incoming.import_id is None else None,
        messages=stored.messages,
    )


def _moved(stored: Order, incoming: Order) -> Order:
    """The stored state under the incoming one's bookkeeping."""
    newer = _keeping_version(stored, incoming)
    return replace(
        stored,
        arrived_ms=newer.arrived_ms,
        written_ms=incoming.written_ms,
        lane=incoming.lane,
        version=newer.version,
        updated_at_ms=newer.updated_at_ms,
        import_id=newer.import_id,
        outcome=newer.outcome,
        dated=incoming.dated,
    )


def _applied(outcome: Outcome, order: Order) -> Decision:
    """An import leaves its outcome on the order, so that a repeated attempt counts the same."""
    if order.import_id is not None and order.outcome is None:
        order = replace(order, outcome=outcome.value)
    return Decision(outcome, order)
