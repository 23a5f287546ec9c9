"""What the turns of a shard have left, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Protocol, TypeVar


class Left(Protocol):
    @property
    def next(self) -> Any:
        """Where the next turn goes on; None where there is nothing more to do."""


L = TypeVar("L", bound=Left)


def turns_left(shard: int, turn: Callable[[int], L | None]) -> Iterator[L]:
    """What each turn of a shard has left, one at least, in order. Raises `LookupError` where one is missing."""
    number = 0
    while left := turn(number):
        yield left
        if left.next is None:
            return
        number += 1
    raise LookupError(f"turn {number} of shard {shard} is missing")
