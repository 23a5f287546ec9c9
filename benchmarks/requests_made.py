"""Requests to DynamoDB a call, counted by botocore's events on moto; and what a list reads at most."""

from __future__ import annotations

from itertools import count

from regulars.facts.order import Lane
from regulars.facts.tenant import Tenant
from regulars.facts.time import MINUTE_MS
from regulars.orders.accept import accept_orders
from regulars.projection.batch import ProjectionBatch
from regulars.stores.limits import LIST_ROWS, QUERY_PAGE_BYTES
from regulars.stores.messages import Touch, Touched, encode_touch

from benchmarks.crowd import enter_crowd
from benchmarks.moto_stack import Made, MotoStack, moto_stack
from benchmarks.orders import history, raw_order
from benchmarks.report import table
from benchmarks.units import item_bytes
from testing.builders import NOW_MS

CROWD = 12_000
_FEW = 300
SHARDS = 4
_MANY = 1_500
_NOT_SO_MANY = 60
_MB = 1_000_000


def run(*, small: bool = False) -> None:
    crowd = _FEW if small else CROWD
    with moto_stack() as stack:
        one = [[name, made.text, bound] for name, made, bound in calls(stack, _NOT_SO_MANY if small else _MANY)]
        table(
            ("call", "requests", "at most"),
            one,
            "BatchGetItem: the tenant's records; heads, registry, orders, roster.",
            "Each customer has one member, the guest of their address.",
        )
        rows = [
            [name, made.text, made.pages + shards, made.counting, made.rows, made.rows_counted]
            for name, made, shards in lists(stack, crowd)
        ]
        table(
            ("list", "requests", "pages + shards", "for total", "rows read", "rows counted"),
            rows,
            f"{crowd} customers in {SHARDS} shards unless said otherwise. A page and its total together read at most",
            f"{LIST_ROWS} rows, and one a shard that tells whether there are more; none twice.",
        )


def calls(stack: MotoStack, many_orders: int = _MANY) -> list[tuple[str, Made, str]]:
    """Each call with what it made and what was promised."""
    shop = stack.tenant("shop")
    registry, ledger = stack.stores.registry(shop), stack.stores.ledger(shop)
    accept_orders(history("ann", 10, NOW_MS, tenant=shop), registry=registry, ledger=ledger)
    many = history("bob", many_orders, NOW_MS, tenant=shop, lines=60)
    accept_orders(many, registry=registry, ledger=ledger)
    size = sum(item_bytes(ledger.item(order, replacing=None)) for order in many)
    pages = -(-size // QUERY_PAGE_BYTES)
    fresh = [raw_order(f"new-{number}", f"c{number % 40}", NOW_MS) for number in range(100)]
    single = [raw_order("one", "ann", NOW_MS)]

    def get(customer: str) -> Made:
        return stack.made(lambda: stack.call("GET", f"/api/customers/{customer}", shop, now_ms=NOW_MS))

    def post(orders: object) -> Made:
        body = {"orders": orders}
        return stack.made(lambda: stack.call("POST", "/api/orders", shop, now_ms=NOW_MS, body=body))

    def project(*customers: str) -> Made:
        messages = [encode_touch(Touch(Touched(shop.id, customer))) for customer in customers]
        batch = ProjectionBatch(messages, stores=stack.stores, lane=Lane.LIVE, now_ms=NOW_MS, out_of_time=lambda: False)

        def all_of_them() -> None:
            for message in messages:
                batch.project(message)

        return stack.made(all_of_them)

    ten = [f"c{number}" for number in range(10)]
    return [
        ("GET customer with 10 orders", get("ann"), "1 BatchGetItem, 2 Query"),
        (f"GET customer with {size / _MB:.1f} MB of orders", get("bob"), f"1 BatchGetItem, {pages + 1} Query"),
        ("POST 1 order", post(single), ""),
        ("POST 100 orders of 40 customers", post(fresh), ""),
        ("POST the same 100 again", post(fresh), ""),
        ("projection of 1 new customer", project("ann"), ""),
        ("projection of a batch of 10", project(*ten), ""),
        ("projection of the same 10 again", project(*ten), ""),
    ]


def lists(stack: MotoStack, customers: int = CROWD) -> list[tuple[str, Made, int]]:
    """Each list with what its first page made, and the number of its shards."""
    few, crowd = stack.tenant("few"), stack.tenant("crowd", shards=SHARDS)
    enter_crowd(stack.stores, few, 200, NOW_MS)
    enter_crowd(stack.stores, crowd, customers, NOW_MS)

    # A minute each, so that no total is kept from the list before.
    clock = count(NOW_MS, MINUTE_MS)

    def page(tenant: Tenant, query: str) -> Made:
        return stack.made(lambda: stack.call("GET", "/api/customers", tenant, now_ms=next(clock), query=query))

    return [
        ("all, 200 customers, 1 shard", page(few, "limit=50"), 1),
        ("all, limit 50", page(crowd, "limit=50"), SHARDS),
        ("all, limit 1000", page(crowd, "limit=1000"), SHARDS),
        ("segment=VIP by last order", page(crowd, "segment=VIP&limit=50"), SHARDS),
        ("segment=Dormant by spend", page(crowd, "segment=Dormant&sort=-totalSpend&limit=50"), SHARDS),
        ("segment=New&minSpend=100", page(crowd, "segment=New&minSpend=100&limit=50"), SHARDS),
        ("purchaseFrequency=Weekly, nobody is", page(crowd, "purchaseFrequency=Weekly"), SHARDS),
    ]
