"""A part's rows, grouped by order: as text, since cells would take ten times the memory."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from json import JSONDecodeError
from typing import NamedTuple

from ..orders.read_json import read_json
from .assemble import Assembled, CellRow, RowFault, assemble, clean, status_of
from .columns import Columns
from .dialect import Dialect
from .rows import read_rows
from .split import json_order_id
from .work import Manifest, Work


class Text(NamedTuple):
    """A row of a fragment: its line number in the file and its text as it came."""

    line: int
    raw: str
    fault: str | None


def read_groups(work: Work, manifest: Manifest, part: int) -> list[list[Text]]:
    """The rows of a part, order by order, in the order in which each first comes. A row without an id is alone."""
    groups: dict[str, list[Text]] = {}
    latest = 0
    for order_id, text in _texts(work, manifest, part):
        # Fragments lie in the file's order: a line that comes again has been there before.
        if text.line <= latest:
            continue
        latest = text.line
        groups.setdefault(order_id or f"\0{text.line}", []).append(text)
    return list(groups.values())


def read_order(
    group: Sequence[Text], dialect: Dialect, columns: Columns | None, *, statuses: Mapping[str, str], zone: str
) -> Assembled | list[RowFault]:
    """One order of a group of rows."""
    if columns is None:
        return _json_order(group[-1], statuses)
    return assemble(cell_rows(group, dialect), columns, statuses=statuses, zone=zone)


def cell_rows(group: Sequence[Text], dialect: Dialect) -> list[CellRow]:
    """The rows with their cells; of JSON lines the whole line is the only cell."""
    if not dialect.is_csv:
        return [CellRow(text.line, [text.raw.strip()]) for text in group]
    return [
        CellRow(text.line, list(map(clean if "'" in text.raw else str.strip, _cells(text, dialect))), text.fault)
        for text in group
    ]


def _cells(text: Text, dialect: Dialect) -> list[str]:
    """The cells behind the line number.

    Not strict: what is wrong with a row's quoting is known by now, and its cells are only shown. Each row by itself: a
    quote that one leaves open must not swallow the next.
    """
    return next(csv.reader([text.raw], delimiter=dialect.separator))[1:]


def _texts(work: Work, manifest: Manifest, part: int) -> Iterator[tuple[str, Text]]:
    columns, dialect = manifest.columns, manifest.dialect
    for name in manifest.fragments[part]:
        content = work.place.get(name)
        if content is None:
            raise LookupError(f"a fragment of part {part} is gone")
        lines = io.StringIO(content.decode(), newline="\n")
        if columns is None:
            for line in lines:
                number, _, raw = line.partition(dialect.mark)
                yield json_order_id(raw), Text(int(number), raw, None)
        else:
            at = columns.grouped_at + 1
            for _, cells, raw, fault in read_rows(lines, dialect.separator):
                order_id = clean(cells[at]) if at < len(cells) else ""
                yield order_id, Text(int(cells[0]), raw, fault)


def _json_order(text: Text, statuses: Mapping[str, str]) -> Assembled | list[RowFault]:
    """Of several JSON lines with one id the later stands. Decimals stay as they are written."""
    try:
        raw = read_json(text.raw)
    except JSONDecodeError:
        return [RowFault(text.line, "", "is not a JSON object on one line")]
    except ValueError as error:
        return [RowFault(text.line, "", str(error))]
    if not isinstance(raw, dict):
        return [RowFault(text.line, "", "is not a JSON object")]
    row = CellRow(text.line, [text.raw.strip()])
    lines = raw.get("lines")
    status_text = None
    if isinstance(raw.get("status"), str):
        try:
            raw["status"], status_text = status_of(raw["status"], statuses)
        except ValueError as error:
            return [RowFault(text.line, "status", str(error))]
    return Assembled(raw, row, [row] * len(lines) if isinstance(lines, list) else [], status_text)
