"""One customer from their stored orders: decode, fold, derive; for 10, 100 and 1 000 orders of 20 lines."""

from __future__ import annotations

import json
import zlib

from regulars.facts.fold import fold
from regulars.facts.record import CustomerRecord
from regulars.scoring.derive import derive
from regulars.scoring.settings import Settings
from regulars.stores.ledger.envelope import Enveloped, decode_item, encode_item
from regulars.stores.ledger.orders import ORDER

from benchmarks.orders import history
from benchmarks.report import TIMES, looking_for_cycles_rarely, row, table, timed
from testing.builders import NOW_MS, a_tenant

_RUNS = {10: 100, 100: 50, 1_000: 10}


def run(*, small: bool = False) -> None:
    settings = Settings.defaults(2)
    rows = []
    for count, runs in ({10: 2} if small else _RUNS).items():
        orders = history("ann", count, NOW_MS, tenant=a_tenant())
        record = CustomerRecord("ann", tuple(orders))
        items = [encode_item(ORDER, {}, order, replacing=None) for order in orders]
        packed = [item["lines"]["B"] for item in items]

        def score(record: CustomerRecord = record) -> None:
            derive(fold(record), settings, NOW_MS).all()

        def decode(items: list[Enveloped] = items) -> None:
            for item in items:
                decode_item(ORDER, "ann", "1", item)

        def unpack(packed: list[bytes] = packed) -> None:
            for lines in packed:
                json.loads(zlib.decompress(lines))

        with looking_for_cycles_rarely():
            rows += [
                row(f"fold + derive, {count} orders", timed(score, runs=runs), scale=1e3, unit="ms"),
                row("  decode of the items before it", timed(decode, runs=runs), scale=1e3, unit="ms"),
                row("  peer: zlib and json of the lines alone", timed(unpack, runs=runs), scale=1e3, unit="ms"),
            ]
    table(TIMES, rows, "Orders of 20 lines.")
