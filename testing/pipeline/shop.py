"""A shop whose orders are accepted, tracked and deleted by calls that can be stopped before each of their requests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import boto3
from regulars.config import Names
from regulars.errors import NotFound
from regulars.facts.order import Order
from regulars.facts.record import CustomerRecord
from regulars.orders.accept import accept_orders
from regulars.orders.change import Accepted
from regulars.orders.delete import delete_order
from regulars.orders.find import find_order
from regulars.orders.track import Tracked, track_events
from regulars.scoring.settings import Settings
from regulars.stores.opened import Stores
from regulars.stores.registry import Owner

from testing.aws.tenants import make_tenant
from testing.builders import NOW_MS
from testing.pipeline.gate import Call, gate


class Shops:
    """Shops without any order: a fresh tenant each, over one connection that parks calls."""

    def __init__(self, names: Names) -> None:
        session = boto3.session.Session()
        session.events.register_first("before-call", gate)
        self._stores = Stores(names, session)
        self._opened = 0

    def open(self) -> Shop:
        self._opened += 1
        return Shop(self._stores, f"shop-{self._opened}")


class Shop:
    """One tenant's registry and ledger."""

    def __init__(self, stores: Stores, tenant_id: str) -> None:
        tenant = make_tenant(stores, tenant_id)
        self.stores = stores
        self.tenant = tenant
        self.registry = stores.registry(tenant)
        self.ledger = stores.ledger(tenant)

    def accept(self, *orders: Order) -> list[Accepted]:
        return accept_orders(orders, registry=self.registry, ledger=self.ledger)

    def outcome(self, order: Order) -> str:
        [accepted] = self.accept(order)
        return accepted.outcome.value

    def delete(self, order_id: str, *, now_ms: int = NOW_MS) -> None:
        delete_order(order_id, registry=self.registry, ledger=self.ledger, now_ms=now_ms)

    def track(self, *events: dict[str, Any], now_ms: int = NOW_MS) -> list[Tracked]:
        return track_events(
            events,
            tenant=self.tenant,
            settings=Settings.defaults(self.tenant.exponent),
            registry=self.registry,
            ledger=self.ledger,
            now_ms=now_ms,
        )

    def tracking(self, *events: dict[str, Any], now_ms: int = NOW_MS) -> Call:
        """The same, parked before its first request."""
        return Call("track", lambda: self.track(*events, now_ms=now_ms))

    def find(self, order_id: str) -> Order | None:
        try:
            return find_order(order_id, registry=self.registry, ledger=self.ledger).item
        except NotFound:
            return None

    def accepting(self, *orders: Order) -> Call:
        """The same, parked before its first request."""
        return Call("accept", lambda: self.accept(*orders))

    def deleting(self, order_id: str, *, now_ms: int = NOW_MS) -> Call:
        return Call("delete", lambda: self.delete(order_id, now_ms=now_ms))

    def state(self, *order_ids: str, customers: tuple[str, ...] = ("ann", "bob")) -> State:
        """All that lies in both tables for these ids and customers."""
        return State(
            owners=self.registry.owners(order_ids),
            records=tuple(_by_id(self.ledger.read_customer(customer)) for customer in customers),
            roster=tuple(sorted(customer for bucket in range(64) for customer in self.registry.roster(bucket))),
        )

    def holders(self, order_id: str, customers: tuple[str, ...] = ("ann", "bob")) -> list[str]:
        """Whose facts the order counts in; whoever it is, the registry must say the same."""
        holding = [
            customer
            for customer in customers
            for order in self.ledger.read_customer(customer).orders
            if order.order_id == order_id and not order.deleted
        ]
        owner = self.registry.owners([order_id]).get(order_id)
        assert len(holding) <= 1, "an order counts for two customers"
        if holding:
            assert owner is not None
            assert (owner.customer_id, owner.released) == (holding[0], False)
        return holding


class State(NamedTuple):
    """What lies in the registry and the ledger."""

    owners: dict[str, Owner]
    records: tuple[tuple[Order, ...], ...]
    roster: tuple[str, ...]


def _by_id(record: CustomerRecord) -> tuple[Order, ...]:
    return tuple(sorted(record.orders, key=lambda order: order.order_id))


def accepting(*orders: Order) -> Callable[[Shop], Call]:
    """What a shop is asked for where its call is to be crashed or met."""
    return lambda shop: shop.accepting(*orders)


def each_crash(call_of: Callable[[Shop], Call], shops: Shops, prepare: Callable[[Shop], object]) -> Iterator[Shop]:
    """A prepared shop for every request of the call, in which the call died before making that request."""
    unbroken = shops.open()
    prepare(unbroken)
    call = call_of(unbroken)
    call.finish()
    for survived in range(call.requests):
        shop = shops.open()
        prepare(shop)
        broken = call_of(shop)
        broken.step(survived)
        broken.crash()
        yield shop


def each_meeting(
    first_of: Callable[[Shop], Call],
    second_of: Callable[[Shop], Call],
    shops: Shops,
    prepare: Callable[[Shop], object],
) -> Iterator[tuple[Shop, Call, Call]]:
    """A prepared shop for every request of the first call, before which the whole of the second call ran.

    Both calls have ended; what they gave or raised is in them.
    """
    before = 0
    while True:
        shop = shops.open()
        prepare(shop)
        first = first_of(shop)
        first.step(before)
        met = not first.finished
        second = second_of(shop)
        for call in (second, first):
            while not call.finished:
                call.step()
        yield shop, first, second
        if not met:
            return
        before += 1
