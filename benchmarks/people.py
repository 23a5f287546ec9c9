"""One customer with messages beside their orders: decoded, folded, scored, and the whole handler of `GET` one.

As in the function, Python looks for cycles rarely: how often it does is a third of such an answer.
"""

from __future__ import annotations

import random
import statistics
from collections.abc import Iterator

from regulars.facts.fold import fold
from regulars.facts.items.channels import Channel
from regulars.facts.items.communication import Communication, CommunicationStatus, Direction, Purpose
from regulars.facts.items.item import LedgerItem
from regulars.facts.order import Lane
from regulars.facts.record import CustomerRecord
from regulars.facts.time import DAY_MS, HOUR_MS
from regulars.scoring.derive import derive
from regulars.scoring.settings import Settings
from regulars.stores.ids import id_of
from regulars.stores.ledger import Ledger
from regulars.stores.ledger.envelope import decode_item
from regulars.stores.ledger.kinds import KINDS

from benchmarks.orders import LINES, history
from benchmarks.report import load, looking_for_cycles_rarely, table, timed
from benchmarks.units import item_bytes
from benchmarks.wire import handler_of_one
from testing.builders import NOW_MS, a_tenant

# Orders, messages, and the most milliseconds that `GET` one may take of the handler.
_CUSTOMERS: tuple[tuple[int, int, int | None], ...] = (
    (10, 0, None),
    (10, 500, None),
    (10, 2_000, None),
    (10, 5_000, None),
    (500, 0, None),
    (500, 2_000, 150),
    (500, 5_000, None),
)
_RUNS = 10
_DERIVE_TIMES = 200
_DERIVE_US = 60
_WORDS = (
    "new",
    "teas",
    "are",
    "here",
    "from",
    "the",
    "hills",
    "of",
    "Darjeeling",
    "with",
    "a",
    "free",
    "sample",
    "for",
    "each",
)


def run(*, small: bool = False) -> None:
    busy = load()
    customers = ((2, 3, 150),) if small else _CUSTOMERS
    with looking_for_cycles_rarely():
        rows = [_row(*one, runs=2 if small else _RUNS) for one in customers]
    table(
        ("orders", "messages", "KB stored", "decode ms", "fold ms", "derive us", "bound", "GET ms", "bound"),
        rows,
        f"Processor time, median. Orders of {LINES} lines, messages of .4 KB, one every four hours.",
        "GET: the whole handler, DynamoDB's answers being bytes from memory, read by botocore: no network in it.",
        f"Before: {busy}; after: {load()}.",
    )


def messages(customer_id: str, count: int, now_ms: int) -> Iterator[Communication]:
    """So many e-mails four hours apart, the newest just sent; two of five were opened, one of ten clicked."""
    chance = random.Random(customer_id)
    for number in range(count):
        sent_ms = now_ms - number * 4 * HOUR_MS
        reached = {CommunicationStatus.SENT: sent_ms, CommunicationStatus.DELIVERED: min(sent_ms + 900, now_ms)}
        if chance.random() < 0.4:
            reached[CommunicationStatus.OPENED] = min(sent_ms + DAY_MS, now_ms)
            if chance.random() < 0.25:
                reached[CommunicationStatus.CLICKED] = reached[CommunicationStatus.OPENED]
        external = f"mail-{customer_id}-{number}"
        yield Communication(
            id_of(sent_ms, external), customer_id, Channel.EMAIL, Direction.OUTBOUND, Purpose.MARKETING, reached,
            sent_ms, sent_ms, sent_ms, sent_ms, Lane.LIVE, type=Channel.EMAIL, subject="New teas", external_id=external,
            message=" ".join(chance.choices(_WORDS, k=10)),
        )  # fmt: skip


def _row(orders: int, told: int, most_ms: int | None, *, runs: int) -> list[object]:
    tenant = a_tenant()
    # It encodes, and is asked for nothing else.
    ledger = Ledger(None, "ledger", tenant)
    known: list[LedgerItem] = [*history("ann", orders, NOW_MS, tenant=tenant), *messages("ann", told, NOW_MS)]
    stored = [ledger.item(one, replacing=None) for one in known]
    record = CustomerRecord("ann", tuple(known))
    facts, settings = fold(record), Settings.defaults(2)

    def decode() -> None:
        for item in stored:
            kind, item_id = KINDS.at(item["sk"]["S"])
            decode_item(kind, "ann", item_id, item)

    def score() -> None:
        for _ in range(_DERIVE_TIMES):
            derive(facts, settings, NOW_MS).all()

    handler = handler_of_one("/api/customers/ann", stored, NOW_MS)
    taken = [timed(work, runs=runs) for work in (decode, lambda: fold(record), score, handler)]
    decoded, folded, scored, handled = (statistics.median(seconds) * 1e3 for seconds in taken)
    return [
        orders,
        told,
        f"{sum(map(item_bytes, stored)) / 1_000:.0f}",
        f"{decoded:.1f}",
        f"{folded:.2f}",
        f"{scored * 1e3 / _DERIVE_TIMES:.1f}",
        f"< {_DERIVE_US}",
        f"{handled:.1f}",
        "" if most_ms is None else f"< {most_ms}",
    ]
