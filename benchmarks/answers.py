"""Answers over all customers of a tenant of 10 000 on the running stack: the first one, one asked again, what is read.

Processor time is that of the handler alone, run here against the stack's tables: what is waited for is not in it.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, NamedTuple

from regulars.cli.http import Api
from regulars.facts.customer import FACTS_VERSION, FactsRow
from regulars.facts.fold import fold
from regulars.facts.record import CustomerRecord
from regulars.facts.tenant import Tenant
from regulars.http.door.app import Application
from regulars.http.door.buckets import Buckets
from regulars.memory import look_for_cycles_rarely
from regulars.stores.dynamo.calls import batch_put, pack
from regulars.stores.opened import Stores
from regulars.stores.rows.indexes import BY_LAST_ORDER
from regulars.stores.rows.row_codec import encode_row
from regulars.stores.tenant.members import Member, Membership

from benchmarks.local_stack import needed_stack
from benchmarks.memory_tables import INDEXES
from benchmarks.night_tenant import customer
from benchmarks.report import load, quantile, table
from benchmarks.units import Item, get_units, item_bytes, read_units
from testing.builders import NOW_MS, a_tenant

CUSTOMERS = 10_000
_AGAIN = 20
_CHUNK = 1_000
_PATIENCE_S = 300
_EMPTY_TIMES = 4


class Sizes(NamedTuple):
    """Bytes of a row in the table, and of its part in the index by last order."""

    whole: int
    listed: int


class Shop(NamedTuple):
    """The tenant in the stack's stores, with the size of each customer's row, as of `now_ms`."""

    tenant: Tenant
    stores: Stores
    sizes: Mapping[str, Sizes]
    now_ms: int


class Asked(NamedTuple):
    """A call, and the most milliseconds it may take: the first time, and in the median when it is asked again."""

    name: str
    path: str
    query: str = ""
    first_ms: int | None = None
    again_ms: int | None = None


def run(*, small: bool = False) -> None:
    connection = needed_stack()
    shop = enter_shop(connection.stores, 200 if small else CUSTOMERS)
    api = Api(connection, shop.tenant.id)
    page = api.call("GET", "/api/customers?limit=50")
    asked = calls(shop.tenant.id, page["meta"]["nextCursor"], page["data"][0]["contactID"])
    enter_orders(shop, page["data"][0]["contactID"])
    look_for_cycles_rarely()
    busy = load()
    rows = [_row(one, api, shop, 2 if small else _AGAIN) for one in asked]
    table(
        ("call", "first ms", "bound", "again p50 ms", "bound", "processor ms", "read units", "again"),
        rows,
        f"{len(shop.sizes)} customers in one shard. Before: {busy}; after: {load()}.",
    )


def calls(tenant_id: str, cursor: str, customer_id: str) -> list[Asked]:
    """Those that are kept for a minute are computed by their first call alone."""
    return [
        Asked("list, first page", "/api/customers", "limit=50", None, 120),
        Asked("list, second page", "/api/customers", f"limit=50&cursor={cursor}"),
        Asked("one customer", f"/api/customers/{customer_id}"),
        Asked("RFM, one row", "/api/customers/rfm", "limit=1", 1_500),
        Asked("summary", "/api/customers/summary", "history=0", 1_500, 300),
        Asked("overview", "/api/v1/analytics/overview", "", 1_500, 300),
        Asked("venue segments", f"/customers/venue/{tenant_id}/segments", "", 1_500, 300),
        Asked("cohorts", "/api/v1/analytics/cohorts", "", 1_500, 300),
        Asked("funnel", "/api/v1/analytics/funnel", "", 1_500, 300),
        Asked("backtest", "/api/v1/analytics/backtest"),
    ]


def enter_shop(stores: Stores, customers: int) -> Shop:
    """A tenant with the night's generated customers, their newest orders of yesterday.

    The tenant is created after its rows are in and their changes are read: without a tenant no lookups are made of
    them. A member of the tenant's own name asks where no gateway does.
    """
    tenant, now_ms = a_tenant(f"bench-answers-{secrets.token_hex(3)}"), time.time_ns() // 1_000_000
    sizes = enter_rows(stores, tenant, customers, now_ms)
    assert stores.directory.create(tenant)
    stores.directory.members.put(Membership(tenant.id, Member(tenant.id, "viewer"), user=tenant.id, since_ms=now_ms))
    return Shop(tenant, stores, sizes, now_ms)


def enter_rows(stores: Stores, tenant: Tenant, customers: int, now_ms: int) -> dict[str, Sizes]:
    """The rows of the night's generated customers, and nothing on its way any more."""
    facts = stores.rows(tenant)
    sizes: dict[str, Sizes] = {}
    for first in range(0, customers, _CHUNK):
        known = [fold(_of_late(number, now_ms)) for number in range(first, min(first + _CHUNK, customers))]
        rows = [FactsRow(1, now_ms, FACTS_VERSION, one) for one in known]
        items = [pack(facts._key(row.customer_id)) | encode_row(row) for row in rows]
        batch_put(stores.dynamodb, stores.names.facts_table, items)
        sizes |= {item["sk"]["S"]: _sizes(item) for item in items}
    _await_empty(stores)
    return sizes


