"""A shop that imports a file and then sends live orders has one customer per person, whatever comes first and again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from moto.dynamodb.models import dynamodb_backends
from regulars.facts.order import Lane
from regulars.facts.tenant import Tenant
from regulars.http.door.app import Application
from regulars.projection.dispatch import touched_customers
from regulars.projection.lookups import lookup_entries
from regulars.stores.opened import Stores

from testing.api.client import Client, path_of
from testing.api.orders import order_of
from testing.events import as_event
from testing.machines.imports import ImportMachine, create_machine, now_ms, project_bulk_queue
from testing.pipeline.stream import passes_ledger_filter
from testing.pipeline.world import ACCOUNT, REGION

FILE = Path(__file__).parents[2].joinpath("examples", "shopify.csv").read_bytes()


class Shop:
    """The API and the import machine of one tenant; `flow` does what stream and queues do."""

    def __init__(self, stores: Stores, tenant: Tenant, application: Application) -> None:
        create_machine(stores)
        self.stores = stores
        self.tenant = tenant
        self.api = Client(application, tenant.id, now_ms=now_ms())
        self.machine = ImportMachine(stores, tenant, project=lambda: project_bulk_queue(stores))
        self._played = 0

    def file(self, content: bytes = FILE) -> dict[str, Any]:
        """What is told of a file that is imported."""
        self.api.now_ms = now_ms()
        import_id = self.api.post("/api/imports", {"fileName": "orders.csv"}).data["importId"]
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
            self.stores.queue(Lane.BULK).send(customers)
        project_bulk_queue(self.stores)

    def listed(self) -> dict[str, tuple[int, str]]:
        """Everybody whom the list shows: orders and spend."""
        rows = self.api.get("/api/customers", limit=100).data
        assert len(rows) == len({row["contactID"] for row in rows})
        return {row["contactID"]: (row["metrics"]["orderCount"], row["metrics"]["totalSpend"]) for row in rows}

    def guest(self, address: str) -> str:
        return self.tenant.guest_id(address)


@pytest.fixture
def shop(stores: Stores, tenant: Tenant, application: Application) -> Shop:
    return Shop(stores, tenant, application)


def live(order_id: str, customer_id: str, email: str | None, *, total: str = "32.00", **changes: Any) -> dict[str, Any]:
    """An order of the live feed, which knows the shop's own customer id."""
    contact = {"customer": {"email": email}} if email else {}
    ordered_at = {"orderedAt": "2025-12-03T15:37:33Z"}
    return order_of(order_id, 0, total, customerId=customer_id, **contact, **ordered_at, **changes)


def as_posted(said: Any) -> Any:
    """An order as it is answered, as a caller would write it."""
    if isinstance(said, dict):
        return {name: as_posted(one) for name, one in said.items() if one is not None and name != "amount"}
    return [as_posted(one) for one in said] if isinstance(said, list) else said


def test_an_order_of_the_file_that_comes_again_with_the_customers_id_is_theirs_and_not_refused(shop: Shop) -> None:
    shop.file()
    [filed] = shop.api.get(path_of("api", "customers", shop.guest("ann@example.com"), "orders")).data
    taken = ("orderId", "orderedAt", "status", "total", "lines", "customer", "reference", "channel")
    again = {name: as_posted(filed[name]) for name in taken if filed[name]} | {"customerId": "shop-ann"}

    assert set(shop.post(again) + shop.post(again | {"reference": "#1001b"})) <= {"unchanged", "updated"}

    guest = shop.api.get(path_of("api", "customers", shop.guest("ann@example.com")))
    assert (guest.status, guest.json["mergedInto"]) == (308, "shop-ann")
    assert shop.api.get(path_of("api", "orders", filed["orderId"])).data["customerId"] == "shop-ann"
    assert shop.listed()["shop-ann"] == (1, "32.00")


ANN_LATER = ("5501000000999", "shop-ann", "ann@example.com")


def _file(shop: Shop) -> None:
    assert shop.file()["counts"]["orders"]["refused"] == 0


def _feed(shop: Shop) -> None:
    assert "refused" not in shop.post(live(*ANN_LATER), live("5501000000998", "shop-bob", "bob@example.com"))


