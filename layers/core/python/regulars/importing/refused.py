"""The refused rows as a file of their own: mended, it can be imported alone."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from .chunk import RefusedRow
from .columns import NOTES
from .encoding import Encoding
from .work import Manifest

# Refused rows stand in the file's order as long as they fit into memory, else in the order of the parts.
_SORTED_ROWS = 200_000
_ESCAPED = ("=", "+", "-", "@")
_CHUNK_CHARACTERS = 256 * 1024


def refused_csv(manifest: Manifest, refused: Iterable[RefusedRow], rows: int) -> Iterator[bytes]:
    """The `rows` refused rows under the original header and separator, with where and why behind them.

    In UTF-8; with a BOM where the file was not, since what opened that one takes UTF-8 for its own encoding.
    """
    header = manifest.dialect.header or ("order",)
    kept = [at for at, name in enumerate(header) if name not in NOTES]
    if rows <= _SORTED_ROWS:
        refused = sorted(refused, key=lambda row: row.line)
    text = io.StringIO()
    if manifest.encoding is not Encoding.UTF_8:
        text.write("\ufeff")
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
    """A cell that no spreadsheet takes for a formula; `cells.clean` takes the guard off again."""
    return f"'{cell}" if cell.startswith(_ESCAPED) else cell


def _fitted(cells: Sequence[str], width: int, separator: str) -> list[str]:
    """As many cells as the header has: missing ones blank, surplus ones together in the last."""
    if len(cells) > width:
        return [*cells[: width - 1], separator.join(cells[width - 1 :])]
    return [*cells, *[""] * (width - len(cells))]
