"""One customer from their stored orders: decode, fold, derive; for 10, 100 and 1 000 orders of 20 lines."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from regulars.facts.fold import fold
from regulars.facts.order import Order
from regulars.facts.record import CustomerRecord
from regulars.scoring.derive import derive
from regulars.scoring.settings import Settings
from regulars.stores.ledger.envelope import Enveloped, decode_item, encode_item
from regulars.stores.ledger.orders import ORDER
from regulars.stores.order_codec import decode_line, encode_lines

from benchmarks.orders import history
from benchmarks.report import TIMES, looking_for_cycles_rarely, row, table, timed
from testing.builders import NOW_MS, a_tenant

_RUNS = {10: 100, 100: 50, 1_000: 10}


def run(*, small: bool = False) -> None:
    settings = Settings.defaults(2)
    rows = []
    for count, runs in ({10: 2} if small else _RUNS).items():
        orders = history("ann", count, NOW_MS, tenant=a_tenant())
        items = _stored(orders)
        distinct = _stored([_with_own_lines(order, number) for number, order in enumerate(orders)])
        texts = [zlib.decompress(encode_lines(order.lines), -zlib.MAX_WBITS).replace(b"\n", b",") for order in orders]
        packed = [zlib.compress(b"[" + text + b"]") for text in texts]

        def score(record: CustomerRecord) -> None:
            derive(fold(record), settings, NOW_MS).all()

        def decode(items: list[Enveloped]) -> None:
            decode_line.cache_clear()
            for item in items:
                decode_item(ORDER, "ann", "1", item)

        def unpack(packed: list[bytes] = packed) -> None:
            for lines in packed:
                json.loads(zlib.decompress(lines))

        with looking_for_cycles_rarely():
            rows += [
                row(f"fold + derive, {count} orders", timed(partial(score, _decoded(items)), runs=runs), scale=1e3,
                    unit="ms", target="< 10" if count == 1_000 else ""),
                row("  fold + derive where no line recurs", timed(partial(score, _decoded(distinct)), runs=runs),
                    scale=1e3, unit="ms"),
                row("  decode of the items before it", timed(partial(decode, items), runs=runs), scale=1e3, unit="ms",
                    target="< 20" if count == 1_000 else ""),
                row("  decode where no line recurs", timed(partial(decode, distinct), runs=runs), scale=1e3, unit="ms"),
                row("  peer: zlib and json of the lines alone", timed(unpack, runs=runs), scale=1e3, unit="ms"),
            ]  # fmt: skip
    table(TIMES, rows, "Orders of 20 lines.")


def _stored(orders: Sequence[Order]) -> list[Enveloped]:
    return [encode_item(ORDER, {}, order, replacing=None) for order in orders]


def _decoded(items: Sequence[Enveloped]) -> CustomerRecord:
    return CustomerRecord("ann", tuple([decode_item(ORDER, "ann", "1", item).item for item in items]))


def _with_own_lines(order: Order, number: int) -> Order:
    """The order with lines that no order of another number has."""
    lines = [replace(line, amount_minor=line.amount_minor + number) for line in order.lines]
    return replace(order, lines=tuple(lines))
