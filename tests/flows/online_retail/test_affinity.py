"""Every customer and product of Online Retail against pandas, at three instants. Skips where the file is not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime

import pandas as pd
import pytest
from regulars.facts.customer import CustomerFacts
from regulars.facts.product import ProductFacts
from regulars.facts.time import to_ms
from regulars.scoring.affinity import affinity
from regulars.stores.codec import decode_timeline, encode_timeline
from regulars.stores.rows.product_codec import decode_products, encode_products

from benchmarks.retail import affinities_by_pandas, paid_rows, pairs_by_pandas
from benchmarks.retail_duckdb import affinities_by_duckdb, lines_in_duckdb

PAIRS = 266_802
# In the middle of the data, on its last day, half a year later: every band but "below one unit" is there.
INSTANTS = [
    datetime(2011, 6, 30, tzinfo=UTC),
    datetime(2011, 12, 9, 12, 50, tzinfo=UTC),
    datetime(2012, 6, 1, tzinfo=UTC),
]


@pytest.fixture(scope="module")
def stored(customers: list[CustomerFacts]) -> Mapping[tuple[str, str], ProductFacts]:
    """By customer and product, as the rows of all customers give them back."""
    found = {}
    for facts in customers:
        timeline = decode_timeline(encode_timeline(facts.purchases.timeline))
        read_back = decode_products(encode_products(facts.products or {}, timeline), timeline)
        found.update({(facts.customer_id, product_id): product for product_id, product in read_back.items()})
    return found


@pytest.fixture(scope="module")
def pairs(stored: Mapping[tuple[str, str], ProductFacts]) -> pd.DataFrame:
    return pairs_by_pandas(paid_rows())


def test_purchases_units_money_and_dates_of_every_pair_are_those_of_pandas(
    stored: Mapping[tuple[str, str], ProductFacts], pairs: pd.DataFrame
) -> None:
    ours = {
        pair: (product.count, product.units_milli, product.spent_minor, product.first_at_ms, product.last_at_ms)
        for pair, product in stored.items()
    }

    columns = [pairs["purchases"], pairs["units"] * 1_000, pairs["pence"], pairs["first"], pairs["last"]]
    assert len(ours) == PAIRS
    assert ours == dict(zip(pairs.index, zip(*columns, strict=True), strict=True))


@pytest.mark.parametrize("instant", INSTANTS, ids=lambda instant: str(instant.date()))
def test_score_segment_level_gap_and_predicted_date_of_every_pair_are_those_of_pandas(
    stored: Mapping[tuple[str, str], ProductFacts], pairs: pd.DataFrame, instant: datetime
) -> None:
    now_ms = to_ms(instant)
    expected = affinities_by_pandas(pairs, now_ms)

    ours = {}
    for pair, product in stored.items():
        found = affinity(product, now_ms)
        ours[pair] = (found.score, found.segment, found.engagement_level, found.frequency_days, found.next_at_ms or 0)

    theirs = dict(zip(expected.index, expected.itertuples(index=False, name=None), strict=True))
    assert Counter(one[:3] for one in ours.values()) == Counter(one[:3] for one in theirs.values())
    assert len(ours) == PAIRS
    assert ours == theirs


def test_the_peer_of_the_benchmark_computes_the_same_scores_gaps_and_dates(pairs: pd.DataFrame) -> None:
    now_ms = to_ms(INSTANTS[-1])
    expected = affinities_by_pandas(pairs, now_ms)

    found = affinities_by_duckdb(lines_in_duckdb(paid_rows()), now_ms)

    columns = [expected[name] for name in ("score", "gap", "next")]
    theirs = dict(zip(expected.index, zip(*columns, strict=True), strict=True))
    assert {(customer, product): tuple(rest) for customer, product, *rest in found} == theirs
