"""A page of a walk, and how many rows one holds: Lambda sends 6 MB, and a page that would pass them ends early."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, NamedTuple, TypeVar

# https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html: 6 MB, of which some is left for the envelope.
ANSWER_BYTES = 6_000_000
# The answer is JSON within JSON: a quotation mark becomes four bytes, a character outside ASCII at most twelve.
_ASCII_BYTES = 4
_OTHER_BYTES = 12

T = TypeVar("T")


class Page(NamedTuple, Generic[T]):
    """A piece of a walk. `total` is None where it is not known; the walk ends where `next_cursor` is None.

    `total_as_of_ms` is the instant that `total` was counted at, None where that is `as_of_ms`.
    """

    items: list[T]
    total: int | None
    next_cursor: str | None
    as_of_ms: int
    total_as_of_ms: int | None = None


def text_bytes(*texts: str | None) -> int:
    """The most that these texts weigh in an answer."""
    return sum(len(text) * (_ASCII_BYTES if text.isascii() else _OTHER_BYTES) for text in texts if text)


def fitting(sizes: Iterable[int]) -> int:
    """How many rows of these sizes (bytes), from the first on, one answer holds; at least one where there is one."""
    taken = count = 0
    for size in sizes:
        taken += size
        if count and taken > ANSWER_BYTES:
            break
        count += 1
    return count
