"""Files of order lines as large as asked, like Online Retail: 20 lines an order, an order's lines together."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from laptop.demo_catalogue import CATALOGUE

HEADER = "order_id,customer_id,ordered_at,status,product_id,product_name,quantity,unit_price\n"
_PRODUCTS = 4_000
_MOST_LINES = 39
_ORDERS_A_CUSTOMER = 4
_KINDS = ("RED RETROSPOT", "IVORY", "SET OF 7", "PINK POLKADOT", "WITH HEART", "SMALL")
_BEGUN = datetime(2024, 1, 1, tzinfo=UTC)


def write_order_file(path: Path, size: int) -> int:
    """Writes whole orders until there are `size` bytes; the number of rows. Every call writes the same."""
    rows = written = 0
    with path.open("w", newline="") as opened:
        opened.write(HEADER)
        for lines in _orders(random.Random(7)):
            rows += len(lines)
            written += opened.write("".join(lines))
            if written >= size:
                return rows
    raise AssertionError("orders never end")


def _orders(chance: random.Random) -> Iterator[list[str]]:
    products = [_product(chance, number) for number in range(_PRODUCTS)]
    number = 0
    while True:
        number += 1
        customer = chance.randrange(1 + number // _ORDERS_A_CUSTOMER)
        at = (_BEGUN + timedelta(seconds=20 * number)).strftime("%Y-%m-%dT%H:%M:%SZ")
        start = f"{500_000 + number},{10_000 + customer},{at},paid,"
        bought = chance.choices(products, k=chance.randint(1, _MOST_LINES))
        yield [
            f"{start}{id_and_name},{len(price) + at_line % 12},{price}\n"
            for at_line, (id_and_name, price) in enumerate(bought)
        ]


def _product(chance: random.Random, number: int) -> tuple[str, str]:
    """The cells of its id and name, and of its price."""
    name = f"{chance.choice(CATALOGUE).name.upper()} {chance.choice(_KINDS)}"
    quote = '"' if "," in name else ""
    return f"{20_000 + number},{quote}{name}{quote}", f"{chance.randint(29, 1_995) / 100:.2f}"
