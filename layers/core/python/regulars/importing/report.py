"""`report`: what the file was taken for, what became of its rows, and the refused ones as a file of their own."""

from __future__ import annotations

import csv
import heapq
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from ..facts.money import decimal_text
from ..facts.order import COUNTED, OrderStatus
from ..stores.files import Files
from ..stores.imports import Imports
from .columns import NOTES
from .find import BROKE_OFF
from .load import RefusedRow
from .settle import lagging_customers
from .work import Manifest, Work

SHOWN_REFUSALS = 20
# Refused rows stand in the file's order as long as they fit into memory, else in the order of the parts.
_SORTED_ROWS = 200_000
_ESCAPED = ("=", "+", "-", "@")
_CHUNK_CHARACTERS = 256 * 1024
# What the record shows must fit into its item however long the file's own texts are.
_LONGEST_SENTENCE = 1_000
_LONGEST_NAME = 100
_MOST_COLUMNS = 100
_MOST_TEXTS = 10_000


class Ended(NamedTuple):
    """How an attempt ended: `error` says why it failed, `refused` that the file is at fault and not the machine."""

    error: str | None
    refused: bool


def report(work: Work, *, files: Files, imports: Imports, now_ms: int) -> Ended:
    """Ends the attempt: its record says what the file was taken for, what became of it, and why it failed."""
    manifest = work.manifest()
    parts = manifest.parts if manifest else 0
    error = _error(work, manifest, parts)
    totals = _Totals()
    for result in _results(work, parts):
        totals.add(result)
    if totals.refused_rows and manifest:
        files.put_refused(work.record.import_id, _refused_csv(work, manifest, totals.refused_rows))
    result = {**_recognised(work, manifest), **totals.shown(work.tenant.exponent, manifest)}
    refused = manifest is not None and manifest.refusal is not None
    imports.finish(work.record.import_id, work.attempt, finished_ms=now_ms, error=error, refused=refused, result=result)
    return Ended(error, refused)


class _Totals:
    """The sums over all chunks."""

    def __init__(self) -> None:
        self.outcomes: Counter[str] = Counter()
        self.statuses: dict[str, list[int]] = {}
        self.status_texts: Counter[str] = Counter()
        self.customers: set[str] = set()
        self.refused_rows = 0
        self.rows = 0
        self.first: list[RefusedRow] = []

    def add(self, result: dict[str, Any]) -> None:
        self.rows += result["rows"]
        self.outcomes.update(result["outcomes"])
        for text, orders in result["status_texts"].items():
            self.status_texts[_clipped(text, _LONGEST_NAME)] += orders
        if len(self.status_texts) > _MOST_TEXTS:
            self.status_texts = Counter(dict(self.status_texts.most_common(_MOST_TEXTS // 2)))
        self.customers.update(result["customers"])
        for status, (orders, minor) in result["statuses"].items():
            sums = self.statuses.setdefault(status, [0, 0])
            sums[0] += orders
            sums[1] += minor
        self.refused_rows += len(result["refused"])
        faulty = (row for row in _refused(result) if not row.held)
        self.first = heapq.nsmallest(SHOWN_REFUSALS, [*self.first, *faulty], key=lambda row: row.line)

    def shown(self, exponent: int, manifest: Manifest | None) -> dict[str, Any]:
        return {
            "rows": self.rows,
            "rowsRefused": self.refused_rows,
            "orders": dict(self.outcomes),
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
            "unknownStatuses": dict(self.status_texts.most_common(SHOWN_REFUSALS)),
            "refusals": [{"line": row.line, "column": row.column or None, "reason": row.reason} for row in self.first],
        }


def _error(work: Work, manifest: Manifest | None, parts: int) -> str | None:
    if manifest is None:
        return BROKE_OFF
    if manifest.refusal:
        return _clipped(manifest.refusal, _LONGEST_SENTENCE)
    if not all(work.loaded(part)[1] for part in range(parts)):
        return BROKE_OFF
    lagging = lagging_customers(work)
    if lagging:
        return f"All orders are stored, but the facts of {lagging} customers have not caught up: retry the import."
    return None


def _recognised(work: Work, manifest: Manifest | None) -> dict[str, Any]:
    if manifest is None:
        return {}
    columns = manifest.columns
    return {
        "format": "csv" if columns or manifest.dialect.is_csv else "jsonl",
        "encoding": "utf-8",
        "separator": manifest.dialect.separator or None,
        "timezone": work.record.settings.timezone,
        "currency": work.tenant.currency,
        "mapping": {field: _clipped(columns.name(field), _LONGEST_NAME) for field in columns.at} if columns else {},
        "ignoredColumns": _listed(columns.ignored) if columns else [],
        "sha256": manifest.sha256,
    }


def _results(work: Work, parts: int) -> Iterator[dict[str, Any]]:
    for part in range(parts):
        committed, _ = work.loaded(part)
        for number in range(committed):
            yield work.place.get_json(work.chunk(part, number, "result"))


def _refused(result: dict[str, Any]) -> Iterator[RefusedRow]:
    """The refused rows of a chunk, what is said of each clipped."""
    for line, cells, column, reason, held in result["refused"]:
        yield RefusedRow(line, cells, _clipped(column, _LONGEST_NAME), _clipped(reason, _LONGEST_SENTENCE), held)


def _listed(names: Sequence[str]) -> list[str]:
    """The first names, and as the last how many there are beside them."""
    shown = [_clipped(name, _LONGEST_NAME) for name in names[:_MOST_COLUMNS]]
    return [*shown, f"and {len(names) - len(shown):,} more"] if len(names) > len(shown) else shown


def _clipped(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _refused_csv(work: Work, manifest: Manifest, rows: int) -> Iterator[bytes]:
    """The refused rows under the original header and separator, with where and why behind them."""
    header = manifest.dialect.header or ("order",)
    kept = [at for at, name in enumerate(header) if name not in NOTES]
    results = _results(work, manifest.parts)
    refused: Iterable[RefusedRow] = (row for result in results for row in _refused(result))
    if rows <= _SORTED_ROWS:
        refused = sorted(refused, key=lambda row: row.line)
    text = io.StringIO()
    writer = csv.writer(text, delimiter=manifest.dialect.separator or ",", lineterminator="\r\n")
    writer.writerow([*(header[at] for at in kept), *NOTES])
    for row in refused:
        fitted = _fitted(row.cells, len(header), manifest.dialect.separator)
        notes = (row.line, escaped(row.column), escaped(row.reason))
        writer.writerow([*(escaped(fitted[at]) for at in kept), *notes])
        if text.tell() > _CHUNK_CHARACTERS:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()


def escaped(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula; `assemble.clean` takes the guard off again."""
    return f"'{cell}" if cell.startswith(_ESCAPED) else cell


def _fitted(cells: Sequence[str], width: int, separator: str) -> list[str]:
    """As many cells as the header has: missing ones blank, surplus ones together in the last."""
    if len(cells) > width:
        return [*cells[: width - 1], separator.join(cells[width - 1 :])]
    return [*cells, *[""] * (width - len(cells))]
