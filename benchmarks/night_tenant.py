"""A generated tenant with everything that a night reads: about ten products a customer, some bought again and again.

A customer has as many orders as chance gives, five in the mean, of one to eight of 3 000 products: half of the lines
are of what they bought before, the others as popular products are. Name, e-mail, phone and id make five words.
"""

from __future__ import annotations

import random
from bisect import bisect
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache
from itertools import accumulate
from typing import Any, NamedTuple

from regulars.facts.customer import FACTS_VERSION, CustomerFacts, FactsRow
from regulars.facts.fold import fold
from regulars.facts.order import Contact, Lane, Order, OrderLine, OrderStatus
from regulars.facts.record import CustomerRecord
from regulars.facts.tenant import Tenant
from regulars.facts.time import DAY_MS, HOUR_MS
from regulars.projection.lookups import lookup_entries
from regulars.scoring.derive import derive
from regulars.scoring.evaluate import Terms, evaluate
from regulars.scoring.settings import Settings
from regulars.stores.evaluations import Evaluations
from regulars.stores.ledger import Ledger
from regulars.stores.lookups import Lookups
from regulars.stores.registry import Registry
from regulars.stores.rows.rows import NO_ROW, Rows

from benchmarks.night_server import NAMES
from benchmarks.night_tables import NightTables
from testing.builders import NOW_MS

PRODUCTS = 3_000
SETTINGS = Settings.defaults(2)
TERMS = Terms(SETTINGS)
_MEAN_ORDERS = 8
_AGAIN = 0.48
_LINES = (1, 2, 3, 4, 5, 8)
_GIVEN = "Ada Bela Carl Dora Emil Fay Gus Hana Ivo Jan Kira Leo Mia Nils Olga Paul Rosa Sam Tom Uma Vera Will Yara Zoe"
_FAMILY = "Abel Berg Cole Dahl Engel Ford Gray Holm Ivers Jonas Klein Lang Moor Nagy Oster Park Quist Roth Stein Tamm"
# By rank, as a shop sells: the n-th product 1 / n^0.8 as often as the first.
_POPULAR = list(accumulate((rank + 1) ** -0.8 for rank in range(PRODUCTS)))


class Loaded(NamedTuple):
    """What was put: customers, pairs, orders, entries of lookups."""

    customers: int
    pairs: int
    orders: int
    entries: int


def load_tenants(
    tables: NightTables, tenants: Sequence[Tenant], customers: int, *, announced_ms: int, terms: Terms = TERMS
) -> Loaded:
    """The same customers for each tenant, all projected, and announced as they were at `announced_ms` by `terms`."""
    pairs = orders = entries = 0
    for first in range(0, customers, 1_000):
        kept = Kept()
        for number in range(first, min(first + 1_000, customers)):
            record = customer(number)
            known = fold(record)
            row = FactsRow(1, NOW_MS - HOUR_MS, FACTS_VERSION, known)
            looked_up = lookup_entries(row)
            for tenant in tenants:
                _put(kept, tenant, record, row)
                lookups = Lookups(kept, NAMES.lookups_table, tenant, tenant.reading)
                for entry in looked_up:
                    lookups.put(entry)
                announce(kept, tenant, known, announced_ms, terms)
            pairs += len(known.products or {})
            orders += len(record.orders)
            entries += len(looked_up)
        tables.load(kept.items)
    return Loaded(customers, pairs, orders, entries)


def announce(client: Any, tenant: Tenant, known: CustomerFacts, at_ms: int, terms: Terms = TERMS) -> None:
    """What a projection, or a night, has announced of the customer."""
    evaluation = evaluate(known, derive(known, SETTINGS, at_ms), None, at_ms, terms=terms, live=False)
    if evaluation is not None:
        Evaluations(client, NAMES.evaluations_table, tenant).put(known.customer_id, evaluation, replacing=None)


def customer(number: int) -> CustomerRecord:
    """The same each time. The first order is up to two years old, and all are older than a day."""
    chance = random.Random(number)
    given, family = chance.choice(_GIVEN.split()), chance.choice(_FAMILY.split())
    contact = Contact(
        name=f"{given} {family}",
        email=f"{given}.{family}{number}@example.com".lower(),
        phone=f"+1 555 {number:07d}",
    )
    customer_id = f"c{number:07d}"
    at_ms = NOW_MS - DAY_MS - chance.randrange(1, 730 * DAY_MS)
    gap_days = chance.uniform(7, 90)
    known: list[int] = []
    orders: list[Order] = []
    while at_ms < NOW_MS - DAY_MS:
        lines = []
        for _ in range(chance.choice(_LINES)):
            product = chance.choice(known) if known and chance.random() < _AGAIN else _popular(chance)
            known.append(product)
            lines.append(_line(product, chance.randint(1, 4)))
        orders.append(_order(f"{number:07d}-{len(orders)}", customer_id, at_ms, tuple(lines), contact))
        if chance.random() < 1 / _MEAN_ORDERS:
            break
        at_ms += round(chance.uniform(0.5, 1.5) * gap_days * DAY_MS)
    return CustomerRecord(customer_id, tuple(orders))


def crossing(customers: int, before_ms: int, after_ms: int) -> Iterator[str]:
    """Who is in another segment at the second instant, by the pure function alone."""
    for number in range(customers):
        known = fold(customer(number))
        segments = {derive(known, SETTINGS, at_ms).lifecycle.value for at_ms in (before_ms, after_ms)}
        if len(segments) == 2:
            yield known.customer_id


def _popular(chance: random.Random) -> int:
    return bisect(_POPULAR, chance.random() * _POPULAR[-1])


@cache
def _line(product: int, quantity: int) -> OrderLine:
    price = 500 + product * 7 % 9_500
    return OrderLine(
        product_id=f"p{product:05d}",
        quantity_milli=quantity * 1_000,
        unit_price=Decimal(price) / 100,
        amount_minor=quantity * price,
        product_name=f"Product number {product}",
        category=f"Shelf {product % 20}",
    )


def _order(order_id: str, customer_id: str, at_ms: int, lines: tuple[OrderLine, ...], contact: Contact) -> Order:
    return Order(
        order_id=order_id,
        customer_id=customer_id,
        ordered_at_ms=at_ms,
        status=OrderStatus.PAID,
        lines=lines,
        arrived_ms=at_ms,
        written_ms=at_ms,
        lane=Lane.LIVE,
        channel="web",
        contact=contact,
    )


def _put(kept: Kept, tenant: Tenant, record: CustomerRecord, row: FactsRow) -> None:
    ledger = Ledger(kept, NAMES.ledger_table, tenant)
    for order in record.orders:
        ledger.replace(ledger.item(order, replacing=None), replacing=None)
    Registry(kept, NAMES.registry_table, tenant).enroll([record.customer_id])
    Rows(kept, NAMES.facts_table, tenant, tenant.reading).put(row, replacing=NO_ROW)


class Kept:
    """A client of the stores that keeps what they put; nothing was there before."""

    def __init__(self) -> None:
        self.items: list[tuple[str, Any]] = []

    def put_item(self, *, TableName: str, Item: Any, **_: Any) -> dict[str, Any]:
        self.items.append((TableName, Item))
        return {}

    def batch_get_item(self, *, RequestItems: Any) -> dict[str, Any]:
        return {"Responses": {}}

    def batch_write_item(self, *, RequestItems: Any) -> dict[str, Any]:
        [(table, requests)] = RequestItems.items()
        self.items += [(table, request["PutRequest"]["Item"]) for request in requests]
        return {"UnprocessedItems": {}}
