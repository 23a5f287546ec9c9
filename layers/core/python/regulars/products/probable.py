"""What a customer is most likely to buy again, by probability: their own orders now, under what last night learnt.

See docs/scoring.md, Affinity.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from ..people.pairs import Buyer, read_pairs
from ..population.pair_rates import PairRates
from ..population.purchase_model import PurchaseModel
from ..scoring.next_purchase import Repeats
from ..stores.shop import Shop
from ..stores.tenant.night_records import LastNight
from .last_night import answer_of, last_night, no_night_yet
from .spread import number_of, spread

# Under which names nights leave, in their record, what they learnt, and over how many objects products are spread.
PURCHASE_MODEL, OBJECTS = "purchaseModel", "pairRateObjects"
# About 300 KB compressed: of 200 000 products one customer's answer reads ten objects at most.
_PRODUCTS_AN_OBJECT = 20_000


class Probable(NamedTuple):
    """A pair, the probability of a purchase within `PROBABILITY_DAYS`, and when the next one is expected.

    `expected_at_ms` is None where that is more than ten years away.
    """

    buyer: Buyer
    probability: float
    expected_at_ms: int | None


class Ranked(NamedTuple):
    """Pairs by probability, then product id. `corrected`: whether the tenant's own past has corrected them; `as_of_ms`
    is of the night that learnt."""

    pairs: list[Probable]
    corrected: bool
    as_of_ms: int


def list_probable(shop: Shop, customer_id: str) -> Ranked:
    """Every product that the customer bought. Raises `NotFound`, and `Conflict` before the first night."""
    bought = read_pairs(shop, customer_id)
    night = last_night(shop)
    if PURCHASE_MODEL not in night.values:
        raise no_night_yet()
    model = PurchaseModel.of(night.values[PURCHASE_MODEL])
    products = _read_products(shop, night, {buyer.pair.product.product_id for buyer in bought})
    found = [_probable(buyer, model, products, shop.now_ms) for buyer in bought]
    found.sort(key=lambda one: (-one.probability, one.buyer.pair.product.product_id))
    return Ranked(found, model.line is not None, night.as_of_ms)


def objects(rates: PairRates) -> list[dict[str, Any]]:
    """What a night leaves, object by object: of each product its repeats and their days."""
    return [
        {"products": {product_id: rates.product(product_id).now for product_id in ids}}
        for ids in spread(rates.product_ids, _PRODUCTS_AN_OBJECT)
    ]


def object_name(number: int) -> str:
    return f"pair-rates/{number:04d}.json.gz"


def _read_products(shop: Shop, night: LastNight, product_ids: Iterable[str]) -> dict[str, Repeats]:
    """Those of them that the night knew."""
    number = night.values[OBJECTS]
    found: dict[str, Repeats] = {}
    for one in sorted({number_of(product_id, number) for product_id in product_ids}):
        products = answer_of(shop, night.job_id, object_name(one))["products"]
        found |= {product_id: Repeats(*products[product_id]) for product_id in product_ids if product_id in products}
    return found


def _probable(buyer: Buyer, model: PurchaseModel, products: dict[str, Repeats], now_ms: int) -> Probable:
    product = buyer.pair.product
    rate = model.rate(product.count, product.first_at_ms, products.get(product.product_id, Repeats()), now_ms)
    return Probable(buyer, model.probability(rate), rate.expected_ms(product.last_at_ms, now_ms))
