"""A tenant of whom a night is asked: customers as their rows stand, and nights that run at an instant."""

from __future__ import annotations

from typing import Any

from regulars.facts.catalogue import Catalogue
from regulars.facts.customer import FACTS_VERSION, CustomerFacts, FactsRow
from regulars.facts.order import Contact, Order
from regulars.facts.tenant import Tenant
from regulars.facts.time import DAY_MS, HOUR_MS
from regulars.stores import keys
from regulars.stores.dynamo.calls import batch_delete, batch_put
from regulars.stores.opened import Stores

from testing.builders import NOW_MS, a_line, an_order, facts_of
from testing.machines.night import create_night_machine, run_night

NIGHT_MS = NOW_MS - 8 * HOUR_MS


class NightShop:
    """Customers as their rows stand, and nights."""

    def __init__(self, stores: Stores, tenant: Tenant) -> None:
        self.stores, self.tenant = stores, tenant
        self._nights = 0
        if not stores.stepfunctions.list_state_machines()["stateMachines"]:
            create_night_machine(stores)

    def bought(self, customer_id: str, *days_ago: float, **more: Any) -> None:
        """The customer's whole history of one product."""
        self.bought_all(customer_id, {more.pop("product_id", "tea"): days_ago}, **more)

    def bought_all(self, customer_id: str, products: dict[str, tuple[float, ...]], **line: Any) -> None:
        orders = [
            an_order(
                f"{customer_id}-{product_id}-{nth}",
                customer_id,
                ordered_at_ms=NOW_MS - round(days * DAY_MS),
                lines=(a_line(product_id, **line),),
                contact=Contact(name=f"Name of {customer_id}"),
            )
            for product_id, days_ago in products.items()
            for nth, days in enumerate(days_ago)
        ]
        self.put(customer_id, *orders)

    def put(self, customer_id: str, *orders: Order) -> None:
        """The customer's whole history as it is from now on: ledger, roster and row."""
        self._write(customer_id, *orders)
        facts = self.stores.rows(self.tenant)
        before = facts.revisions_of([customer_id])[customer_id]
        known = facts_of(*orders, customer_id=customer_id) if orders else CustomerFacts(customer_id)
        assert facts.put(FactsRow(before + 1, NOW_MS, FACTS_VERSION, known), replacing=before)

    def _write(self, customer_id: str, *orders: Order) -> None:
        names, ledger = self.stores.names, self.stores.ledger(self.tenant)
        before = [
            keys.ledger_item(self.tenant.id, customer_id, "order#", order.order_id)
            for order in ledger.read_customer(customer_id).orders
        ]
        batch_delete(self.stores.dynamodb, names.ledger_table, before)
        batch_put(self.stores.dynamodb, names.ledger_table, [ledger.item(one, replacing=None) for one in orders])
        self.stores.registry(self.tenant).enroll({customer_id})

    def called(self, product_id: str, name: str, category: str) -> None:
        found = Catalogue()
        found.see([an_order(lines=(a_line(product_id, product_name=name, category=category),))])
        self.stores.files(self.tenant).extend_catalogue(found)

    def night(self, at_ms: int = NIGHT_MS) -> None:
        self._nights += 1
        job = run_night(self.stores, self.tenant, f"night-{self._nights}", at_ms=at_ms)
        assert job.error is None
