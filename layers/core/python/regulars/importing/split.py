"""`split`: reads the file once and routes its rows by order id into parts, so that no order lies in two of them."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import NamedTuple
from zlib import crc32

from ..errors import FileRefused
from ..orders.read_json import read_json
from ..stores.files import Files, Workplace
from ..stores.imports import MAX_PARTS, Imports
from .assemble import clean
from .columns import Columns, known_names, recognise_columns
from .dialect import Dialect, recognise
from .encoding import provisional
from .read import Source
from .rows import read_rows
from .work import Manifest, Work, is_fresh

_PART_BYTES = 4 * 1024**2
_SHOWN = 60
_FRAGMENT_BYTES = 2 * 1024**2
# No gzip holds more than so many times its size: https://zlib.net/zlib_tech.html, "Maximum Compression Factor".
_GZIP_FACTOR = 1_032
# An order has at most 1,000 lines. Counted by checksums of ids, so that counting takes no memory to speak of.
_MOST_ROWS_OF_AN_ORDER = 100_000
_COUNTERS = 65_536


class Routed(NamedTuple):
    """A row on its way to its part: the line it began on, the id it is routed by, and its text."""

    line: int
    order_id: str
    raw: str


def split(work: Work, *, files: Files, imports: Imports, now_ms: int) -> Manifest:
    """Commits the parts of the file, or the sentence for which it is refused; what stands already is taken as it is."""
    standing = work.manifest()
    record = work.record
    if standing is not None and is_fresh(standing, now_ms):
        if record.split_attempt is None:
            imports.note_split(record.import_id, work.attempt, rows=standing.rows)
        return standing
    place = files.workplace(record.import_id, work.attempt)
    assert record.version_id is not None
    source = Source(files.open_upload(record.import_id, record.object_name, record.version_id))
    dialect = Dialect("", (), 0, 0)
    columns = None
    parts = _Parts(place, _number_of_parts(record.size or 0, is_gzip=source.is_gzip))
    try:
        dialect, lines = recognise(source.lines(), lambda names: len(known_names(names, record.mapping.values())))
        if dialect.is_csv:
            columns = recognise_columns(dialect.header, record.mapping, line=dialect.header_line)
        elif record.mapping:
            raise FileRefused("JSON lines have no columns to map: leave the mapping out.")
        routed = _csv_rows(lines, dialect, columns) if columns else _json_rows(lines, dialect)
        for row in routed:
            parts.add(row, dialect.mark)
        if parts.rows == 0:
            raise FileRefused(f"Line {dialect.header_line}: there are no rows below the header.")
        manifest = Manifest(now_ms, dialect, columns, parts.rows, source.sha256, parts.finish())
    except FileRefused as fault:
        manifest = Manifest(now_ms, dialect, columns, 0, None, (), refusal=str(fault))
    Work(work.tenant, record, work.attempt, work.attempt, place).commit(manifest)
    imports.note_split(record.import_id, work.attempt, rows=manifest.rows)
    return manifest


def _number_of_parts(size: int, *, is_gzip: bool) -> int:
    plain = size * _GZIP_FACTOR if is_gzip else size
    return max(1, min(MAX_PARTS, plain // _PART_BYTES))


def _csv_rows(lines: Iterator[str], dialect: Dialect, columns: Columns) -> Iterator[Routed]:
    at = columns.grouped_at
    header = [name.encode().decode("latin-1") for name in dialect.header]
    for line, cells, raw, _ in read_rows(lines, dialect.separator, first_line=dialect.next_line):
        if cells[at : at + 1] == header[at : at + 1] and list(map(str.strip, cells)) == header:
            raise FileRefused(f"Line {line}: repeats the header: these are several files in one.")
        order_id = cells[at] if at < len(cells) else ""
        yield Routed(line, clean(provisional(order_id)), raw)


def _json_rows(lines: Iterator[str], dialect: Dialect) -> Iterator[Routed]:
    for line, raw in enumerate(lines, dialect.next_line):
        if raw.strip():
            yield Routed(line, json_order_id(provisional(raw)), raw)


def json_order_id(text: str) -> str:
    """The order id of a JSON line; empty where there is none to be read."""
    try:
        given = read_json(text)
    except ValueError:
        return ""
    order_id = given.get("orderId") if isinstance(given, dict) else None
    return str(order_id) if isinstance(order_id, (str, int)) and not isinstance(order_id, bool) else ""


class _Parts:
    """Rows gathered for each part, written as fragments whenever a part has gathered enough."""

    def __init__(self, place: Workplace, number: int) -> None:
        self._place = place
        # A repeated split writes beside the fragments of the one before it, never over them.
        self._run = secrets.token_hex(4)
        self._gathered: list[list[str]] = [[] for _ in range(number)]
        self._bytes = [0] * number
        self._names: list[list[str]] = [[] for _ in range(number)]
        self._counters = [0] * _COUNTERS
        self.rows = 0

    def add(self, row: Routed, mark: str) -> None:
        """The row's line number goes before its text, set apart by `mark`. A row without an id goes anywhere.

        Raises `FileRefused` where one id has so many rows that it can be no order's.
        """
        checksum = crc32((row.order_id or str(row.line)).encode())
        self._counters[checksum % _COUNTERS] += 1
        if self._counters[checksum % _COUNTERS] > _MOST_ROWS_OF_AN_ORDER:
            shown = row.order_id[:_SHOWN]
            raise FileRefused(
                f"Line {row.line}: more than {_MOST_ROWS_OF_AN_ORDER:,} rows have the order id {shown}: "
                "is that the column of order ids?"
            )
        part = checksum % len(self._gathered)
        end = "" if row.raw.endswith("\n") else "\n"
        text = f"{row.line}{mark}{row.raw}{end}"
        self._gathered[part].append(text)
        self._bytes[part] += len(text)
        self.rows += 1
        if self._bytes[part] >= _FRAGMENT_BYTES:
            self._write(part)

    def finish(self) -> tuple[tuple[str, ...], ...]:
        """Writes what is left; the fragments of each part that has any rows."""
        for part, gathered in enumerate(self._gathered):
            if gathered:
                self._write(part)
        return tuple(tuple(names) for names in self._names if names)

    def _write(self, part: int) -> None:
        name = f"fragments/{self._run}/{part:02d}-{len(self._names[part]):06d}"
        self._place.put(name, "".join(self._gathered[part]).encode("latin-1"))
        self._names[part].append(name)
        self._gathered[part] = []
        self._bytes[part] = 0
