"""Order events, taken: each is read, decided by what lies there, written, and answered for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ..dataclass import dataclass
from ..errors import FieldError, OrderRefused
from ..facts.addresses import guest_address
from ..facts.order import Lane, Order
from ..facts.tenant import Tenant
from ..scoring.settings import Settings
from ..stores.ledger import Ledger
from ..stores.registry import Registry
from .accept import accept_changes
from .change import Accepted, Change
from .claims import Claim, claimed_by
from .erased import Named, Verdict, verdicts
from .event_state import state_over
from .order_event import EventKind, Ignored, OrderEvent
from .parse import parse_refund
from .refund import refund
from .supersede import Decision, Outcome
from .track_events import read_event


@dataclass(frozen=True, slots=True)
class Tracked:
    """What became of one event; `outcome` None where it is none of ours. Fields are named as in the event."""

    outcome: Outcome | None
    order_id: str | None = None
    customer_id: str | None = None
    ignored: tuple[Ignored, ...] = ()
    errors: tuple[FieldError, ...] = ()


def track_events(
    events: Sequence[Any], *, tenant: Tenant, settings: Settings, registry: Registry, ledger: Ledger, now_ms: int
) -> list[Tracked]:
    """Takes the events in the order given, one result each. Raises `StoreUnavailable` as `accept_changes` does.

    What was written before it did counts once, however often the call is made again.
    """
    read = [_read(raw) for raw in events]
    ours = [event for event in read if isinstance(event, OrderEvent)]
    found = verdicts(map(_names, ours), ledger=ledger, shared=settings.shared_contacts)
    changes, claims = [], []
    for event in ours:
        verdict = found[_names(event)]
        said = _without_addresses(event, verdict)
        change = _change(said, tenant, settings, now_ms, named=event)
        changes.append(replace(change, erased=verdict.erased, same_address=verdict.jobs))
        claims += [] if verdict.erased else _claims(said, tenant, settings, now_ms)
    accepted = iter(accept_changes(changes, claims, registry=registry, ledger=ledger))
    return [_tracked(event, next(accepted)) if isinstance(event, OrderEvent) else event for event in read]


def _read(raw: Any) -> OrderEvent | Tracked:
    try:
        event = read_event(raw)
    except OrderRefused as refused:
        return Tracked(Outcome.REFUSED, refused.order_id, errors=refused.errors)
    return Tracked(None, ignored=(event,)) if isinstance(event, Ignored) else event


def _names(event: OrderEvent) -> Named:
    named = event.said.get("customerId")
    return Named(named if isinstance(named, str) else None, *_addresses(event))


def _without_addresses(event: OrderEvent, verdict: Verdict) -> OrderEvent:
    """The event without what was somebody's who was erased; where nobody else is named, it may still be about an order
    that somebody has."""
    left = {name: value for name, value in event.said.get("customer", {}).items()
            if not (name in ("email", "phone") and (verdict.erased or getattr(verdict, name)))}  # fmt: skip
    if not verdict.erased and not verdict.jobs:
        return event
    return replace(event, said={**event.said, "customer": left})


def _change(event: OrderEvent, tenant: Tenant, settings: Settings, now_ms: int, *, named: OrderEvent) -> Change:
    """`named` is the event as it was sent, which says whom it names."""

    def over(stored: Order | None) -> Decision:
        if event.kind is EventKind.REFUNDED:
            return refund(stored, parse_refund(event.said), tenant=tenant, now_ms=now_ms)
        return state_over(stored, event, tenant=tenant, settings=settings, now_ms=now_ms)

    if event.kind is EventKind.REFUNDED:
        return Change(event.order_id, None, over, yields=True)
    customer_id = event.said.get("customerId")
    # Who cancels an order, or changes it without a user id, need not be the customer who placed it.
    yields = customer_id is None or event.kind is EventKind.CANCELLED
    return Change(event.order_id, customer_id or _guest(named, tenant, settings), over, yields)


def _guest(event: OrderEvent, tenant: Tenant, settings: Settings) -> str | None:
    address = guest_address(*_addresses(event), settings.shared_contacts)
    return None if address is None else tenant.guest_id(address)


def _claims(event: OrderEvent, tenant: Tenant, settings: Settings, now_ms: int) -> list[Claim]:
    """What an event of the customer who placed the order claims; who cancels or refunds one need not be them."""
    named = event.said.get("customerId")
    if named is None or event.kind not in (EventKind.COMPLETED, EventKind.UPDATED):
        return []
    guests = claimed_by(named, *_addresses(event), tenant, settings.shared_contacts)
    return [Claim(guest_id, named, now_ms, Lane.LIVE) for guest_id in guests]


def _addresses(event: OrderEvent) -> tuple[str | None, str | None]:
    """E-mail address and phone number, where they are texts."""
    contact = event.said.get("customer", {})
    email, phone = (value if isinstance(value := contact.get(name), str) else None for name in ("email", "phone"))
    return email, phone


def _tracked(event: OrderEvent, accepted: Accepted) -> Tracked:
    errors = dict.fromkeys(FieldError(event.named(error.field), error.message) for error in accepted.errors)
    return Tracked(accepted.outcome, event.order_id, accepted.customer_id or None, tuple(event.ignored), tuple(errors))
