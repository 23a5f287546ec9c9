"""Evaluations and merges that were put -> events on the bus."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ..facts.webhook import Webhook
from ..stores.bus import BusEntry
from ..stores.evaluation_changes import EvaluationChange
from ..stores.keys import PROBE_TENANT
from ..stores.ledger.edge_changes import EdgeChange
from ..stores.opened import Stores
from ..stores.tenant.tenants import TenantRecord
from .announced import Announcement, events_of
from .event import Event
from .types.merged import merge_event


class Published(NamedTuple):
    """How many events the bus took, and how many are dead letters now."""

    events: int
    refused: int


def publish_changes(changes: Iterable[EvaluationChange], *, stores: Stores) -> Published:
    """Puts the events of these evaluations on the bus, in their order; what it refuses becomes a dead letter.

    Nothing of a tenant that does not exist, nor of the probe's. Raises `StoreUnavailable` where the bus, or then the
    queue, does not answer: the same changes may be given again, and make the same events.
    """
    return publish(_of_customers(changes, stores), stores=stores)


def publish_merges(changes: Iterable[EdgeChange], *, stores: Stores) -> Published:
    """The same of edges between customers that were made or cut."""
    return publish(_of_merges(changes, stores), stores=stores)


def publish(events: Iterable[Event], *, stores: Stores) -> Published:
    """The same of any events.

    Which webhooks there are is read after the last event has happened: one made before any of them is not missed.
    """
    happened = list(events)
    webhooks = {tenant_id: stores.webhooks(tenant_id).all() for tenant_id in {one.tenant_id for one in happened}}
    entries = [_entry_of(event, webhooks[event.tenant_id]) for event in happened]
    refused = stores.bus.put(entries)
    stores.dead_events.keep(refused)
    return Published(len(entries) - len(refused), len(refused))


def _entry_of(event: Event, webhooks: Sequence[Webhook]) -> BusEntry:
    detail = json.dumps(event.cloud_event(), ensure_ascii=False, separators=(",", ":"))
    return BusEntry(event.type, detail, any(webhook.wants(event.type) for webhook in webhooks))


def _of_customers(changes: Iterable[EvaluationChange], stores: Stores) -> Iterator[Event]:
    told = _Tenants(stores)
    for change in changes:
        if (record := told.of(change.tenant_id)) is not None:
            yield from events_of(
                Announcement(*change), record.tenant, name_customers=record.settings.events_name_customers
            )


def _of_merges(changes: Iterable[EdgeChange], stores: Stores) -> Iterator[Event]:
    told = _Tenants(stores)
    for change in changes:
        if (record := told.of(change.tenant_id)) is not None:
            yield merge_event(change.edge, record.tenant, name_customers=record.settings.events_name_customers)


class _Tenants:
    """The tenants of a batch, each read once."""

    def __init__(self, stores: Stores) -> None:
        self._stores = stores
        self._records: dict[str, TenantRecord | None] = {PROBE_TENANT: None}

    def of(self, tenant_id: str) -> TenantRecord | None:
        """None for one of whom nothing is told: it does not exist, or is the probe's."""
        if tenant_id not in self._records:
            self._records[tenant_id] = self._stores.directory.read(tenant_id)
        return self._records[tenant_id]
