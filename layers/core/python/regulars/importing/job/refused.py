"""The refused rows as a file of their own: mended, it can be imported alone."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from ..file.fields import NOTES
from .chunk import RefusedRow
from .work import Manifest

# Refused rows keep the file's order up to this many characters, then start again with the first part's.
_SORTED_CHARACTERS = 64 * 1024**2
# What keeping a short text costs beside its characters.
_KEPT_BESIDES = 128
_JSON_HEADER = ("order",)
# Also in full width, as East Asian keyboards write them and spreadsheets take them.
_ESCAPED = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_BLOCK_ROWS = 1_000


def refused_csv(manifest: Manifest, refused: Iterable[RefusedRow]) -> Iterator[bytes]:
    """The refused rows under the original header and separator, with where and why behind them.

    In UTF-8 with a BOM: without it, what most people open such files with takes UTF-8 for its own encoding.
    """
    header = manifest.dialect.header or _JSON_HEADER
    separator = manifest.dialect.separator
    kept = [at for at, name in enumerate(header) if name not in NOTES]
    names = _written([*(escaped(header[at]) for at in kept), *NOTES], separator)
    yield f"\ufeff{names}".encode()
    held: list[tuple[int, str]] = []
    characters = 0
    for row in refused:
        fitted = _fitted(row.cells, len(header), separator)
        notes = (str(row.line), escaped(row.column), escaped(row.reason))
        text = _written([*(escaped(fitted[at]) for at in kept), *notes], separator)
        held.append((row.line, text))
        characters += len(text) + _KEPT_BESIDES
        if characters > _SORTED_CHARACTERS:
            yield from _in_order(held)
            held, characters = [], 0
    yield from _in_order(held)


def holds_json(header: Sequence[str]) -> bool:
    """Whether it is the header of a file of refused JSON lines: mended, it is taken for the JSON lines in it."""
    return tuple(header[:1]) == _JSON_HEADER and set(header[1:]) <= set(NOTES)


def escaped(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula; `cells.clean` takes the guard off again."""
    return f"'{cell}" if cell.startswith(_ESCAPED) else cell


def _fitted(cells: Sequence[str], width: int, separator: str) -> list[str]:
    """As many cells as the header has: missing ones blank, surplus ones together in the last."""
    if len(cells) > width:
        return [*cells[: width - 1], separator.join(cells[width - 1 :])]
    return [*cells, *[""] * (width - len(cells))]


def _written(cells: Sequence[str], separator: str) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=separator or ",", lineterminator="\r\n").writerow(cells)
    return text.getvalue()


def _in_order(held: list[tuple[int, str]]) -> Iterator[bytes]:
    held.sort()
    for start in range(0, len(held), _BLOCK_ROWS):
        yield "".join(text for _, text in held[start : start + _BLOCK_ROWS]).encode()
