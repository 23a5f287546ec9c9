"""What a night learns of pairs is the same in however many shards and turns, and an answer goes by it."""

from __future__ import annotations

import random

import pytest
from regulars.facts.customer import CustomerFacts
from regulars.facts.order import Lane, Order
from regulars.facts.time import DAY_MS, HOUR_MS
from regulars.nightly import turn as turn_module
from regulars.population.pair_rates import PairRates
from regulars.population.purchase_model import PurchaseModel, purchase_model
from regulars.products import probable
from regulars.products.last_night import answer_of, last_night
from regulars.scoring.next_purchase import Repeats
from regulars.stores.opened import Stores
from regulars.stores.rows import row_codec

from testing.aws.tenants import make_tenant
from testing.builders import NOW_MS, a_line, an_order, facts_of
from testing.machines.night import FAR_MS
from testing.machines.night_by_turns import ONE_PAGE, NightMachine
from testing.shops import shop_of

AT_MS = NOW_MS + DAY_MS + HOUR_MS
PRODUCTS = [f"p{number}" for number in range(40)]


def some_orders() -> dict[str, list[Order]]:
    """Twenty-four customers, each with a few orders of many products: some 600 pairs of the last half year."""
    chance = random.Random(5)
    found: dict[str, list[Order]] = {}
    for number in range(24):
        customer_id = f"c {number}#é"
        found[customer_id] = [
            an_order(
                f"{number}-{nth}",
                customer_id,
                ordered_at_ms=NOW_MS - round(chance.uniform(0, 180) * DAY_MS),
                lines=tuple(map(a_line, chance.sample(PRODUCTS, 20))),
                lane=Lane.IMPORT,
            )
            for nth in range(chance.choice([1, 2, 3, 6]))
        ]
    return found


@pytest.mark.parametrize(("shards", "deadline_ms"), [(1, FAR_MS), (4, ONE_PAGE)])
def test_shards_turns_and_heavy_customers_teach_what_all_orders_at_once_do(
    stores: Stores, monkeypatch: pytest.MonkeyPatch, shards: int, deadline_ms: int
) -> None:
    monkeypatch.setattr(turn_module, "_PAGE", 3)
    monkeypatch.setattr(row_codec, "HEAVY_BYTES", 400)
    monkeypatch.setattr(probable, "_PRODUCTS_AN_OBJECT", 7)
    night = NightMachine(stores, make_tenant(stores, "shop", shards=shards))
    by_customer = some_orders()
    night.take(*(order for orders in by_customer.values() for order in orders))
    night.now_ms = AT_MS

    night.night(deadline_ms=deadline_ms)

    whole = PairRates(AT_MS)
    for customer_id, orders in by_customer.items():
        facts: CustomerFacts = facts_of(*orders, customer_id=customer_id)
        whole.count(facts)
    shop = shop_of(stores, night.tenant.id, AT_MS)
    left = last_night(shop)
    model = PurchaseModel.of(left.values[probable.PURCHASE_MODEL])
    assert model == purchase_model(whole)
    assert model.line is not None, "there are pairs enough to learn from"
    objects = left.values[probable.OBJECTS]
    assert objects == 6
    stored = [answer_of(shop, left.job_id, probable.object_name(number))["products"] for number in range(objects)]
    assert {product_id: Repeats(*sums) for products in stored for product_id, sums in products.items()} == {
        product_id: whole.product(product_id).now for product_id in PRODUCTS
    }

    ranked = probable.list_probable(shop, "c 3#é")
    assert ranked.corrected
    assert {one.buyer.pair.product.product_id for one in ranked.pairs} == {
        line.product_id for order in by_customer["c 3#é"] for line in order.lines
    }
    for one in ranked.pairs:
        product = one.buyer.pair.product
        rate = model.rate(product.count, product.first_at_ms, whole.product(product.product_id).now, AT_MS)
        assert one.probability == model.line.corrected(rate.probability(30))
    assert [one.probability for one in ranked.pairs] == sorted((one.probability for one in ranked.pairs), reverse=True)
