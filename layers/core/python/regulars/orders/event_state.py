"""What an order event other than a refund makes of the order that lies there: a pure decision."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..errors import FieldError, OrderRefused
from ..facts.money import to_decimal
from ..facts.order import Dated, Lane, Order, OrderStatus, Original
from ..facts.tenant import Tenant
from ..facts.time import instant_ms, read_instant
from ..scoring.settings import Settings
from .messages import counting, digest_of
from .order_event import EventKind, OrderEvent
from .parse import parse_order
from .refund import refunded_to, require_currency
from .restate import restated, texts_of
from .supersede import Decision, Outcome, supersede


def state_over(stored: Order | None, event: OrderEvent, *, tenant: Tenant, settings: Settings, now_ms: int) -> Decision:
    """The stored order as the event leaves it, or a new one. Raises `OrderRefused`, its fields named as in an order.

    What the event leaves unsaid stays. Refunds stay, a cancelled or fully refunded order stays so. A cancellation holds
    even where the stored state is newer, since what is newer did not undo it; but each message cancels once. The first
    completion says when the order was placed, in whatever order they come, unless the API or a file has said it.
    """
    known = None if stored is None or stored.deleted else stored
    cancels = event.kind is EventKind.CANCELLED
    message = digest_of(event.message_id) if cancels and event.message_id else None
    if known is not None and message in known.messages:
        return Decision(Outcome.UNCHANGED, None)
    before = {} if known is None else restated(known, tenant)
    try:
        order = parse_order(
            _new(event) if known is None else _renewed(known, before, event, tenant, settings.timezone),
            tenant=tenant,
            settings=settings,
            arrived_ms=now_ms,
            now_ms=now_ms,
            stored=frozenset(texts_of(before)),
        )
    except OrderRefused as refused:
        raise _explained(refused, event, known) from None
    order = replace(order, dated=_dated(known, event))
    decision = supersede(stored, order if known is None else _keeping(known, order, tenant))
    if known is not None and decision.outcome is Outcome.STALE and event.kind is EventKind.COMPLETED:
        return _redated(known, order, now_ms)
    if message is None:
        return decision
    if known is not None and decision.outcome is Outcome.STALE:
        decision = _cancelled(known, now_ms)
    if decision.write is None:
        return decision
    return Decision(decision.outcome, counting(decision.write, message))


def _new(event: OrderEvent) -> dict[str, Any]:
    status = OrderStatus.CANCELLED if event.kind is EventKind.CANCELLED else OrderStatus.PAID
    return {**event.said, "orderedAt": event.said["updatedAt"], "status": status}


def _renewed(known: Order, before: dict[str, Any], event: OrderEvent, tenant: Tenant, zone: str) -> dict[str, Any]:
    """The stored order, restated as `before`, with what the event says in its place."""
    said = dict(event.said)
    currency = said.pop("currency", None)
    require_currency(known, currency, tenant)
    if "lines" in said and "total" not in said:
        before = {name: value for name, value in before.items() if name != "total"}
    if event.kind is EventKind.COMPLETED and _dates(known, said["updatedAt"], zone):
        said["orderedAt"] = said["updatedAt"]
    if event.kind is EventKind.CANCELLED:
        said.pop("customerId", None)
    contact = before["customer"] | said.pop("customer", {})
    return before | said | {"customer": contact, "status": _status(known, event)}


def _dates(known: Order, told: Any, zone: str) -> bool:
    """Whether a completion at the instant `told` says when the stored order was placed."""
    if known.dated is not Dated.COMPLETED:
        return known.dated is Dated.TOLD
    try:
        return instant_ms(read_instant(told), zone) < known.given_at_ms
    except ValueError:
        # The event is refused for it, where the order is parsed.
        return False


def _dated(known: Order | None, event: OrderEvent) -> Dated:
    if event.kind is EventKind.COMPLETED and (known is None or known.dated is Dated.TOLD):
        return Dated.COMPLETED
    return Dated.TOLD if known is None else known.dated


def _redated(known: Order, order: Order, now_ms: int) -> Decision:
    """The stored state, which is newer than the completion, with the instant that the completion knows better."""
    if (order.given_at_ms, order.dated) == (known.given_at_ms, known.dated):
        return Decision(Outcome.STALE, None)
    ahead_ms = order.original.ordered_at_ms if order.original else None
    original = replace(known.original or Original(), ordered_at_ms=ahead_ms)
    write = replace(
        known,
        ordered_at_ms=order.ordered_at_ms,
        original=None if original == Original() else original,
        dated=order.dated,
        arrived_ms=max(now_ms, known.arrived_ms),
        written_ms=now_ms,
        lane=Lane.LIVE,
    )
    return Decision(Outcome.UPDATED, write)


def _status(known: Order, event: OrderEvent) -> OrderStatus:
    """The status before refunds are seen; an update says nothing about whether an order was paid."""
    if event.kind is EventKind.CANCELLED or known.status is OrderStatus.CANCELLED:
        return OrderStatus.CANCELLED
    if known.status is OrderStatus.REFUNDED:
        return OrderStatus.REFUNDED
    if known.status is OrderStatus.PENDING and event.kind is EventKind.UPDATED:
        return OrderStatus.PENDING
    return OrderStatus.PAID


def _keeping(known: Order, order: Order, tenant: Tenant) -> Order:
    """The order with the refunds of the stored one, and the text of a status that nobody has explained since."""
    if known.refunded_minor > order.gross_minor:
        refunded = to_decimal(known.refunded_minor, tenant.exponent)
        raise OrderRefused(
            [FieldError("total", f"makes the order smaller than what has been refunded of it, {refunded}")],
            order.order_id,
        )
    before = known.original or Original()
    if before.status_text is not None and order.status is known.status:
        order = replace(order, original=replace(order.original or Original(), status_text=before.status_text))
    return refunded_to(order, known.refunded_minor, before.refunded)


def _cancelled(known: Order, now_ms: int) -> Decision:
    """The stored state, cancelled as it is."""
    outcome = Outcome.UNCHANGED if known.status is OrderStatus.CANCELLED else Outcome.UPDATED
    arrived_ms = max(now_ms, known.arrived_ms)
    write = replace(known, status=OrderStatus.CANCELLED, arrived_ms=arrived_ms, written_ms=now_ms, lane=Lane.LIVE)
    return Decision(outcome, write)


def _explained(refused: OrderRefused, event: OrderEvent, known: Order | None) -> OrderRefused:
    """The refusal in words that fit an event."""
    errors = [FieldError(error.field, _sentence(error, event)) for error in refused.errors]
    if known is None and event.kind is not EventKind.COMPLETED:
        sentence = "is no order that is known here, and the event does not hold the whole of it"
        errors.insert(0, FieldError("orderId", sentence))
    return OrderRefused(errors, event.order_id)


def _sentence(error: FieldError, event: OrderEvent) -> str:
    if error.field == "customerId" and "customerId" not in event.said:
        return "is required, or for a guest an e-mail address or phone number in context.traits"
    if error.field == "currency":
        return error.message.replace("an exchangeRate", "properties.exchange_rate")
    return error.message