def enter_orders(shop: Shop, customer_id: str) -> None:
    """The orders of the one who is asked for: the list's rows alone are answered from rows."""
    ledger = shop.stores.ledger(shop.tenant)
    for order in _of_late(int(customer_id.removeprefix("c")), shop.now_ms).orders:
        ledger.replace(ledger.item(order, replacing=None), replacing=None)


def _sizes(item: Item) -> Sizes:
    index = INDEXES["facts"][BY_LAST_ORDER.name]
    return Sizes(item_bytes(item), item_bytes({name: item[name] for name in index.attributes if name in item}))


def _of_late(number: int, now_ms: int) -> CustomerRecord:
    record = customer(number)
    later_ms = now_ms - NOW_MS
    orders = (replace(order, ordered_at_ms=order.ordered_at_ms + later_ms) for order in record.orders)
    return CustomerRecord(record.customer_id, tuple(orders))


def _await_empty(stores: Stores) -> None:
    """Until nothing has been in the lookups' queue for a while."""
    counted = ("ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible")
    end, empty = time.monotonic() + _PATIENCE_S, 0
    while empty < _EMPTY_TIMES:
        assert time.monotonic() < end, "the lookups' queue never became empty"
        time.sleep(0.5)
        found = stores.sqs.get_queue_attributes(QueueUrl=stores.names.lookups_queue_url, AttributeNames=list(counted))
        empty = 0 if any(int(found["Attributes"][name]) for name in counted) else empty + 1


def _row(asked: Asked, api: Api, shop: Shop, times: int) -> list[object]:
    path = f"{asked.path}?{asked.query}" if asked.query else asked.path
    first, *again = [_ms(api, path) for _ in range(1 + times)]
    processor, *units = _in_process(asked, shop)
    bounds = ["" if bound is None else bound for bound in (asked.first_ms, asked.again_ms)]
    median = f"{quantile(again, 0.5):.0f}"
    return [
        asked.name,
        f"{first:.0f}",
        bounds[0],
        median,
        bounds[1],
        f"{processor:.0f}",
        *(f"{one:.1f}" for one in units),
    ]


def _ms(api: Api, path: str) -> float:
    began = time.perf_counter()
    api.call("GET", path)
    return (time.perf_counter() - began) * 1e3


def _in_process(asked: Asked, shop: Shop) -> tuple[float, float, float]:
    """Milliseconds of processor time of an application that has kept nothing; read units of this call and the next."""
    event = {
        "rawPath": asked.path,
        "rawQueryString": asked.query,
        "headers": {},
        "requestContext": {
            "stage": "$default",
            "http": {"method": "GET", "path": asked.path},
            "authorizer": {"jwt": {"claims": {"tenant": shop.tenant.id, "role": "viewer", "sub": shop.tenant.id}}},
        },
    }
    application = Application(shop.stores, buckets=Buckets(1_000_000))
    with _metered(shop) as meter:
        began = time.process_time()
        answered = application.answer(event, None, now_ms=time.time_ns() // 1_000_000)
        took_ms, units = (time.process_time() - began) * 1e3, meter.units
        application.answer(event, None, now_ms=time.time_ns() // 1_000_000)
    assert answered.response["statusCode"] == 200, answered.response["body"]
    return took_ms, units, meter.units - units


class _Meter:
    """The read units of requests by the sizes of what they read: the emulator charges every page as one item."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._asked: dict[str, Any] = {}
        self.units = 0.0

    def ask(self, params: dict[str, Any], **_: Any) -> None:
        self._asked = params

    def note(self, parsed: dict[str, Any], model: Any, **_: Any) -> None:
        if model.name == "BatchGetItem":
            for table_name, items in parsed["Responses"].items():
                consistent = self._asked["RequestItems"][table_name].get("ConsistentRead", False)
                self.units += sum(get_units(item, consistent=consistent) for item in items)
        elif model.name == "Query":
            size = sum(map(self._size, parsed["Items"])) if "Items" in parsed else self._counted(parsed["Count"])
            self.units += read_units(size, consistent=self._asked.get("ConsistentRead", False))

    def _size(self, item: Item) -> int:
        """Of the whole item, or of its part in an index, whatever was asked of it."""
        of_row = self._shop.sizes.get(item.get("sk", {}).get("S", ""))
        if of_row is None:
            return item_bytes(item)
        return of_row.listed if "IndexName" in self._asked else of_row.whole

    def _counted(self, rows: int) -> int:
        sizes = self._shop.sizes.values()
        return rows * sum(size.listed for size in sizes) // len(sizes)


@contextmanager
def _metered(shop: Shop) -> Iterator[_Meter]:
    """Sees every request that is made meanwhile."""
    meter, events = _Meter(shop), shop.stores.dynamodb.meta.events
    events.register("provide-client-params.dynamodb", meter.ask)
    events.register("after-call.dynamodb", meter.note)
    try:
        yield meter
    finally:
        events.unregister("provide-client-params.dynamodb", meter.ask)
        events.unregister("after-call.dynamodb", meter.note)
