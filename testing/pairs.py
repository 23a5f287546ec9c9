"""A shop whose customers buy each of their products at a rate of its own, steadily: what the models of pairs assume."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping

from regulars.facts.customer import CustomerFacts
from regulars.facts.product import ProductFacts, Purchase
from regulars.facts.time import DAY_MS
from regulars.population.pair_rates import PairRates

from testing.builders import NOW_MS

# Mean purchases a pair and day of each product.
RATES = {"bread": 1 / 10, "coffee": 1 / 40, "filter": 1 / 120, "grinder": 1 / 1_500}


def steady_shop(customers: int, *, seed: int, days: int = 400, now_ms: int = NOW_MS) -> Iterator[CustomerFacts]:
    """Each pair begins on a day of the last `days` and goes on until 60 days after `now_ms`; rates are exponential
    around the product's."""
    dice = random.Random(seed)
    for number in range(customers):
        products = {}
        for product_id, mean in RATES.items():
            rate, at_day = dice.expovariate(1 / mean), dice.uniform(-days, 0)
            instants_ms = []
            while at_day < 60:
                instants_ms.append(now_ms + round(at_day * DAY_MS))
                at_day += dice.expovariate(rate)
            products[product_id] = bought_at(product_id, *instants_ms)
        yield CustomerFacts(f"c{number}", True, products=products)


def bought_at(product_id: str, *instants_ms: int) -> ProductFacts:
    """One unit for 5.00 at each instant."""
    return ProductFacts(product_id, tuple(Purchase(at_ms, 1_000, 500) for at_ms in instants_ms))


def a_buyer(customer_id: str, products: Mapping[str, Iterable[float]], *, now_ms: int = NOW_MS) -> CustomerFacts:
    """Who bought each product so many days before `now_ms`, in descending order."""
    found = {
        product_id: bought_at(product_id, *(now_ms - round(days * DAY_MS) for days in days_ago))
        for product_id, days_ago in products.items()
    }
    return CustomerFacts(customer_id, True, products=found)


def known_of(facts: CustomerFacts, at_ms: int) -> CustomerFacts:
    """What they had bought by an instant."""
    products = {}
    for product_id, product in (facts.products or {}).items():
        if purchases := tuple(one for one in product.purchases if one.at_ms <= at_ms):
            products[product_id] = ProductFacts(product_id, purchases)
    return CustomerFacts(facts.customer_id, True, products=products)


def rates_of(customers: Iterable[CustomerFacts], as_of_ms: int = NOW_MS) -> PairRates:
    """What a night of that instant gathers of them, of what they had bought by then."""
    rates = PairRates(as_of_ms)
    for facts in customers:
        rates.count(known_of(facts, as_of_ms))
    return rates
