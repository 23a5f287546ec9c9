"""A wholesaler of 20 000 lines in the columns of Online Retail, the same in every clone.

Fourteen months, 400 customers who order from once to several times a week, baskets of 1 to 30 of 600 products of which
some are bought by nearly everybody, a product on two lines of one order, prices to a tenth of a penny, refunds,
cancellations.
"""

from __future__ import annotations

import gzip
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

LINES = 20_000
CUSTOMERS, PRODUCTS = 400, 600
BEGIN = datetime(2010, 12, 1, 8, tzinfo=UTC)
DAYS = 420
HEADER = "order_id,customer_id,ordered_at,status,product_id,product_name,quantity,unit_price\n"
_STATUSES = ("paid",) * 17 + ("refunded", "cancelled", "pending")


def write_retail(path: Path, seed: int = 14) -> None:
    """Writes the file, packed by gzip."""
    chance = Random(seed)
    prices = [round(chance.uniform(0.2, 30), chance.choice((2, 2, 3))) for _ in range(PRODUCTS)]
    # A few are heavy: the first orders twenty times as often as the average one.
    weights = [1 / (1 + rank) ** 0.7 for rank in range(CUSTOMERS)]
    liked = [1 / (1 + rank) ** 0.8 for rank in range(PRODUCTS)]
    habits = [chance.choices(range(PRODUCTS), liked, k=chance.randint(3, 25)) for _ in range(CUSTOMERS)]
    lines, order = 0, 0
    with gzip.open(path, "wt", newline="") as packed:
        packed.write(HEADER)
        while lines < LINES:
            order += 1
            customer = chance.choices(range(CUSTOMERS), weights)[0]
            at = BEGIN + timedelta(minutes=chance.randrange(DAYS * 24 * 60))
            status = chance.choice(_STATUSES)
            basket = chance.choices(habits[customer], k=chance.randint(1, 12))
            basket += chance.choices(range(PRODUCTS), liked, k=chance.randint(0, 18))
            for product in basket[: LINES - lines]:
                lines += 1
                price = prices[product] if chance.random() < 0.9 else round(prices[product] * 0.8, 2)
                packed.write(
                    f"{500_000 + order},{10_000 + customer},{at:%Y-%m-%dT%H:%M:%SZ},{status},"
                    f"P{product:03d},PRODUCT {product},{chance.randint(1, 24)},{price}\n"
                )