_IN_ANY_ORDER = ((_file, _feed), (_feed, _file), (_file, _feed, _file, _feed), (_feed, _file, _feed, _file))


@pytest.mark.parametrize(
    "steps", _IN_ANY_ORDER, ids=lambda steps: " then".join(step.__name__.replace("_", " ") for step in steps)
)
def test_a_file_and_a_feed_make_one_customer_of_each_person_in_whatever_order(
    shop: Shop, steps: tuple[Callable[[Shop], None], ...]
) -> None:
    for step in steps:
        step(shop)

    listed = shop.listed()

    guests = {one for one in listed if one.startswith("guest-")}
    assert set(listed) - guests == {"shop-ann", "shop-bob"}
    assert {shop.guest(f"{who}@example.com") for who in ("ann", "bob")}.isdisjoint(listed)
    assert listed["shop-ann"] == (2, "64.00")
    assert listed["shop-bob"] == (2, "62.00")
    summary = shop.api.get("/api/customers/summary").data
    assert summary["customers"] == len(listed)


def test_what_still_comes_from_the_file_under_the_address_counts_for_the_customer(shop: Shop) -> None:
    shop.post(live(*ANN_LATER))

    shop.file()
    assert shop.listed()["shop-ann"] == (2, "64.00")
    shop.api.post("/api/customers/profiles/unmerge", {"customerId": shop.guest("ann@example.com")})
    shop.flow()

    assert shop.listed()["shop-ann"] == (1, "32.00")
    assert shop.listed()[shop.guest("ann@example.com")] == (1, "32.00")
    _feed(shop)
    assert shop.listed()["shop-ann"] == (1, "32.00"), "no order claims them again"


def test_an_import_whose_orders_name_both_claims_too_and_empties_the_guests_row(shop: Shop) -> None:
    shop.file(b"Order ID,Email,Date,Total\no1,x@example.com,2025-12-03,10.00\n")
    assert shop.listed() == {shop.guest("x@example.com"): (1, "10.00")}

    shop.file(b"Order ID,Customer ID,Email,Date,Total\no2,ann,x@example.com,2025-12-04,5.00\n")

    assert shop.listed() == {"ann": (2, "15.00")}


def test_an_address_of_nobody_in_particular_makes_nobody_a_guest_and_claims_nobody(shop: Shop) -> None:
    etag = shop.api.get("/api/settings").headers["ETag"]
    shop.api.put("/api/settings", {"sharedContacts": [" TILL@example.com"]}, if_match=etag)

    told = shop.file(
        b"Order ID,Email,Date,Total\no1,till@example.com,2025-12-03,10.00\no2,Till@Example.com,2025-12-03,2.50\n"
        b"o3,x@example.com,2025-12-03,4.00\n"
    )
    refused = shop.api.post("/api/orders", {"orders": [live("o4", "", "till@example.com")]}).data[0]

    assert told["counts"]["orders"]["refused"] == 0
    assert told["withoutCustomer"] == {"orders": 2, "amount": 12.5}
    assert shop.listed() == {shop.guest("x@example.com"): (1, "4.00")}
    assert (refused["result"], refused["errors"][0]["field"]) == ("refused", "orders[0].customerId")
    assert "sharedContacts" in refused["errors"][0]["message"]
    shop.post(live("o5", "ann", "till@example.com"), live("o6", "bob", "till@example.com"))
    assert set(shop.listed()) == {shop.guest("x@example.com"), "ann", "bob"}


def test_of_two_customers_who_name_one_address_the_first_has_its_guest_and_both_are_listed_as_a_pair(
    shop: Shop,
) -> None:
    shop.post(live("o1", "ann", "x@example.com"))
    shop.post(live("o2", "bob", "X@Example.com"))
    shop.file(b"Order ID,Email,Date,Total\no3,x@example.com,2025-12-03,10.00\n")
    for row in shop.stores.rows(shop.tenant).all():
        for entry in lookup_entries(row):
            shop.stores.lookups(shop.tenant).put(entry)

    assert shop.listed() == {"ann": (2, "42.00"), "bob": (1, "32.00")}
    [pair] = shop.api.get("/api/customers/profiles/duplicates").data
    assert ([one["customerId"] for one in pair["customers"]], pair["why"]) == (["ann", "bob"], ["email"])
