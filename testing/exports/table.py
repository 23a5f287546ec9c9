"""A table as an exporter writes it, and the bytes of the file."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal


@dataclass(frozen=True, slots=True)
class Table:
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def csv(self, *, separator: str = ",", encoding: str = "utf-8", newline: str = "\n", quoted: bool = False) -> bytes:
        text = io.StringIO(newline="")
        quoting: Literal[0, 1] = csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
        writer = csv.writer(text, delimiter=separator, lineterminator=newline, quoting=quoting)
        writer.writerows([self.header, *self.rows])
        return text.getvalue().encode(encoding)

    def without(self, *names: str) -> Table:
        """As a user leaves it who cuts columns."""
        kept = [at for at, name in enumerate(self.header) if name not in names]
        return Table(_picked(self.header, kept), tuple(_picked(row, kept) for row in self.rows))

    def only(self, *names: str) -> Table:
        return self.without(*(name for name in self.header if name not in names))

    def renamed(self, **names: str) -> Table:
        """Old names with `_` for spaces."""
        new = {old.replace("_", " "): name for old, name in names.items()}
        return replace(self, header=tuple(new.get(name, name) for name in self.header))

    def shuffled(self, seed: int) -> Table:
        """As a spreadsheet leaves it that has sorted by something else."""
        rows = list(self.rows)
        random.Random(seed).shuffle(rows)
        return replace(self, rows=tuple(rows))

    def changed(self, change: Callable[[str], str], *names: str) -> Table:
        """Every cell of these columns that says something, changed."""
        wanted = {self.header.index(name) for name in names}
        rows = (
            tuple(change(cell) if at in wanted and cell else cell for at, cell in enumerate(row)) for row in self.rows
        )
        return replace(self, rows=tuple(rows))

    def column(self, name: str) -> list[str]:
        at = self.header.index(name)
        return [row[at] for row in self.rows]


def _picked(row: tuple[str, ...], kept: list[int]) -> tuple[str, ...]:
    return tuple(row[at] for at in kept)
