"""A generated wholesaler of 20 000 lines against pandas, in every clone: facts, pairs, at risk, forecast, together.

The real files, where they lie, are compared in the same way by the files of `online_retail/`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from regulars.facts.customer import CustomerFacts
from regulars.facts.fold import fold
from regulars.facts.order import Order
from regulars.facts.record import CustomerRecord
from regulars.facts.time import from_ms, to_ms
from regulars.population.bought_together import BoughtTogether
from regulars.population.demand import Demand
from regulars.population.due import DUE_DAYS, Due
from regulars.population.most_bought import MostBought
from regulars.population.together import MOST_PRODUCTS, CoPurchases, row_start
from regulars.scoring.affinity import affinity, predicted_ms
from regulars.scoring.derive import derive
from regulars.scoring.settings import Settings
from regulars.stores.codec import decode_timeline, encode_timeline
from regulars.stores.rows.product_codec import decode_products, encode_products

from benchmarks import retail
from benchmarks.data import ONLINE_RETAIL, VARIABLE
from benchmarks.retail import affinities_by_pandas, customers_by_pandas, live_orders, paid_rows, pairs_by_pandas
from benchmarks.retail_together import Together, together_by_pandas
from testing.builders import a_tenant
from testing.exports.retail import LINES, write_retail
from testing.truth.expected import due_of, expected_of, pairs_of

SETTINGS = Settings.defaults(2)
# In the middle of the data, near its end, half a year later.
INSTANTS = [
    datetime(2011, 6, 30, tzinfo=UTC),
    datetime(2012, 1, 20, 12, 50, tzinfo=UTC),
    datetime(2012, 8, 1, tzinfo=UTC),
]
at_each_instant = pytest.mark.parametrize("instant", INSTANTS, ids=lambda instant: str(instant.date()))


@pytest.fixture(scope="module", autouse=True)
def _file(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Where the real one is looked for."""
    folder = tmp_path_factory.mktemp("retail")
    write_retail(folder / ONLINE_RETAIL)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, str(folder))
        yield


@pytest.fixture(scope="module")
def orders(_file: None) -> Mapping[str, Sequence[Order]]:
    found: dict[str, list[Order]] = defaultdict(list)
    for order in live_orders(a_tenant("shop", currency="GBP")):
        found[order.customer_id].append(order)
    return found


@pytest.fixture(scope="module")
def customers(orders: Mapping[str, Sequence[Order]]) -> Mapping[str, CustomerFacts]:
    return {customer_id: fold(CustomerRecord(customer_id, tuple(theirs))) for customer_id, theirs in orders.items()}


@pytest.fixture(scope="module")
def pairs(_file: None) -> pd.DataFrame:
    return pairs_by_pandas(paid_rows())


def test_the_shop_holds_what_makes_such_files_hard(orders: Mapping[str, Sequence[Order]], pairs: pd.DataFrame) -> None:
    every = [order for theirs in orders.values() for order in theirs]
    products = [[line.product_id for line in order.lines] for order in every]

    assert sum(len(order.lines) for order in every) == len(pd.read_csv(retail.needed_file())) == LINES
    assert len({order.status for order in every}) == 4
    assert sum(len(set(one)) < len(one) for one in products) > 100
    assert max(map(len, orders.values())) > 60
    assert (pairs["purchases"] >= 20).sum() > 5


@at_each_instant
def test_what_is_known_of_each_customer_is_what_pandas_computes(
    customers: Mapping[str, CustomerFacts], instant: datetime
) -> None:
    expected = customers_by_pandas(to_ms(instant))

    ours = {}
    for customer_id, facts in customers.items():
        purchases, lifecycle = facts.purchases, derive(facts, SETTINGS, to_ms(instant)).lifecycle
        if purchases.first_at_ms is not None and purchases.last_at_ms is not None:
            first, last = from_ms(purchases.first_at_ms), from_ms(purchases.last_at_ms)
            money = purchases.order_count, purchases.spend_minor
            ours[customer_id] = (*money, first, last, lifecycle.value, lifecycle.frequency)

    assert ours == {customer_id: tuple(one) for customer_id, *one in expected.itertuples()}


