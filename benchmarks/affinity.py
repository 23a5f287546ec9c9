"""Every customer and product of Online Retail: folded and scored from decoded orders, beside pandas and DuckDB."""

from __future__ import annotations

from collections import defaultdict

import pandas as pd
from regulars.facts.customer import CustomerFacts
from regulars.facts.fold import fold
from regulars.facts.order import Order
from regulars.facts.record import CustomerRecord
from regulars.population.pair_rates import PairRates
from regulars.population.purchase_model import purchase_model
from regulars.scoring.affinity import affinity
from regulars.stores.ledger.envelope import decode_item, encode_item
from regulars.stores.ledger.orders import ORDER
from regulars.stores.rows.product_codec import decode_products, encode_products

from benchmarks.report import TIMES, load, row, table, timed
from benchmarks.retail import affinities_by_pandas, live_orders, paid_rows, pairs_by_pandas
from benchmarks.retail_duckdb import affinities_by_duckdb, lines_in_duckdb
from testing.builders import a_tenant

# 2011-12-09T12:50Z, the last minute of the data.
NOW_MS = 1_323_435_000_000
RUNS = 7


def run(*, small: bool = False) -> None:
    runs = 1 if small else RUNS
    before = load()
    by_customer: dict[str, list[Order]] = defaultdict(list)
    for order in live_orders(a_tenant("shop", currency="GBP")):
        by_customer[order.customer_id].append(order)
    records = [CustomerRecord(customer_id, tuple(orders)) for customer_id, orders in by_customer.items()]
    facts = [fold(record) for record in records]
    items = [encode_item(ORDER, {}, order, replacing=None) for orders in by_customer.values() for order in orders]
    rows = [(encode_products(one.products or {}, one.purchases.timeline), one.purchases.timeline) for one in facts]
    bought = paid_rows()
    pairs = pairs_by_pandas(bought)
    lines = lines_in_duckdb(bought)

    def fold_all() -> None:
        for record in records:
            fold(record)

    def fold_and_score() -> None:
        for record in records:
            _score(fold(record))

    def score_all() -> None:
        for one in facts:
            _score(one)

    def decode_ledger() -> None:
        for item in items:
            decode_item(ORDER, "customer", "order", item)

    def decode_rows() -> None:
        for stored, timeline in rows:
            if stored:
                decode_products(stored, timeline)

    def gather() -> PairRates:
        rates = PairRates(NOW_MS)
        for one in facts:
            rates.count(one)
        return rates

    rates = gather()
    model = purchase_model(rates)

    def ask_all() -> None:
        for one in facts:
            for product_id, product in (one.products or {}).items():
                model.probability(model.rate(product.count, product.first_at_ms, of_products[product_id], NOW_MS))

    of_products = {product_id: rates.product(product_id).now for product_id in rates.product_ids}
    measured = [
        ("fold of all customers", fold_all, "about 0.8"),
        ("scores of all pairs", score_all, "about 0.32"),
        ("a night's sums and sample of all pairs", gather, "about 0.8"),
        ("  and what is learnt of them", lambda: purchase_model(rates), "below 0.5"),
        ("probabilities of all pairs", ask_all, "below 0.8: 3 us a pair"),
        ("fold and scores, one customer after the other", fold_and_score, ""),
        ("  peer: pandas, the same from columns", lambda: affinities_by_pandas(pairs_by_pandas(bought), NOW_MS), ""),
        ("  peer: DuckDB, the same from pandas' columns", lambda: _duckdb_from_columns(bought), ""),
        ("  peer: DuckDB, from a table of its own", lambda: affinities_by_duckdb(lines, NOW_MS), ""),
        ("  peer: pandas, scores alone", lambda: affinities_by_pandas(pairs, NOW_MS), ""),
        ("decode of the orders before a fold", decode_ledger, ""),
        ("decode of the rows' products instead", decode_rows, ""),
    ]
    table(
        TIMES,
        [row(name, timed(work, runs=runs), scale=1, unit="s", target=target) for name, work, target in measured],
        f"{len(records)} customers, {len(items)} orders, {len(bought)} counted lines, {len(pairs)} pairs; {runs} runs.",
        f"Before: {before}; after: {load()}.",
    )


def _duckdb_from_columns(bought: pd.DataFrame) -> None:
    """From where pandas begins: the table is made, asked and forgotten."""
    connection = lines_in_duckdb(bought)
    affinities_by_duckdb(connection, NOW_MS)
    connection.close()


def _score(facts: CustomerFacts) -> None:
    for product in (facts.products or {}).values():
        affinity(product, NOW_MS)
