"""The sums over everything that was loaded: orders and money by status, refusals, whether the sums agree."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from ...facts.money import decimal_text
from ...facts.order import COUNTED, OrderStatus
from ...facts.time import rfc3339
from ...orders.supersede import Outcome
from ..file.options import FULFILLED
from ..file.texts import LONGEST_SENTENCE, clipped
from ..order.addresses import Addresses
from ..order.notes import EXAMPLES, Kind, Note, sentences
from .chunk import WITHOUT_CUSTOMER, RefusedRow

SHOWN = 20
_MOST_TEXTS = 10_000


class Totals:
    """Adds up what became of chunks; holds the first refusals, and every customer's id once."""

    def __init__(self) -> None:
        self.outcomes: Counter[str] = Counter()
        self.statuses: dict[str, list[int]] = {}
        self.status_texts: Counter[str] = Counter()
        self.customers: set[str] = set()
        self.rows = 0
        self.refused_rows = 0
        self.fulfilled = 0
        self.agreeing = 0
        self.disagreeing = 0
        self.first: list[RefusedRow] = []
        self.first_disagreeing: list[tuple[int, str, str]] = []
        self.without_customer_minor = 0
        self.notes: Counter[str] = Counter()
        self.first_notes: dict[str, list[Note]] = {}
        self.addresses = Addresses()
        self.newest_ms = 0

    def add(self, result: Mapping[str, Any]) -> None:
        """A chunk's result as `ChunkResult.as_json` gave it."""
        self.rows += result["rows"]
        self.outcomes.update(result["outcomes"])
        for text, orders in result["status_texts"].items():
            self.status_texts[clipped(text)] += orders
        if len(self.status_texts) > _MOST_TEXTS:
            self.status_texts = Counter(dict(self.status_texts.most_common(_MOST_TEXTS // 2)))
        self.customers.update(result["customers"])
        for status, (orders, minor) in result["statuses"].items():
            sums = self.statuses.setdefault(status, [0, 0])
            sums[0] += orders
            sums[1] += minor
        self.fulfilled += result["fulfilled"]
        self.agreeing += result["agreeing"]
        self.disagreeing += len(result["disagreeing"])
        self.first_disagreeing = heapq.nsmallest(SHOWN, [*self.first_disagreeing, *map(tuple, result["disagreeing"])])
        self.without_customer_minor += result["without_customer_minor"]
        for kind, line, order_id in result["notes"]:
            note = Note(Kind(kind), line, clipped(order_id))
            self.notes[kind] += 1
            self.first_notes[kind] = heapq.nsmallest(EXAMPLES, [*self.first_notes.get(kind, ()), note])
        self.addresses.merge(result["addresses"])
        self.newest_ms = max(self.newest_ms, result.get("newest", 0))
        self.refused_rows += len(result["refused"])
        faulty = (row for row in refused_rows(result) if not row.held)
        self.first = heapq.nsmallest(SHOWN, [*self.first, *faulty], key=lambda row: row.line)

    def shown(self, exponent: int) -> dict[str, Any]:
        """The counts of a report; money as decimals of a currency with `exponent` digits after the point."""
        return {
            "rows": self.rows,
            "rowsRefused": self.refused_rows,
            "orders": {outcome: orders for outcome, orders in self.outcomes.items() if outcome != WITHOUT_CUSTOMER},
            "ordersRead": self._read
            + self.outcomes[Outcome.REFUSED]
            + self.outcomes[Outcome.ERASED]
            + self.outcomes[WITHOUT_CUSTOMER],
            "customers": len(self.customers),
            "statuses": [
                {
                    "status": status.value,
                    "counted": status in COUNTED,
                    "orders": self.statuses[status][0],
                    "amount": decimal_text(self.statuses[status][1], exponent),
                }
                for status in OrderStatus
                if status in self.statuses
            ],
            "withoutCustomer": self._without_customer(exponent),
            "newestAt": rfc3339(self.newest_ms) if self._read else None,
            "unknownStatuses": dict(self.status_texts.most_common(SHOWN)),
            "reconciliation": self._reconciliation(),
            "advice": list(self._advice()),
            "refusals": [{"line": row.line, "column": row.column or None, "reason": row.reason} for row in self.first],
        }

    @property
    def counted(self) -> tuple[int, int]:
        """How many orders count, and for how much, in minor units."""
        sums = [sums for status, sums in self.statuses.items() if status in COUNTED]
        return sum(orders for orders, _ in sums), sum(minor for _, minor in sums)

    @property
    def _read(self) -> int:
        return sum(orders for orders, _ in self.statuses.values())

    def _reconciliation(self) -> dict[str, Any] | None:
        """How many orders' own sums agree, and the first that do not; None where no order says enough."""
        if not self.agreeing + self.disagreeing:
            return None
        first = [
            {"line": line, "orderId": clipped(order_id), "reason": reason}
            for line, order_id, reason in self.first_disagreeing
        ]
        return {"agree": self.agreeing, "disagree": self.disagreeing, "first": first}

    def _without_customer(self, exponent: int) -> dict[str, Any] | None:
        """Orders that name nobody, and the money that would count; None where there are none."""
        orders = self.outcomes[WITHOUT_CUSTOMER]
        return {"orders": orders, "amount": decimal_text(self.without_customer_minor, exponent)} if orders else None

    def _advice(self) -> Iterator[str]:
        """What is to be told of single orders, and what to do where most would not count."""
        yield from sentences(self.notes, self.first_notes)
        yield from self.addresses.advice()
        counted, _ = self.counted
        if 2 * counted >= self._read:
            return
        missing = self._read - counted
        yield f"{missing:,} of {self._read:,} orders do not count: no segment and no sum knows of them."
        if self.fulfilled:
            yield (
                f"{self.fulfilled:,} of them are pending but fulfilled, as where customers pay on delivery: "
                f"--count-pending {FULFILLED} counts those as paid."
            )
        if self.status_texts:
            yield "Some have a status that nobody has explained: --status 'Theirs=paid' does."


def refused_rows(result: Mapping[str, Any]) -> Iterator[RefusedRow]:
    """The refused rows of a chunk, what is said of each clipped."""
    for line, cells, column, reason, held in result["refused"]:
        yield RefusedRow(line, cells, clipped(column), clipped(reason, LONGEST_SENTENCE), held)
