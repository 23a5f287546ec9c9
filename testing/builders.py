"""Orders, records and tenants in one line, each with believable values for whatever a test does not say."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from regulars.facts.customer import TimelineEntry
from regulars.facts.fold import fold
from regulars.facts.order import Lane, Order, OrderLine, OrderStatus
from regulars.facts.record import CustomerRecord
from regulars.facts.tenant import Generation, Tenant, TenantStatus
from regulars.facts.time import DAY_MS

# 2025-10-15T08:30:00Z, "now" wherever a test needs one.
NOW_MS = 1_760_517_000_000


def an_order(order_id: str = "1001", customer_id: str = "ann", **changes: Any) -> Order:
    """A paid order of 100.00 placed a day before `NOW_MS`, arrived at `NOW_MS`."""
    values: dict[str, Any] = {
        "ordered_at_ms": NOW_MS - DAY_MS,
        "status": OrderStatus.PAID,
        "lines": (a_line(),),
        "arrived_ms": NOW_MS,
        "written_ms": NOW_MS,
        "lane": Lane.LIVE,
    }
    return Order(order_id=order_id, customer_id=customer_id, **(values | changes))


def a_line(product_id: str = "tea", **changes: Any) -> OrderLine:
    """Two units at 50.00."""
    values: dict[str, Any] = {"quantity_milli": 2_000, "unit_price": Decimal("50.00"), "amount_minor": 10_000}
    return OrderLine(product_id=product_id, **(values | changes))


def a_tenant(tenant_id: str = "acme", *, currency: str = "USD", exponent: int = 2, shards: int = 1) -> Tenant:
    """A tenant that no table knows."""
    generation = Generation(1, shards)
    return Tenant(
        id=tenant_id,
        name=tenant_id.title(),
        status=TenantStatus.ACTIVE,
        currency=currency,
        exponent=exponent,
        secret=tenant_id.encode().ljust(32, b"."),
        reading=generation,
        writing=(generation,),
    )


def facts_of(*orders: Order, customer_id: str = "ann") -> Any:
    """The fold of these orders."""
    return fold(CustomerRecord(customer_id, orders))


def purchases_at(*instants_ms: int, spend_minor: int = 1_000) -> Any:
    """The purchase facts of one paid order at each instant."""
    orders = (
        an_order(str(index), ordered_at_ms=at_ms, lines=(), total_minor=spend_minor)
        for index, at_ms in enumerate(instants_ms)
    )
    return facts_of(*orders).purchases


def entries_at(*instants_ms: int, spend_minor: int = 1_000) -> tuple[TimelineEntry, ...]:
    """A timeline with one order at each instant."""
    return tuple(TimelineEntry(at_ms, spend_minor, 1_000) for at_ms in instants_ms)
