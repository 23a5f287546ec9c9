"""From an announcement that replaced another to the events that it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..dataclass import dataclass
from ..facts.tenant import Tenant
from ..scoring.evaluate import Change, Evaluation, changes
from .event import Event
from .event_type import EventType
from .registry import EVENT_TYPES


@dataclass(frozen=True, slots=True)
class Announcement:
    """What was announced of a customer, `after`, over what was announced before; None: nothing was."""

    tenant_id: str
    customer_id: str
    before: Evaluation | None
    after: Evaluation


def events_of(announcement: Announcement, tenant: Tenant, *, name_customers: bool) -> list[Event]:
    """The events of one announcement, in the order of its values; none of a silent one.

    An event's id is the customer's hash, the announcement's `n` and the value's name: the same however often it is
    made. `name_customers`: whether events say who the customer is, beside their hash.
    """
    return list(_events(announcement, tenant, name_customers))


def _events(announcement: Announcement, tenant: Tenant, name_customers: bool) -> Iterator[Event]:
    who = tenant.customer_hash(announcement.customer_id)
    for change in changes(announcement.before, announcement.after):
        for type_, told in _told(change, announcement.after.because):
            data: dict[str, Any] = {
                "schemaVersion": type_.version,
                "tenant": tenant.id,
                "customerHash": who,
                **({"customerId": announcement.customer_id} if name_customers else {}),
                "n": announcement.after.n,
                "reason": announcement.after.reason.value,
                **told,
            }
            id_ = f"{who}-{announcement.after.n}-{change.name}"
            yield Event(id_, type_.name, tenant.id, who, announcement.after.at_ms, data)


def _told(change: Change, because: Mapping[str, str]) -> Iterator[tuple[EventType, Mapping[str, Any]]]:
    for type_ in EVENT_TYPES:
        told = None if type_.of_customers is None else type_.of_customers.told(change, because)
        if told is not None:
            yield type_, told
