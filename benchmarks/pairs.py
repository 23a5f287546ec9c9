"""Online Retail's pairs of customer and product as models take them, by the standard library alone."""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache

from regulars.facts.customer import CustomerFacts
from regulars.facts.product import ProductFacts, Purchase
from regulars.facts.time import to_ms

from benchmarks.data import ONLINE_RETAIL, data_file, needed


@cache
def buyers() -> Mapping[str, CustomerFacts]:
    """Every customer with all that they bought, by product, ascending. Raises Skipped where the file is not."""
    bought: dict[tuple[str, str, int, str], list[int]] = defaultdict(lambda: [0, 0])
    instants: dict[str, int] = {}
    with gzip.open(needed(data_file(ONLINE_RETAIL)), "rt", newline="") as opened:
        rows = csv.reader(opened)
        next(rows)
        for order_id, customer_id, ordered_at, status, product_id, _, quantity, unit_price, *_ in rows:
            if status != "paid":
                continue
            if (at_ms := instants.get(ordered_at)) is None:
                at_ms = instants[ordered_at] = to_ms(datetime.fromisoformat(ordered_at).astimezone(UTC))
            sums = bought[customer_id, product_id, at_ms, order_id]
            sums[0] += 1_000 * int(quantity)
            # Prices have up to three decimals: a line is quantity times thousandths, half up to the minor unit.
            sums[1] += (int(quantity) * round(float(unit_price) * 1_000) + 5) // 10
    products: dict[str, dict[str, list[Purchase]]] = defaultdict(lambda: defaultdict(list))
    for (customer_id, product_id, at_ms, _), sums in sorted(bought.items()):
        products[customer_id][product_id].append(Purchase(at_ms, *sums))
    return {
        customer_id: CustomerFacts(
            customer_id, True, products={id_: ProductFacts(id_, tuple(purchases)) for id_, purchases in theirs.items()}
        )
        for customer_id, theirs in products.items()
    }
