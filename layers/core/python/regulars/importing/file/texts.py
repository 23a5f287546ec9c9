"""Texts of a file in a report: what its record shows must fit into one item, however long they are."""

from __future__ import annotations

from collections.abc import Sequence

from ...facts.text import shortened

LONGEST_SENTENCE = 1_000
LONGEST_NAME = 100
_MOST_NAMES = 100


def clipped(text: str, longest: int = LONGEST_NAME) -> str:
    """At most `most` characters of a name, or of any other text with a limit."""
    return shortened(text, longest)


def listed(names: Sequence[str]) -> list[str]:
    """The first names, and as the last how many there are beside them."""
    shown = [clipped(name) for name in names[:_MOST_NAMES]]
    return [*shown, f"and {len(names) - len(shown):,} more"] if len(names) > len(shown) else shown