@at_each_instant
def test_each_customer_and_product_is_what_pandas_computes_and_so_is_who_is_at_risk(
    customers: Mapping[str, CustomerFacts], pairs: pd.DataFrame, instant: datetime
) -> None:
    now_ms = to_ms(instant)
    expected = affinities_by_pandas(pairs, now_ms)
    columns = [pairs["purchases"], pairs["units"] * 1_000, pairs["pence"], pairs["first"], pairs["last"]]
    late = (pairs["purchases"] >= 3) & (expected["gap"] > 0) & (expected["next"] < now_ms)

    ours, scores, at_risk = {}, {}, set()
    for customer_id, facts in customers.items():
        if not facts.products:
            continue
        timeline = decode_timeline(encode_timeline(facts.purchases.timeline))
        for product_id, one in decode_products(encode_products(facts.products or {}, timeline), timeline).items():
            pair, found, next_at_ms = (customer_id, product_id), affinity(one, now_ms), predicted_ms(one)
            ours[pair] = (one.count, one.units_milli, one.spent_minor, one.first_at_ms, one.last_at_ms)
            level, gap = found.engagement_level, found.frequency_days
            scores[pair] = (found.score, found.segment, level, gap, found.next_at_ms or 0)
            if one.count >= SETTINGS.at_risk_min_purchases and next_at_ms is not None and next_at_ms < now_ms:
                at_risk.add(pair)

    assert ours == dict(zip(pairs.index, zip(*columns, strict=True), strict=True))
    assert scores == dict(zip(expected.index, expected.itertuples(index=False, name=None), strict=True))
    assert at_risk == set(pairs.index[late])
    assert len(at_risk) > 20


def test_what_is_due_and_the_days_to_come_are_those_counted_pair_by_pair(
    orders: Mapping[str, Sequence[Order]], customers: Mapping[str, CustomerFacts]
) -> None:
    now_ms, days = to_ms(INSTANTS[1]), 90
    theirs = pairs_of(order for those in orders.values() for order in those)
    expected = expected_of(theirs, now_ms, days)

    demand, due = Demand.empty(now_ms, "UTC"), Due(now_ms)
    for facts in customers.values():
        scores = derive(facts, SETTINGS, now_ms)
        demand.add(facts, scores, SETTINGS)
        due.add(facts, scores, SETTINGS)

    by_day = demand.total.by_day(demand.horizon, days)
    assert Counter({day: one.purchases for day, one in by_day if one.purchases}) == expected.purchases
    assert demand.total.overdue == expected.overdue > 500
    assert sorted(due.pairs) == due_of(theirs, now_ms, DUE_DAYS)
    assert len(due.pairs) > 100


@pytest.fixture(scope="module")
def together(pairs: pd.DataFrame) -> Together:
    return together_by_pandas(pairs)


def test_what_is_bought_together_is_what_pandas_counts(
    customers: Mapping[str, CustomerFacts], together: Together
) -> None:
    bought = MostBought()
    for facts in customers.values():
        bought.count(facts)
    counts = CoPurchases(tuple(bought.ranking(MOST_PRODUCTS)))
    for facts in customers.values():
        counts.add(facts, derive(facts, SETTINGS, to_ms(INSTANTS[1])), SETTINGS)
    found = BoughtTogether.found_in(counts)
    rows = [
        (product_id, one.product_id, one.both, Fraction(one.confidence), Fraction(one.lift))
        for product_id in sorted(found.ranking)
        for one in found.of_product(product_id)
    ]

    assert list(counts.ranking) == together.ranking
    assert counts.buyers.tolist() == together.buyers.tolist()
    for place in range(len(counts.ranking)):
        assert np.array_equal(counts.both[row_start(place) : row_start(place) + place], together.both[place, :place])
    wanted = together.companions
    assert [row[:3] for row in rows] == list(
        wanted[["product", "companion", "support"]].itertuples(index=False, name=None)
    )
    assert [float(row[3]) for row in rows] == pytest.approx(wanted["confidence"].to_list())
    assert [float(row[4]) for row in rows] == pytest.approx(wanted["lift"].to_list())
    assert len(rows) > 1_000
