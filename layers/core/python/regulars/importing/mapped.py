"""Where the columns of fields stand: those of an export, and those that a caller maps, `--map field=Column`."""

from __future__ import annotations

import csv
from collections.abc import Collection, Mapping, Sequence

from ..errors import FileRefused
from .faults import shown
from .names import plain
from .presets.preset import Preset

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


def positions_of(header: Sequence[str]) -> dict[str, int]:
    """Where each name stands; of one that is repeated, where it stands first."""
    positions: dict[str, int] = {}
    for position, name in enumerate(header):
        positions.setdefault(plain(name), position)
    return positions


def positions_of_preset(preset: Preset, positions: Mapping[str, int]) -> dict[str, tuple[int, ...]]:
    """Where the columns of an export's fields stand, as far as the header has them."""
    at = {}
    for field, names in preset.columns.items():
        found = tuple(dict.fromkeys(positions[plain(name)] for name in names if plain(name) in positions))
        if found:
            at[field] = found
    return at


def positions_numbered(beginning: str, positions: Mapping[str, int]) -> tuple[int, ...]:
    """The columns that begin so and go on with a number, in the order of their numbers."""
    start = plain(beginning)
    rests = {name.removeprefix(start): position for name, position in positions.items() if name.startswith(start)}
    found = {int(rest): position for rest, position in rests.items() if start and rest.isascii() and rest.isdigit()}
    return tuple(found[number] for number in sorted(found))


def listed(header: Sequence[str]) -> str:
    """The names of a header as a sentence shows them."""
    return ", ".join(map(shown, header[:30])) + (" ..." if len(header) > 30 else "")
