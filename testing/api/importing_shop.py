"""A shop that imports files and has a feed: the API and the import machine of one tenant, over the real handlers."""

from __future__ import annotations

from typing import Any

from moto.dynamodb.models import dynamodb_backends
from regulars.facts.order import Lane
from regulars.facts.tenant import Tenant
from regulars.http.door.app import Application
from regulars.projection.dispatch import touched_customers
from regulars.stores.opened import Stores

from testing.api.client import Client
from testing.events import as_event
from testing.machines.imports import ImportMachine, create_machine, now_ms, project_bulk_queue
from testing.pipeline.stream import passes_ledger_filter
from testing.pipeline.world import ACCOUNT, REGION


class ImportingShop:
    """The API and the import machine of one tenant; `flow` does what stream and queues do."""

    def __init__(self, stores: Stores, tenant: Tenant, application: Application) -> None:
        create_machine(stores)
        self.stores = stores
        self.tenant = tenant
        self.api = Client(application, tenant.id, now_ms=now_ms())
        self.machine = ImportMachine(stores, tenant, project=lambda: project_bulk_queue(stores))
        self._played = 0

    def file(self, content: bytes, **options: Any) -> dict[str, Any]:
        """What is told of a file that is imported."""
        self.api.now_ms = now_ms()
        import_id = self.api.post("/api/imports", {"fileName": "orders.csv", **options}).data["importId"]
        record = self.stores.imports(self.tenant).read(import_id)
        assert record is not None
        self.machine.upload(record, content)
        self.machine.begin(record)
        self.machine.run(record)
        self.flow()
        told: dict[str, Any] = self.api.get(f"/api/imports/{import_id}").data
        return told

    def post(self, *orders: dict[str, Any]) -> list[str]:
        """What became of each order of the feed."""
        self.api.now_ms = now_ms()
        results = self.api.post("/api/orders", {"orders": list(orders)}).data
        self.flow()
        return [result["result"] for result in results]

    def flow(self) -> None:
        name = self.stores.names.ledger_table
        shard = dynamodb_backends[ACCOUNT][REGION].tables[name].stream_shard
        assert shard is not None
        records = [as_event(item.to_json(), name) for item in shard.items[self._played :]]
        self._played = len(shard.items)
        for customers in touched_customers([one for one in records if passes_ledger_filter(one)]).values():
            self.stores.queue(Lane.BULK).send_touches(customers)
        project_bulk_queue(self.stores)

    def listed(self) -> dict[str, tuple[int, str]]:
        """Everybody whom the list shows: orders and spend."""
        rows = self.api.get("/api/customers", limit=100).data
        assert len(rows) == len({row["contactID"] for row in rows})
        return {row["contactID"]: (row["metrics"]["orderCount"], row["metrics"]["totalSpend"]) for row in rows}

    def guest(self, address: str) -> str:
        return self.tenant.guest_id(address)
