"""What is said of single orders beside the sums: each kind once, with its number and the first of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

EXAMPLES = 3


class Kind(StrEnum):
    """What can be said of an order that is taken in."""

    REPEATED_ONCE = "repeated_once"
    REPEATED_ALL = "repeated_all"


class Note(NamedTuple):
    """One order it is said of, and the line that it begins on."""

    kind: Kind
    line: int
    order_id: str


_SENTENCES: dict[Kind, str] = {
    Kind.REPEATED_ONCE: (
        "{orders} {stand} in the file more than once, row for row, and {count} once: {examples}. Are these "
        "two exports in one file?"
    ),
    Kind.REPEATED_ALL: (
        "{orders} {has} the same rows more than once, and all of them count: {examples}. Where two exports stand in "
        "one file, take one of them out."
    ),
}


def sentences(counts: Mapping[str, int], first: Mapping[str, Sequence[Note]]) -> Iterator[str]:
    """One sentence a kind, with the first orders it is said of."""
    for kind in Kind:
        number = counts.get(kind, 0)
        if number:
            one = number == 1
            yield _SENTENCES[kind].format(
                orders=f"{number:,} order{'' if one else 's'}",
                has="has" if one else "have",
                stand="stands" if one else "stand",
                count="counts" if one else "count",
                examples=_examples(first[kind], number),
            )


def _examples(notes: Sequence[Note], number: int) -> str:
    told = [f"line {note.line}, order {note.order_id}" for note in notes]
    return "; ".join(told) + (" ..." if number > len(told) else "")
