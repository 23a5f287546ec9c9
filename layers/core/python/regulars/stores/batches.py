"""What is sent in requests that hold so much each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")


def batches(entries: Sequence[T], bytes_of: Callable[[T], int], *, most: int, most_bytes: int) -> Iterator[list[T]]:
    """As many entries a request as one may hold, by number and by bytes; one that alone has more goes alone."""
    batch: list[T] = []
    room = most_bytes
    for entry in entries:
        size = bytes_of(entry)
        if batch and (len(batch) == most or size > room):
            yield batch
            batch, room = [], most_bytes
        batch.append(entry)
        room -= size
    if batch:
        yield batch
