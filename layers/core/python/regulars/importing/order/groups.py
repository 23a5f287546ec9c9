"""A part's rows, grouped by order: as text, since cells would take ten times the memory."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from json import JSONDecodeError

from ...facts.ids import spaced
from ...orders.read_json import read_json
from ..cells.cells import clean
from ..cells.status import status_of
from ..file.dialect import Dialect
from ..file.reading import Reading
from ..file.rows import cut, fitted, read_rows, unwrapped
from ..job.split import json_order_id
from ..job.work import Manifest, Work
from .assemble import Assembled
from .faults import CellRow, RowFault
from .lines import Line
from .repeated import assemble_once

_JSON_SPACES = " \t\r\n"
_WRAPPED = (
    "stands in quotes as a whole, as if a spreadsheet had put each row into one cell, and has other cells inside them "
    "than the header: import the export as it was downloaded"
)

Text = str
"""A row of a run: the number of its line in the file, the dialect's mark, the text as it came."""


def read_groups(work: Work, manifest: Manifest, part: int) -> list[list[Text]]:
    """The rows of a part, order by order, in the order in which each first comes. A row without an id is alone."""
    groups: dict[str, list[Text]] = {}
    mark = manifest.dialect.mark
    for line, order_id, text in _texts(work, manifest, part):
        group = groups.setdefault(order_id if order_id.strip() else f"\0{line}", [])
        # The rows of an order lie in the file's order: a line that comes again has been there before.
        if not group or _line(group[-1], mark) < line:
            group.append(text)
    return list(groups.values())


def read_order(
    group: Sequence[Text], dialect: Dialect, reading: Reading | None, statuses: Mapping[str, str]
) -> Assembled | list[RowFault]:
    """One order of a group of rows; without a `reading` of JSON lines, whose `statuses` are explained by the caller."""
    if reading is None:
        return _json_order(_json_row(group[-1], dialect), statuses)
    return assemble_once(cell_rows(group, dialect), reading)


def cell_rows(group: Sequence[Text], dialect: Dialect) -> list[CellRow]:
    """The rows with their cells; of JSON lines the whole line is the only cell."""
    if not dialect.is_csv:
        return [_json_row(text, dialect) for text in group]
    width = len(dialect.header)
    return [
        CellRow(
            int(cells[0]),
            fitted(list(map(clean if "'" in raw else str.strip, cells[1:])), width),
            fault and _fault(fault, raw, dialect),
        )
        for _, cells, raw, fault in read_rows(group, dialect.separator)
    ]


def is_json_order(row: CellRow) -> bool:
    """Whether a JSON line can be read, and is an order as far as anybody can see, be it a wrong one."""
    try:
        return isinstance(read_json(row.cells[0]), dict)
    except ValueError:
        return False


def _fault(fault: str, raw: str, dialect: Dialect) -> str:
    """What is wrong with the quotes of a row; that of a row in quotes as a whole has another cause."""
    inner = unwrapped(raw.partition(dialect.mark)[2])
    return _WRAPPED if inner and len(cut(inner, dialect.separator) or ()) > 1 else fault


def _json_row(text: Text, dialect: Dialect) -> CellRow:
    line, _, raw = text.partition(dialect.mark)
    return CellRow(int(line), [raw.strip(_JSON_SPACES)])


def _line(text: Text, mark: str) -> int:
    return int(text[: text.index(mark)])


def _texts(work: Work, manifest: Manifest, part: int) -> Iterator[tuple[int, str, Text]]:
    """Line number, order id and text of every row of a part."""
    columns, dialect = manifest.columns, manifest.dialect
    lines = _lines(work, manifest, part)
    if columns is None:
        for text in lines:
            line, _, raw = text.partition(dialect.mark)
            yield int(line), spaced(json_order_id(raw)), text
    else:
        at = columns.grouped_at + 1
        for _, cells, text, _ in read_rows(lines, dialect.separator):
            yield int(cells[0]), spaced(clean(cells[at])) if at < len(cells) else "", text


def _lines(work: Work, manifest: Manifest, part: int) -> Iterator[str]:
    """The lines of a part's slices, decoded; no row goes over the end of one."""
    assert manifest.encoding is not None
    for name, start, end in manifest.slices(part):
        content = work.place.get_slice(name, start, end)
        if content is None or len(content) != end - start:
            raise LookupError(f"rows of part {part} are gone")
        yield from io.TextIOWrapper(io.BytesIO(content), encoding=manifest.encoding.codec, newline="\n")


def _json_order(row: CellRow, statuses: Mapping[str, str]) -> Assembled | list[RowFault]:
    """Of several JSON lines with one id the later stands. Decimals stay as they are written."""
    try:
        raw = read_json(row.cells[0])
    except JSONDecodeError:
        return [RowFault(row.line, "", "is not a JSON object on one line")]
    except ValueError as error:
        return [RowFault(row.line, "", str(error))]
    if not isinstance(raw, dict):
        return [RowFault(row.line, "", "is not a JSON object")]
    lines = raw.get("lines")
    status_text = None
    if isinstance(raw.get("status"), str):
        try:
            raw["status"], status_text = status_of(raw["status"], statuses)
        except ValueError as error:
            return [RowFault(row.line, "status", str(error))]
    order_lines = [Line({}, row)] * len(lines) if isinstance(lines, list) else []
    return Assembled(raw, row, order_lines, status_text=status_text)
