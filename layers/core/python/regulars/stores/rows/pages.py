"""What one request reads of rows: pages of a shard, pages and counts of an index, and about what they weigh."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ...facts.customer import FactsRow
from ..dynamo.calls import Item
from ..limits import LISTED_ROW_BYTES
from .row_codec import decode_row


class IndexPage(NamedTuple):
    """One page of an index: rows with their sort keys, where to go on (None: at the end), and about what was read."""

    rows: list[tuple[str, FactsRow]]
    next_start: Item | None
    read_bytes: int


class RowPage(NamedTuple):
    """One page of a shard: whole rows, where to go on (None: at the end), and about what was read for it."""

    rows: list[FactsRow]
    next_start: Item | None
    read_bytes: int


class IndexCount(NamedTuple):
    """How many rows one request counted, and where to go on (None: at the end)."""

    rows: int
    next_start: Item | None
    read_bytes: int


def readable(items: Iterable[Item], unreadable: dict[str, Exception] | None) -> Iterator[FactsRow]:
    """The rows that can be decoded; the others are noted, or raise where nobody notes them."""
    for item in items:
        try:
            yield decode_row(item)
        except Exception as error:
            if unreadable is None:
                raise
            unreadable[item["sk"]["S"]] = error


def listed_bytes(item: Item) -> int:
    """About what a row weighs in an index; its timeline is read there too, though it is not sent."""
    return LISTED_ROW_BYTES // 2 + 2 * len(item["sk"]["S"]) + len(item.get("facts", {}).get("S", ""))


def row_bytes(item: Item) -> int:
    kept = (item.get(name, {"B": b""})["B"] for name in ("timeline", "long_timeline", "products"))
    return listed_bytes(item) + sum(map(len, kept))
