"""What is bought together on Online Retail, every count and every pair against pandas. Skips where the file is not."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from regulars.facts.customer import CustomerFacts
from regulars.population.bought_together import BoughtTogether
from regulars.population.most_bought import MostBought
from regulars.population.together import MOST_PRODUCTS, CoPurchases, row_start
from regulars.scoring.derive import derive
from regulars.scoring.settings import Settings

from benchmarks.retail import paid_rows, pairs_by_pandas
from benchmarks.retail_together import Together, together_by_pandas

NOW_MS = 1_323_435_000_000
SETTINGS = Settings.defaults(2)


@pytest.fixture(scope="module")
def theirs(customers: list[CustomerFacts]) -> Together:
    return together_by_pandas(pairs_by_pandas(paid_rows()))


@pytest.fixture(scope="module")
def ours(customers: list[CustomerFacts]) -> CoPurchases:
    """Counted in four parts, each kept and read back."""
    bought = MostBought()
    for facts in customers:
        bought.count(facts)
    ranking = tuple(bought.ranking(MOST_PRODUCTS))
    whole = CoPurchases(ranking)
    for part in range(4):
        counts = CoPurchases(ranking)
        for facts in customers[part::4]:
            counts.add(facts, derive(facts, SETTINGS, NOW_MS), SETTINGS)
        whole.merge(CoPurchases.of(json.loads(json.dumps(counts.as_json()))))
    return whole


def test_the_thousand_most_bought_products_are_those_of_pandas(ours: CoPurchases, theirs: Together) -> None:
    assert len(ours.ranking) == 1_000
    assert list(ours.ranking) == theirs.ranking


def test_the_buyers_of_each_product_and_of_each_two_are_those_of_pandas(ours: CoPurchases, theirs: Together) -> None:
    assert ours.buyers.tolist() == theirs.buyers.tolist()
    for place in range(len(ours.ranking)):
        row = ours.both[row_start(place) : row_start(place) + place]
        assert np.array_equal(row, theirs.both[place, :place])


def test_every_pair_in_its_order_with_its_numbers_is_that_of_pandas(ours: CoPurchases, theirs: Together) -> None:
    found = BoughtTogether.of(json.loads(json.dumps(BoughtTogether.found_in(ours).as_json())))

    rows = [
        (product_id, one.product_id, one.both, float(one.confidence), float(one.lift))
        for product_id in sorted(found.ranking)
        for one in found.of_product(product_id)
    ]

    expected = theirs.companions
    assert len(rows) > 40_000
    assert [row[:3] for row in rows] == list(
        expected[["product", "companion", "support"]].itertuples(index=False, name=None)
    )
    pd.testing.assert_series_equal(pd.Series([row[3] for row in rows]), expected["confidence"], check_names=False)
    pd.testing.assert_series_equal(pd.Series([row[4] for row in rows]), expected["lift"], check_names=False)
