"""What a caller maps: `--map field=Column`, several columns of which the first that says something stands, or none."""

from __future__ import annotations

import csv
from collections.abc import Collection, Mapping, Sequence

from ...errors import FileRefused
from ..order.faults import shown
from .names import plain

NO_COLUMN = "-"
"""What a caller writes for a field that no column of the file holds."""


def columns_named(text: str, header: Collection[str]) -> list[str]:
    """The columns that a mapping names: one, or several with commas between them, as `SKU,"Product name"`.

    `header` holds the plain names of the file's columns: a name of one of them is never cut at its commas.
    """
    if text.strip() == NO_COLUMN:
        return []
    if plain(text) in header:
        return [text]
    return [name.strip() for name in next(csv.reader([text], skipinitialspace=True)) if name.strip()]


def names_in(texts: Collection[str]) -> set[str]:
    """The plain names of all columns that mappings may name, before any header is known."""
    named = {plain(name) for text in texts for name in (text, *columns_named(text, ()))}
    return named - {""}


def positions_mapped(
    mapping: Mapping[str, str], positions: Mapping[str, int], header: Sequence[str], line: int
) -> dict[str, tuple[int, ...]]:
    """Where the mapped fields stand; a field that is said to have no column has no positions.

    Raises `FileRefused` for a column that the header does not have, and for several columns of order ids.
    """
    found = {}
    for field, text in mapping.items():
        names = columns_named(text, positions)
        if field == "orderId" and len(names) > 1:
            raise FileRefused(
                f"Line {line}: {text} are several columns for orderId: map the one that all rows of an order share."
            )
        for name in names:
            if plain(name) not in positions:
                raise FileRefused(
                    f"Line {line}: there is no column {name} to take {field} from; the header has {listed(header)}."
                )
        found[field] = tuple(dict.fromkeys(positions[plain(name)] for name in names))
    return found


def listed(header: Sequence[str]) -> str:
    """The names of a header as a sentence shows them."""
    return ", ".join(map(shown, header[:30])) + (" ..." if len(header) > 30 else "")
