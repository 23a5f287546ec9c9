"""A shop of baskets and its night, over HTTP."""

from __future__ import annotations

from regulars.facts.tenant import Tenant
from regulars.facts.time import HOUR_MS
from regulars.projection.project import Projector
from regulars.scoring.evaluate import Terms
from regulars.scoring.settings import Settings
from regulars.stores.opened import Stores

from testing.api.client import Client
from testing.api.orders import line_of, order_with
from testing.builders import NOW_MS
from testing.machines.night import create_night_machine, run_night

NIGHT_MS = NOW_MS - 7 * HOUR_MS


class BasketShop:
    """Customers, each with an order a basket, as their rows stand by the night."""

    def __init__(self, stores: Stores, tenant: Tenant, api: Client) -> None:
        self._stores, self._tenant, self._api = stores, tenant, api
        create_night_machine(stores)

    def sell(self, customer_id: str, *baskets: str, named: bool = True) -> None:
        """A basket is product ids, separated by spaces; the last one is the newest."""
        orders = [
            order_with(
                f"{customer_id}-{nth}",
                3 + len(baskets) - nth,
                *(line_of(product, productName=product.title() if named else None) for product in basket.split()),
                customerId=customer_id,
            )
            for nth, basket in enumerate(baskets)
        ]
        answer = self._api.post("/api/orders", {"orders": orders})
        assert {result["result"] for result in answer.data} == {"created"}, answer.text
        terms = Terms(Settings.defaults(2))
        Projector.opened(self._stores, self._tenant, terms, now_ms=NOW_MS, live=True).project(customer_id)

    def night(self, job_id: str = "night-20251015", at_ms: int = NIGHT_MS) -> None:
        """A manual one: it sees everybody's orders, and with them what products are called."""
        run_night(self._stores, self._tenant, job_id, at_ms=at_ms, manual=True)
