"""Rows on their way into parts: gathered in buckets by the id of their order, written in a few large objects."""

from __future__ import annotations

import secrets
from itertools import accumulate
from zlib import crc32

from ...errors import FileRefused
from ...stores.workplace import Workplace
from .work import Run

# No order lies in two buckets, and no bucket in two parts. 2 GB make parts of one bucket each.
_BUCKETS = 256
_RUN_BYTES = 32 * 1024**2
_PART_BYTES = 1024**2
# What `load` holds in memory; ten times a bucket of 2 GB of ordinary orders.
_MOST_BUCKET_BYTES = 80 * 1024**2
# An order has at most 1,000 lines. Counted by hashes of ids, so that counting takes no memory to speak of.
_MOST_ROWS_OF_AN_ORDER = 100_000
_COUNTERS = 65_536
_BLANK = "\t\n\v\f\r\x1c\x1d\x1e\x1f "
_EDGES = f"{_BLANK}'".encode()
_SHOWN = 60


class Runs:
    """A *run* is one object: what all buckets had gathered until they were full, bucket after bucket.

    So a part, some neighbouring buckets, is one slice of each run. `mark` sets the number of its line apart from a row.
    """

    def __init__(self, place: Workplace, mark: str) -> None:
        self._place = place
        self._mark = mark
        # A repeated split writes beside the runs of the one before it, never over them.
        self._folder = f"runs/{secrets.token_hex(4)}"
        self._buckets = [bytearray() for _ in range(_BUCKETS)]
        self._gathered = 0
        self._starts: list[tuple[int, ...]] = []
        self._sizes = [0] * _BUCKETS
        self._counters = [0] * _COUNTERS
        # An order's rows mostly lie together.
        self._order_id, self._bucket = "", _bucket_of("")
        self.rows = 0

    def add(self, line: int, order_id: str, raw: str) -> None:
        """Takes the row of a line, each byte one character. Without an id it stands alone and goes anywhere.

        Raises `FileRefused` where one id has more rows than any order.
        """
        if order_id != self._order_id:
            self._order_id, self._bucket = order_id, _bucket_of(order_id)
        bucket = self._bucket
        if bucket is None:
            bucket = line % _BUCKETS
        else:
            self._count(line, order_id)
        end = "" if raw.endswith("\n") else "\n"
        row = f"{line}{self._mark}{raw}{end}"
        self._buckets[bucket] += row.encode("latin-1")
        self._gathered += len(row)
        self.rows += 1
        if self._gathered >= _RUN_BYTES:
            self._write()

    def finish(self) -> tuple[Run, ...]:
        """Writes what is left; every run, cut into parts."""
        if self._gathered:
            self._write()
        bounds = _bounds(self._sizes)
        return tuple(
            Run(self._name(number), tuple(starts[bound] for bound in bounds))
            for number, starts in enumerate(self._starts)
        )

    def _count(self, line: int, order_id: str) -> None:
        counter = hash(order_id) % _COUNTERS
        self._counters[counter] += 1
        if self._counters[counter] > _MOST_ROWS_OF_AN_ORDER:
            raise FileRefused(
                f"Line {line}: more than {_MOST_ROWS_OF_AN_ORDER:,} rows have the order id {_shown(order_id)}: "
                "is that the column of order ids?"
            )

    def _write(self) -> None:
        sizes = list(map(len, self._buckets))
        self._sizes = list(map(int.__add__, self._sizes, sizes))
        if max(self._sizes) > _MOST_BUCKET_BYTES:
            raise FileRefused(
                f"The file has more than {_MOST_BUCKET_BYTES // 1024**2} MB of rows with one order id, or with ids "
                "without any letter from A to Z or digit: is that the column of order ids?"
            )
        self._place.put(self._name(len(self._starts)), b"".join(self._buckets))
        self._starts.append((0, *accumulate(sizes)))
        for bucket in self._buckets:
            bucket.clear()
        self._gathered = 0

    def _name(self, number: int) -> str:
        return f"{self._folder}/{number:03d}"


def _bounds(sizes: list[int]) -> list[int]:
    """The first bucket of each part, and the number of buckets: a part is closed when it has its bytes."""
    bounds = [0]
    gathered = 0
    for bucket, size in enumerate(sizes):
        if gathered >= _PART_BYTES and size:
            bounds.append(bucket)
            gathered = 0
        gathered += size
    return [*bounds, len(sizes)]


def _bucket_of(order_id: str) -> int | None:
    """None for a blank id.

    Whether its other bytes are one encoding or another, and so what else is a space, shows only at the file's end: by
    its ASCII alone, without spaces and what may be cleaned off it, every spelling of an id goes the same way.
    """
    routed_by = order_id.encode("ascii", "ignore").strip(_EDGES).replace(b" ", b"")
    if not routed_by and not order_id.strip(_BLANK):
        return None
    return crc32(routed_by) % _BUCKETS


def _shown(order_id: str) -> str:
    return order_id.encode("latin-1", "replace").decode("utf-8", "replace").strip()[:_SHOWN]
