"""`split`: reads the file once and routes its rows by order id into parts, so that no order lies in two of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from ...errors import FileRefused
from ...orders.read_json import read_json
from ...stores.files import Files
from ...stores.tenant.imports import ImportRecord, Imports
from ..cells.status import BlankStatuses
from ..file.columns import Columns, known_names, recognise_columns
from ..file.dialect import Dialect, recognise
from ..file.encoding import provisional
from ..file.evidence import Decided, Evidence
from ..file.read import Source
from ..file.rows import cut, fitted, read_rows, unwrapped
from ..file.unread import Unread
from ..presets import PLAIN, recognise_preset
from .refused import holds_json
from .runs import Runs
from .work import Manifest, Work, is_fresh

_EDGES = ' "\ufeff'
_Watcher = Evidence | Unread | BlankStatuses
# A footer may begin with how many rows there are.
_COUNTED = re.compile(r"^[0-9,.]+ ")


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
    columns = preset = None
    decided = Decided()
    try:
        dialect, lines = recognise(source.lines(), lambda names: len(known_names(names, record.mapping.values())))
        json_rows: Iterator[tuple[int, str]] = enumerate(lines, dialect.next_line)
        if holds_json(dialect.header):
            json_rows = _packed_json(lines, dialect)
            dialect = Dialect("", (), dialect.header_line, dialect.next_line)
        if dialect.is_csv:
            preset = recognise_preset(dialect.header, record.preset, line=dialect.header_line)
            columns = recognise_columns(dialect.header, record.mapping, preset, line=dialect.header_line)
            if record.count_pending and "fulfillment" not in columns.at:
                raise FileRefused(
                    f"Line {dialect.header_line}: no column says which orders are fulfilled: leave countPending out."
                )
        else:
            _refuse_options_of_columns(record)
        runs = Runs(place, dialect.mark)
        if columns:
            evidence = Evidence(columns, preset, work.tenant.currency)
            unread = Unread(columns, record.mapping, work.tenant.currency)
            blank = BlankStatuses(columns, {**(preset.statuses if preset else {}), **record.statuses})
            footers = preset.footers if preset else ()
            _route_csv(lines, dialect, columns, footers, (evidence, unread, blank), runs)
            decided = evidence.decided(decimal=record.decimal, dates=record.dates)
            unread.ask()
            blank.ask()
        else:
            _route_json(json_rows, runs)
        if runs.rows == 0:
            raise FileRefused(f"Line {dialect.header_line}: there are no rows below the header.")
        manifest = Manifest(
            now_ms, dialect, columns, runs.rows, source.sha256, source.encoding, runs.finish(), preset, decided
        )
    except FileRefused as fault:
        manifest = Manifest(now_ms, dialect, columns, 0, None, None, (), preset, decided, refusal=str(fault))
    Work(work.tenant, record, work.attempt, work.attempt, place).commit(manifest)
    imports.note_split(record.import_id, work.attempt, rows=manifest.rows)
    return manifest


def _route_csv(
    lines: Iterator[str],
    dialect: Dialect,
    columns: Columns,
    footers: Sequence[str],
    watching: Sequence[_Watcher],
    runs: Runs,
) -> None:
    at, header = columns.grouped_at, dialect.header
    width = len(header)
    for line, given, raw, fault in read_rows(lines, dialect.separator, first_line=dialect.next_line):
        cells = fitted(given, width)
        if width > 1 and (fault or len(given) == 1 or not given[1]) and (inner := _inner(raw, dialect)):
            raw, cells = inner
        if footers and _is_footer(cells, footers):
            continue
        order_id = cells[at] if at < len(cells) else ""
        if provisional(order_id).strip(_EDGES) == header[at] and _names(cells) == header:
            raise FileRefused(f"Line {line}: repeats the header: these are several files in one.")
        for watcher in watching:
            watcher.see(line, cells)
        runs.add(line, order_id, raw)


def _inner(raw: str, dialect: Dialect) -> tuple[str, list[str]] | None:
    """A row that stands in quotes as a whole, without them: its text, and as many cells as the header has."""
    text = unwrapped(raw)
    cells = cut(text, dialect.separator) if text else None
    if text is None or cells is None:
        return None
    cells = fitted(cells, len(dialect.header))
    return (text, cells) if len(cells) == len(dialect.header) else None


def _is_footer(cells: Sequence[str], footers: Sequence[str]) -> bool:
    """Whether a row is what an export writes below its orders."""
    text = " ".join(filter(None, map(str.strip, map(provisional, cells)))).casefold()
    return any(text.startswith(footer) or _COUNTED.sub("", text).startswith(footer) for footer in footers)


def _names(cells: Sequence[str]) -> tuple[str, ...]:
    """A row's cells as they would be a header's: of a second file with its own BOM as well."""
    return tuple(provisional(cell).strip(_EDGES).strip() for cell in cells)


def _packed_json(lines: Iterator[str], dialect: Dialect) -> Iterator[tuple[int, str]]:
    """The JSON lines of a file of refused ones, each on one line again, with the lines of that file."""
    for row in read_rows(lines, dialect.separator, first_line=dialect.next_line):
        yield row.line, row.cells[0].replace("\r", " ").replace("\n", " ")


def _route_json(rows: Iterable[tuple[int, str]], runs: Runs) -> None:
    for line, raw in rows:
        if raw.strip():
            runs.add(line, json_order_id(raw), raw)


def _refuse_options_of_columns(record: ImportRecord) -> None:
    """JSON says its own fields, numbers and instants: an option that would change nothing is a misunderstanding."""
    given = {
        "mapping": record.mapping,
        "preset": record.preset not in (None, PLAIN),
        "dates": record.dates,
        "decimal": record.decimal,
        "countPending": record.count_pending,
    }
    named = [name for name, value in given.items() if value]
    if named:
        raise FileRefused(f"The file has JSON lines, which have no columns: leave {' and '.join(named)} out.")


def json_order_id(text: str) -> str:
    """The order id of a JSON line; empty where there is none to be read."""
    try:
        given = read_json(text)
    except ValueError:
        return ""
    order_id = given.get("orderId") if isinstance(given, dict) else None
    return str(order_id) if isinstance(order_id, (str, int)) and not isinstance(order_id, bool) else ""
