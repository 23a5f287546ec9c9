"""Online Retail's next products: by probability, beside the most frequent and the source's rule; probabilities and
dates held against what came. Skips where the file is not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from statistics import median
from typing import NamedTuple

import pytest
from regulars.facts.customer import CustomerFacts
from regulars.facts.product import ProductFacts
from regulars.facts.time import DAY_MS, to_ms
from regulars.population.pair_rates import PairRates
from regulars.population.purchase_model import PurchaseModel, purchase_model
from regulars.scoring.affinity import affinity
from regulars.scoring.next_purchase import PROBABILITY_DAYS, PairRate
from regulars.scoring.prediction.calibration import calibration

from benchmarks.pairs import buyers
from benchmarks.report import Skipped
from testing.pairs import known_of, rates_of

# In May, of 498 customers only, it is ahead of the source by 7.8 points.
CUTS = ["2011-06-12", "2011-07-12", "2011-08-12", "2011-09-10", "2011-10-10"]
# Before a wholesaler's Christmas, which nothing in the orders tells of: in November the slope is 1.24.
QUIET_CUTS = ["2011-05-12", *CUTS]


class Known(NamedTuple):
    """A pair at a cut: what was known, what the model says, and when it was bought next, if it was."""

    product: ProductFacts
    rate: PairRate
    probability: float
    next_at_ms: int | None


class Cut(NamedTuple):
    """The end of a day of UTC."""

    at_ms: int
    rates: PairRates
    model: PurchaseModel
    known: Mapping[str, Sequence[Known]]

    def bought(self, pair: Known) -> bool:
        return pair.next_at_ms is not None and pair.next_at_ms <= self.at_ms + PROBABILITY_DAYS * DAY_MS

    @property
    def pairs(self) -> Iterator[Known]:
        return (pair for pairs in self.known.values() for pair in pairs)


@pytest.fixture(scope="module")
def everybody() -> Mapping[str, CustomerFacts]:
    try:
        return buyers()
    except Skipped as reason:
        pytest.skip(str(reason))


@cache
def cut_at(day: str) -> Cut:
    at_ms = to_ms(datetime.fromisoformat(day).replace(tzinfo=UTC)) + DAY_MS - 1
    people = buyers().values()
    rates = rates_of(people, at_ms)
    model = purchase_model(rates)
    found = {}
    for facts in people:
        pairs = []
        for product_id, product in (known_of(facts, at_ms).products or {}).items():
            rate = model.rate(product.count, product.first_at_ms, rates.product(product_id).now, at_ms)
            later = (facts.products or {})[product_id].purchases[product.count :]
            pairs.append(Known(product, rate, model.probability(rate), later[0].at_ms if later else None))
        if pairs:
            found[facts.customer_id] = pairs
    return Cut(at_ms, rates, model, found)


class Hits(NamedTuple):
    """Shares of the same customers, and how many they are."""

    customers: int
    source: float
    most_frequent: float
    probability: float


def hits_of(cut: Cut) -> Hits:
    """Of those for whom the source's rule has a product, whatever its score."""
    guesses = []
    for pairs in cut.known.values():
        predicted = []
        for pair in pairs:
            found = affinity(pair.product, cut.at_ms)
            if found.next_at_ms and cut.at_ms <= found.next_at_ms <= cut.at_ms + PROBABILITY_DAYS * DAY_MS:
                predicted.append((found.next_at_ms, -found.score, pair.product.product_id, pair))
        if predicted:
            frequent = min(pairs, key=lambda one: (-one.product.count, -one.product.last_at_ms, one.product.product_id))
            guesses.append((min(predicted)[3], frequent, most_probable(pairs)))
    return Hits(len(guesses), *(sum(map(cut.bought, guess)) / len(guesses) for guess in zip(*guesses, strict=True)))


def most_probable(pairs: Sequence[Known]) -> Known:
    return min(pairs, key=lambda one: (-one.probability, one.product.product_id))


def test_three_of_ten_buy_the_most_probable_product_within_thirty_days(everybody: Mapping[str, CustomerFacts]) -> None:
    found = hits_of(cut_at("2011-09-10"))

    assert found.customers == 782
    assert found.probability >= 0.30


@pytest.mark.parametrize("day", CUTS)
def test_at_each_of_five_cuts_it_beats_the_source_and_never_loses_to_the_most_frequent(
    everybody: Mapping[str, CustomerFacts], day: str
) -> None:
    found = hits_of(cut_at(day))

    assert found.probability >= found.source + 0.08
    assert found.probability >= found.most_frequent - 0.005


@pytest.mark.parametrize("day", CUTS)
def test_of_all_who_bought_something_two_of_five_bought_their_most_probable_product(
    everybody: Mapping[str, CustomerFacts], day: str
) -> None:
    cut = cut_at(day)
    bought = [pairs for pairs in cut.known.values() if any(map(cut.bought, pairs))]

    assert sum(cut.bought(most_probable(pairs)) for pairs in bought) / len(bought) >= 0.40


@pytest.mark.parametrize("day", QUIET_CUTS)
def test_probabilities_of_pairs_are_calibrated_at_each_of_six_cuts(
    everybody: Mapping[str, CustomerFacts], day: str
) -> None:
    cut = cut_at(day)
    found = calibration([(pair.probability, cut.bought(pair)) for pair in cut.pairs])

    assert found.slope is not None
    assert 0.85 <= found.slope <= 1.10
    gaps = [band.customers * abs(band.predicted - band.actual) for band in found.bands]
    assert sum(gaps) / found.customers <= 0.02


def test_of_pairs_bought_twice_three_dates_of_ten_are_within_a_quarter_of_the_real_gap(
    everybody: Mapping[str, CustomerFacts],
) -> None:
    cut = cut_at("2011-06-10")
    ratios = []
    for pair in cut.pairs:
        if pair.product.count >= 2 and pair.next_at_ms is not None:
            expected_ms = pair.rate.expected_ms(pair.product.last_at_ms, cut.at_ms)
            assert expected_ms is not None
            gap_ms = pair.next_at_ms - pair.product.last_at_ms
            ratios.append((expected_ms - pair.product.last_at_ms) / gap_ms)

    assert len(ratios) > 10_000
    assert sum(0.75 <= ratio <= 1.25 for ratio in ratios) / len(ratios) >= 0.30
    assert 0.9 <= median(ratios) <= 1.3


@pytest.mark.parametrize("day", CUTS)
def test_known_pairs_buy_within_an_eighth_of_what_a_forecast_says_of_them(
    everybody: Mapping[str, CustomerFacts], day: str
) -> None:
    cut = cut_at(day)
    until_ms = cut.at_ms + 28 * DAY_MS
    bought = sum(
        cut.at_ms < one.at_ms <= until_ms
        for customer_id, pairs in cut.known.items()
        for pair in pairs
        for one in (everybody[customer_id].products or {})[pair.product.product_id].purchases[pair.product.count :]
    )

    assert cut.model.known_per_day is not None
    assert 28 * cut.model.known_per_day == pytest.approx(bought, rel=0.125)
