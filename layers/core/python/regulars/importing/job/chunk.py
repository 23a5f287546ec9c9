"""What became of one chunk of a part: kept as a working object, added up by the report."""

from __future__ import annotations

from collections import Counter
from dataclasses import field
from typing import Any, NamedTuple

from ...dataclass import dataclass
from ...facts.catalogue import Catalogue
from ..order.addresses import Addresses
from ..order.notes import Note

WITHOUT_CUSTOMER = "without_customer"


class RefusedRow(NamedTuple):
    """A row as it came; `held` where its reason is not told by itself: another row of its order is refused, or the
    order has no customer, which is told once for all of them.
    """

    line: int
    cells: list[str]
    column: str
    reason: str
    held: bool


@dataclass(slots=True)
class ChunkResult:
    """What became of a chunk: orders by outcome, `[orders, minor units]` by status, unexplained status texts.

    `fulfilled` orders are pending all the same. Of exports, the orders whose own sums agree are counted, and those
    whose do not are listed with line, id and reason. `refused` holds every row of every refused order. `catalogue` is
    what the orders that are stored now call their products, `notes` what else is to be told of single ones. Orders that
    name no customer are an outcome of their own (`WITHOUT_CUSTOMER`), with the sum of those that would count.
    `newest_ms` is the latest instant that an order names.
    """

    rows: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    statuses: dict[str, list[int]] = field(default_factory=dict)
    status_texts: Counter[str] = field(default_factory=Counter)
    customers: set[str] = field(default_factory=set)
    fulfilled: int = 0
    agreeing: int = 0
    disagreeing: list[tuple[int, str, str]] = field(default_factory=list)
    refused: list[RefusedRow] = field(default_factory=list)
    catalogue: Catalogue = field(default_factory=Catalogue)
    notes: list[Note] = field(default_factory=list)
    addresses: Addresses = field(default_factory=Addresses)
    without_customer_minor: int = 0
    newest_ms: int = 0
    finished_ms: int = 0

    def as_json(self) -> dict[str, Any]:
        return {
            "rows": self.rows,
            "outcomes": self.outcomes,
            "statuses": self.statuses,
            "status_texts": self.status_texts,
            "customers": sorted(self.customers),
            "fulfilled": self.fulfilled,
            "agreeing": self.agreeing,
            "disagreeing": self.disagreeing,
            "refused": self.refused,
            "catalogue": self.catalogue.as_json(),
            "notes": self.notes,
            "addresses": self.addresses.seen,
            "without_customer_minor": self.without_customer_minor,
            "newest": self.newest_ms,
            "finished": self.finished_ms,
        }
