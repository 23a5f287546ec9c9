"""The ledger: a customer is one item collection, and an order is written only over the one that was read."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest
from regulars.errors import UnknownItem
from regulars.facts.order import Contact, Dated, Lane, Order, OrderLine, OrderStatus, Original
from regulars.facts.tenant import Tenant
from regulars.orders.supersede import stub
from regulars.stores.dynamo.calls import Item
from regulars.stores.ledger import Ledger, OrderTooLarge, Stored
from regulars.stores.ledger.kind import Kinds
from regulars.stores.ledger.orders import ORDER
from regulars.stores.opened import Stores
from regulars.stores.registry import Owner

from testing.aws.requests import requests_of
from testing.aws.tenants import make_tenant
from testing.builders import NOW_MS, a_line, an_order
from testing.gifts import A_GIFT, GIFT


@pytest.fixture
def ledger(stores: Stores, tenant: Tenant) -> Ledger:
    return stores.ledger(tenant)


def stored(ledger: Ledger, order_id: str = "1001", customer_id: str = "ann") -> Stored[Order] | None:
    return ledger.read_items(ORDER, [(customer_id, order_id)]).get((customer_id, order_id))


def put(ledger: Ledger, order: Order, *, replacing: Stored[Order] | None, with_: Sequence[Item] = ()) -> bool:
    return ledger.replace(ledger.item(order, replacing=replacing), replacing=replacing, with_=with_)


FULL = Order(
    order_id="#1001",
    customer_id="a#b",
    ordered_at_ms=0,
    status=OrderStatus.PARTIALLY_REFUNDED,
    lines=(
        OrderLine("tea", 1_500, Decimal("9.990000"), 1_627, "Grüner Tee", "Tea"),
        OrderLine("pot", 1, Decimal("0"), 0),
    ),
    arrived_ms=NOW_MS,
    written_ms=NOW_MS + 1,
    lane=Lane.IMPORT,
    total_minor=0,
    refunded_minor=5,
    reference="A-1",
    channel="web",
    contact=Contact(name="Ann", email="ann@example.com"),
    original=Original(NOW_MS + 5, "EUR", Decimal("1.08"), Decimal("20.00"), Decimal("3"), "Bezahlt"),
    version=0,
    updated_at_ms=0,
    import_id="i1",
    outcome="created",
    deleted=True,
    messages=(b"first refund", b"then another"),
    dated=Dated.COMPLETED,
)


@pytest.mark.parametrize(
    "order", [FULL, an_order(), an_order(lines=(), total_minor=10**15), an_order(dated=Dated.TOLD)]
)
def test_an_order_is_read_back_as_it_was_written(ledger: Ledger, order: Order) -> None:
    assert put(ledger, order, replacing=None)

    assert stored(ledger, order.order_id, order.customer_id) == Stored(order, 1)
    assert ledger.read_customer(order.customer_id).orders == (order,)


def test_an_order_is_written_over_nothing_only_where_nothing_lies(ledger: Ledger) -> None:
    assert put(ledger, an_order(total_minor=1), replacing=None)

    assert not put(ledger, an_order(total_minor=2), replacing=None)
    assert stored(ledger) == Stored(an_order(total_minor=1), 1)


def test_an_order_is_written_over_the_one_that_was_read_and_over_no_other(ledger: Ledger) -> None:
    put(ledger, an_order(total_minor=1), replacing=None)
    read = stored(ledger)

    assert put(ledger, an_order(total_minor=2), replacing=read)
    assert not put(ledger, an_order(total_minor=3), replacing=read)
    assert stored(ledger) == Stored(an_order(total_minor=2), 2)


def test_an_order_is_not_written_over_one_that_is_gone(ledger: Ledger) -> None:
    assert not put(ledger, an_order(), replacing=Stored(an_order(), 1))
    assert stored(ledger) is None


def test_what_is_written_with_an_order_is_written_together_or_not_at_all(
    stores: Stores, ledger: Ledger, tenant: Tenant
) -> None:
    registry = stores.registry(tenant)
    registry.claim([("1001", "ann"), ("1002", "bob"), ("1003", "bob")])
    seen, older = Owner("ann", n=1), Owner("bob", n=0)

    assert put(ledger, an_order("1001"), replacing=None, with_=[registry.claiming("1001", "ann", over=seen)])
    assert not put(ledger, an_order("1002"), replacing=None, with_=[registry.claiming("1002", "ann", over=older)])
    assert not put(ledger, an_order("1001"), replacing=None, with_=[registry.claiming("1003", "ann", over=seen)])

    assert {order.order_id for order in ledger.read_customer("ann").orders} == {"1001"}
    assert registry.owners(["1001", "1002", "1003"]) == {
        "1001": Owner("ann", n=2),
        "1002": Owner("bob"),
        "1003": Owner("bob"),
    }


def test_a_customer_is_read_whole_with_the_stubs_of_deletions_and_nobody_elses_orders(ledger: Ledger) -> None:
    kept, deleted = an_order("1"), stub(an_order("2"), now_ms=NOW_MS)
    for order in (kept, deleted, an_order("3", "ann2"), an_order("4", "an")):
        put(ledger, order, replacing=None)

    assert set(ledger.read_customer("ann").orders) == {kept, deleted}
    assert ledger.read_customer("nobody").orders == ()


def test_a_customer_of_more_than_a_page_is_read_whole_one_query_a_megabyte(stores: Stores, ledger: Ledger) -> None:
    rng = random.Random(1)
    for number in range(12):
        # Compresses to about 200 KB.
        lines = tuple(
            a_line(product_id=rng.randbytes(64).hex(), product_name=rng.randbytes(60).hex()) for _ in range(1_000)
        )
        put(ledger, an_order(str(number), lines=lines), replacing=None)

    with requests_of(stores.dynamodb) as made:
        orders = ledger.read_customer("ann").orders

    assert {order.order_id for order in orders} == {str(number) for number in range(12)}
    assert all(len(order.lines) == 1_000 for order in orders)
    assert made == ["BatchGetItem", *["Query"] * 2]


def test_other_items_of_a_customer_are_no_orders(stores: Stores, tenant: Tenant) -> None:
    ledger = Ledger(stores.dynamodb, stores.names.ledger_table, tenant, kinds=Kinds(ORDER, GIFT))
    put(ledger, an_order(), replacing=None)
    assert ledger.insert([ledger.item(A_GIFT, replacing=None)]) == [True]

    record = ledger.read_customer("ann")

    assert record.orders == (an_order(),)
    assert set(record.items) == {an_order(), A_GIFT}


def test_a_customer_with_an_item_of_no_kind_is_not_read_as_if_it_were_not_there(stores: Stores, ledger: Ledger) -> None:
    put(ledger, an_order(), replacing=None)
    stores.dynamodb.put_item(TableName="ledger", Item={"pk": {"S": "acme#ann"}, "sk": {"S": "gift#1"}})

    with pytest.raises(UnknownItem, match="gift"):
        ledger.read_customer("ann")


def test_many_orders_of_many_customers_are_read_at_once(stores: Stores, ledger: Ledger) -> None:
    orders = [an_order(str(number), f"customer {number % 7}") for number in range(0, 150, 10)]
    for order in orders:
        put(ledger, order, replacing=None)

    with requests_of(stores.dynamodb) as made:
        found = ledger.read_items(ORDER, ((f"customer {number % 7}", str(number)) for number in range(150)))

    assert {pair: one.item for pair, one in found.items()} == {
        (order.customer_id, order.order_id): order for order in orders
    }
    assert made == ["BatchGetItem"] * 2


def test_every_attribute_of_an_order_counts_towards_its_size(ledger: Ledger) -> None:
    with pytest.raises(OrderTooLarge):
        ledger.item(an_order(original=Original(status_text="x" * 300_000)), replacing=None)


def test_an_order_beyond_300_kb_is_refused_and_nothing_is_written(ledger: Ledger) -> None:
    rng = random.Random(1)
    lines = tuple(a_line(product_name=rng.randbytes(250).hex()) for _ in range(1_000))
    assert put(ledger, an_order("1", lines=lines), replacing=None)

    with pytest.raises(OrderTooLarge):
        put(ledger, an_order("2", lines=lines + lines), replacing=None)

    assert stored(ledger, "2") is None


def test_an_order_as_large_as_can_be_stored_can_still_be_refunded(ledger: Ledger) -> None:
    room = 300_000
    while True:
        order = an_order(lines=(), total_minor=100, reference="x" * room)
        try:
            put(ledger, order, replacing=None)
            break
        except OrderTooLarge:
            room -= 1

    refunded = replace(order, status=OrderStatus.REFUNDED, refunded_minor=100, messages=(b"first refund",))
    assert put(ledger, refunded, replacing=Stored(order, 1))

    assert stored(ledger) == Stored(refunded, 2)


def test_tenants_do_not_see_each_others_orders(stores: Stores, ledger: Ledger) -> None:
    other = stores.ledger(make_tenant(stores, "acme2"))
    put(ledger, an_order(), replacing=None)

    assert other.read_customer("ann").orders == ()
    assert put(other, replace(an_order(), total_minor=7), replacing=None)
    assert ledger.read_customer("ann").orders == (an_order(),)


@pytest.mark.parametrize(
    ("lane", "requests"),
    [(Lane.IMPORT, ["BatchExecuteStatement"] * 2), (Lane.LIVE, ["PutItem"] * 30), (Lane.BULK, ["PutItem"] * 30)],
)
def test_new_orders_of_an_import_are_inserted_25_a_request_and_none_over_what_lies_there(
    stores: Stores, ledger: Ledger, lane: Lane, requests: list[str]
) -> None:
    put(ledger, an_order("7", total_minor=1), replacing=None)
    orders = [an_order(str(number), total_minor=2, lane=lane) for number in range(30)]

    with requests_of(stores.dynamodb) as made:
        inserted = ledger.insert([ledger.item(order, replacing=None) for order in orders])

    assert made == requests
    assert inserted == [number != 7 for number in range(30)]
    totals = {order.order_id: order.total_minor for order in ledger.read_customer("ann").orders}
    assert totals == {str(number): 1 if number == 7 else 2 for number in range(30)}
