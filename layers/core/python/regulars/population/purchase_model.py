"""What a night knows of how probable purchases are, learnt from what pairs really bought of late."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from typing import Any, NamedTuple, Self

from ..facts.time import DAY_MS
from ..scoring.logit_line import LEAST_OUTCOMES, LogitLine, learnt
from ..scoring.next_purchase import PROBABILITY_DAYS, PairRate, Repeats, pair_rate, product_rate, shop_rate
from .pair_rates import FOUR_WEEKS, PairRates


class PurchaseModel(NamedTuple):
    """`line` corrects probabilities, None where too few pairs tell. `known_per_day` is how many purchases a day all
    known pairs are expected to make, None where fewer than 500 pairs were known four weeks ago."""

    shop: Repeats
    line: LogitLine | None
    known_per_day: float | None

    def rate(self, purchases: int, first_at_ms: int, product: Repeats, now_ms: int) -> PairRate:
        """Of a pair whose product stands so."""
        return pair_rate(purchases, first_at_ms, product_rate(product, shop_rate(self.shop)), now_ms)

    def probability(self, rate: PairRate) -> float:
        """Of a purchase within `PROBABILITY_DAYS`, corrected where that could be learnt."""
        said = rate.probability(PROBABILITY_DAYS)
        return self.line.corrected(said) if self.line else said

    def as_json(self) -> dict[str, Any]:
        return self._asdict()

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """What `as_json` gave, also after JSON."""
        line = stored["line"]
        return cls(Repeats(*stored["shop"]), None if line is None else LogitLine(*line), stored["known_per_day"])


def purchase_model(rates: PairRates) -> PurchaseModel:
    """What all customers' pairs tell. Rates of the past are asked under the products' sums of then."""
    now_ms = rates.as_of_ms
    before_ms, weeks_ago_ms = now_ms - PROBABILITY_DAYS * DAY_MS, now_ms - FOUR_WEEKS * DAY_MS
    shop = rates.shop
    of_shop, of_shop_before = shop_rate(shop.now), shop_rate(shop.before)
    probabilities, bought = array("d"), bytearray()
    per_day, said, came, known = 0.0, 0.0, 0, 0
    for pair in rates.sample:
        product = rates.product(pair.product_id)
        of_product = product_rate(product.now, of_shop)
        per_day += pair_rate(pair.purchases, pair.first_at_ms, of_product, now_ms).per_day
        of_product = product_rate(product.before, of_shop_before)
        if pair.before:
            then = pair_rate(pair.before, pair.first_at_ms, of_product, before_ms)
            probabilities.append(then.probability(PROBABILITY_DAYS))
            bought.append(pair.purchases > pair.before)
        if pair.four_weeks_ago:
            then = pair_rate(pair.four_weeks_ago, pair.first_at_ms, of_product, weeks_ago_ms)
            said += FOUR_WEEKS * then.per_day
            came += pair.purchases - pair.four_weeks_ago
            known += 1
    line = learnt(zip(probabilities, bought, strict=True))
    if known < LEAST_OUTCOMES:
        return PurchaseModel(shop.now, line, None)
    of_all = rates.pairs / len(rates.sample)
    return PurchaseModel(shop.now, line, of_all * per_day * came / said)
