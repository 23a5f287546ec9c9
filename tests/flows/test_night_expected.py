"""What a night leaves of the days to come is what a slow count of the orders finds, however it was interrupted."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from regulars.facts.order import Lane, Order, OrderStatus
from regulars.facts.time import DAY_MS, HOUR_MS
from regulars.nightly import turn as turn_module
from regulars.population.demand import REVENUE_PARTS
from regulars.products.demand import read_demand
from regulars.products.due import DueQuery, due_night, list_due
from regulars.products.forecast import read_forecast
from regulars.stores.opened import Stores
from regulars.stores.rows import row_codec

from testing.aws.tenants import make_tenant
from testing.builders import NOW_MS, a_line, a_tenant, an_order
from testing.machines.killed import Kill, again_and_again
from testing.machines.night import FAR_MS
from testing.machines.night_by_turns import ONE_PAGE, NightMachine
from testing.shops import shop_of, walked
from testing.truth.expected import due_of, expected_of, pairs_of

AT_MS = NOW_MS + 2 * DAY_MS + HOUR_MS
AT_DAY_MS = AT_MS // DAY_MS * DAY_MS
PRODUCTS = ["tea", "cup", "pot", "tin"]


def some_orders(customers: int) -> list[Order]:
    """Customers of every gap, some overdue, with one who cancelled."""
    chance = random.Random(9)
    orders = [an_order("never", "never#ordered", status=OrderStatus.CANCELLED)]
    for number in range(customers):
        gap = chance.choice([0.3, 1, 6, 7, 15, 29, 45, 92])
        last = chance.choice([0, 1, 7, 30, 60])
        for nth in range(chance.choice([1, 2, 3, 5, 10])):
            lines = tuple(
                a_line(
                    product,
                    amount_minor=chance.choice([0, 999, 20_000]),
                    quantity_milli=chance.choice([500, 1_000, 7_001]),
                    product_name=f"{product} {nth}",
                )
                for product in chance.sample(PRODUCTS, chance.choice([1, 1, 2, 4]))
            )
            at_ms = NOW_MS - round((last + nth * gap) * DAY_MS) - chance.choice([0, 1, HOUR_MS])
            changes = {"ordered_at_ms": at_ms, "lines": lines, "lane": Lane.IMPORT}
            orders.append(an_order(f"{number}-{nth}", f"c {number}#é", **changes))
    return orders


def due(night: NightMachine, days: int) -> list[tuple[int, str, str]]:
    """The whole walk, sorted: its order is shard by shard."""
    shop = shop_of(night.stores, night.tenant.id, night.now_ms)
    left = due_night(shop, {})
    found = walked(partial(list_due, shop, DueQuery(days, 0), left, limit=7))
    return sorted((pair.affinity.next_at_ms or 0, pair.product.product_id, who.customer_id) for who, pair in found)


@pytest.mark.parametrize(("shards", "deadline_ms"), [(1, FAR_MS), (2, ONE_PAGE), (32, FAR_MS)])
def test_due_demand_and_forecast_are_what_a_slow_count_of_the_orders_finds(
    stores: Stores, monkeypatch: pytest.MonkeyPatch, shards: int, deadline_ms: int
) -> None:
    night = NightMachine(stores, make_tenant(stores, "shop", shards=shards))
    monkeypatch.setattr(row_codec, "HEAVY_BYTES", 130)
    monkeypatch.setattr(turn_module, "_PAGE", 10)
    orders = some_orders(18)
    night.take(*orders)
    night.now_ms = AT_MS

    night.manual(deadline_ms=deadline_ms)

    pairs = pairs_of(orders)
    shop = shop_of(stores, night.tenant.id, night.now_ms)
    assert due(night, 31) == due_of(pairs, AT_MS, 31)
    assert due(night, 7) == due_of(pairs, AT_MS, 7)
    for product_id in PRODUCTS:
        for days in (1, 30, 90):
            truth = expected_of((pair for pair in pairs if pair.product_id == product_id), AT_MS, days)
            found = read_demand(shop, product_id, days)
            assert {day: one.purchases for day, _, _, one in found.days if one.purchases} == dict(truth.purchases)
            assert found.overdue == truth.overdue
            for day, _, _, one in found.days:
                assert abs(one.amount - float(truth.units.get(day, 0))) <= one.purchases / 2
    for days in (1, 90, 365):
        truth = expected_of(pairs, AT_MS, days)
        whole = read_forecast(shop, days)
        assert [week.sums.in_rhythm.purchases for week in whole.weeks] == [
            sum(truth.purchases[day] for day in truth.purchases if week.first <= day < week.behind)
            for week in whole.weeks
        ]
        spent = sum(truth.spent.values())
        assert (
            abs(whole.sums.in_rhythm.amount / REVENUE_PARTS - spent) <= whole.sums.in_rhythm.purchases / REVENUE_PARTS
        )
        assert (whole.overdue, whole.as_of_ms) == (truth.overdue, AT_MS)
    placed = [order for order in orders if order.counts and AT_DAY_MS - 56 * DAY_MS <= order.ordered_at_ms < AT_DAY_MS]
    bought = [(product_id, order) for order in placed for product_id in {line.product_id for line in order.lines}]
    assert len(bought) > 50
    assert whole.purchases.mean == len(bought) / 8
    assert whole.revenue.mean == sum(order.spend_minor for order in placed) / 8
    for product_id in PRODUCTS:
        assert read_demand(shop, product_id, 1).usual.mean == sum(one == product_id for one, _ in bought) / 8
    assert len(due_of(pairs, AT_MS, 31)) > 5 < expected_of(pairs, AT_MS, 1).overdue


def test_a_manual_run_knows_what_every_product_is_called_and_a_night_what_it_verifies(night: NightMachine) -> None:
    """Of each product the newest order that names it, whoever placed it."""
    orders = some_orders(10)
    night.take(*orders)
    night.now_ms = AT_MS
    night.night()
    files = night.stores.files(night.tenant)
    after_a_night = files.catalogue()

    night.manual()

    lines = [(order, line) for order in orders if order.counts for line in order.lines]
    named = sorted((order.ordered_at_ms, line.product_name or "", line.product_id) for order, line in lines)
    newest = {product_id: name for _, name, product_id in named}
    assert {product_id: files.catalogue().called(product_id).name for product_id in PRODUCTS} == newest
    assert set(after_a_night.names) <= set(PRODUCTS)
    night.night("night-2")
    assert {product_id: files.catalogue().called(product_id).name for product_id in PRODUCTS} == newest


def test_a_night_killed_before_a_write_and_done_again_leaves_the_same_answers(stores: Stores) -> None:
    unbroken = Kill()
    expected = left_by(unbroken, stores, "whole")
    assert expected["due"]
    assert expected["names"]["names"]

    for number in range(4, unbroken.writes + 1, 5):
        assert left_by(Kill(number), stores, f"killed-{number}") == expected, f"killed before {number}"


def left_by(kill: Kill, stores: Stores, tenant_id: str) -> dict[str, Any]:
    """What a night leaves whose calls are repeated until each ends; one secret, the same customers in each shard."""
    tenant = replace(a_tenant(tenant_id, shards=2), secret=b"." * 32)
    assert stores.directory.create(tenant)
    night = NightMachine(stores, tenant)
    night.take(*some_orders(5))
    night.now_ms = AT_MS
    night.manual(under=partial(again_and_again, kill, stores))
    return {"due": due(night, 31), "expected": expected_by(night), "names": stores.files(tenant).catalogue().as_json()}


def expected_by(night: NightMachine) -> list[Any]:
    shop = shop_of(night.stores, night.tenant.id, night.now_ms)
    return [*(read_demand(shop, product_id, 90) for product_id in PRODUCTS), read_forecast(shop, 365)]
