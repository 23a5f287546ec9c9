"""What an export of so many customers holds in memory at most.

Each number runs in a process of its own, by the real steps; rows come from a generator in the place of DynamoDB, and
pieces and the file lie on the disk in the place of S3. The upload in parts holds 8 MB beside that, whatever its length.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from regulars.exporting.counts import Counts
from regulars.exporting.formats import FORMATS
from regulars.exporting.plan import Plan
from regulars.exporting.request import ExportRequest, Format
from regulars.exporting.work import TurnLeft, Work
from regulars.exporting.write import write_shard
from regulars.facts.customer import FACTS_VERSION, CustomerFacts, FactsRow, ProfileFacts
from regulars.facts.tenant import Generation
from regulars.facts.time import DAY_MS
from regulars.scoring.settings import Settings
from regulars.stores.rows.pages import RowPage

from benchmarks.report import table
from testing.builders import NOW_MS, a_tenant, purchases_at

_FIELDS = ("customerId", "name", "email", "segment", "orderCount", "totalSpend", "lastOrderDate", "churnRiskScore")
_TURN_ROWS = 50_000


class _Rows:
    """A shard that no table holds."""

    def __init__(self, how_many: int) -> None:
        self._how_many = how_many
        self._bought = purchases_at(NOW_MS - 90 * DAY_MS, NOW_MS - 40 * DAY_MS, NOW_MS - DAY_MS)
        self.read = 0

    def shard_page(self, shard: int, *, limit: int, start: Any = None, unreadable: object = None) -> RowPage:
        first = int(start["sk"]["S"]) if start else 0
        last = min(first + limit, self._how_many)
        self.read = last
        found = [self._row(number) for number in range(first, last)]
        return RowPage(found, {"sk": {"S": str(last)}} if last < self._how_many else None, 0)

    def _row(self, number: int) -> FactsRow:
        profile = ProfileFacts(name=f"Customer {number}", email=f"{number}@example.com")
        facts = CustomerFacts(f"c{number:09d}", True, self._bought, profile)
        return FactsRow(1, NOW_MS, FACTS_VERSION, facts)


class _Stores:
    def __init__(self, rows: _Rows) -> None:
        self._rows = rows

    def rows(self, *_: object) -> _Rows:
        return self._rows

    def ledger(self, *_: object) -> None:
        return None


class _OnDisk:
    """The working objects of one export as files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, name: str, content: bytes) -> None:
        path = self._folder / name.replace("/", "-")
        path.write_bytes(content)

    def get(self, name: str) -> bytes | None:
        path = self._folder / name.replace("/", "-")
        return path.read_bytes() if path.exists() else None


class _Work(Work):
    """The plan and the turns are kept as Python values: they are a few kilobytes."""

    def plan(self) -> Plan:
        return Plan(NOW_MS, False, Generation(1, 1), Settings.defaults(2), (), None)

    def turn(self, shard: int, number: int) -> TurnLeft | None:
        return _TURNS.get((shard, number))

    def keep_turn(self, shard: int, number: int, left: TurnLeft) -> TurnLeft:
        return _TURNS.setdefault((shard, number), left)


_TURNS: dict[tuple[int, int], TurnLeft] = {}


class _Record:
    tenant = a_tenant()


def measure(how_many: int, folder: Path) -> tuple[int, int, int]:
    """The most memory in KB before and after, and the bytes of the file."""
    rows = _Rows(how_many)
    request = ExportRequest(Format.CSV, fields=_FIELDS)
    work = _Work(_Record(), None, request, None, _OnDisk(folder))  # type: ignore[arg-type]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    number, done = 0, False
    while not done:
        # A turn is over after so many rows, as it would be after its minutes.
        until = rows.read + _TURN_ROWS
        clock = lambda until=until: rows.read - until  # noqa: E731
        done = write_shard(work, 0, number, stores=_Stores(rows), clock=clock, deadline_ms=0)  # type: ignore[arg-type]
        number += 1
    with (folder / "file").open("wb") as file:
        file.writelines(_content(work))
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    counts = Counts()
    for turn in _TURNS.values():
        counts = counts.plus(turn.counts)
    assert counts.customers == how_many
    return before, after, (folder / "file").stat().st_size


def _content(work: Work) -> Iterator[bytes]:
    yield FORMATS[Format.CSV].header(work.layout(work.plan()))
    for turn in work.turns(0):
        yield from map(work.piece, turn.pieces)


def run(*, small: bool = False) -> None:
    found = []
    for how_many in (2_000, 20_000) if small else (100_000, 1_000_000):
        command = [sys.executable, "-m", "benchmarks.exports", str(how_many)]
        found.append(subprocess.run(command, check=True, capture_output=True, text=True).stdout.split())
    table(("customers", "file MB", "peak MB", "of it before", "seconds"), found)


def main(how_many: int) -> None:
    """One line, of this process."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        before, after, size = measure(how_many, Path(folder))
    took = time.monotonic() - began
    print(f"{how_many:,} {size / 1e6:.1f} {after / 1024:.1f} {before / 1024:.1f} {took:.1f}")


if __name__ == "__main__":
    main(int(sys.argv[1]))
