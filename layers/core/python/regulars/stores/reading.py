"""What a reader gives: items in the order of a walk, each with its position. The door cuts pages from them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from ..dataclass import dataclass

T = TypeVar("T")
# Where a walk stands: anything that JSON can hold, understood by the reader that gave it.
Position = Any
# An item with the position behind which the walk goes on; None for one that was looked at and does not belong.
Step = tuple[Position, T | None]


def _always() -> bool:
    return True


def _not_here() -> None:
    return None


class Count(NamedTuple):
    """So many items at an instant; None: at that of the walk."""

    items: int
    as_of_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Reading(Generic[T]):
    """The steps of a walk behind a position. They are read as they are drawn: whoever draws less reads less.

    `ends` says, after the last step, whether the walk ends there; False where one answer may read no more. `count` is
    asked when the page is cut: how many items the whole walk has, None where only the first page could say it. `pins`
    is what later pages have to be given besides their position, as JSON can hold it.
    """

    steps: Iterable[Step[T]]
    ends: Callable[[], bool] = _always
    count: Callable[[], Count | None] = _not_here
    pins: Callable[[], Mapping[str, Any]] = dict


def in_order(
    items: Iterable[T],
    place: Callable[[T], tuple[Any, ...]],
    *,
    after: Sequence[Any] | None,
    descending: bool = False,
) -> Reading[T]:
    """All of `items` by their places: those behind the place `after`, all of them where it is None."""
    ordered = sorted(items, key=place, reverse=descending)

    def is_left(item: T) -> bool:
        if after is None:
            return True
        return place(item) < tuple(after) if descending else place(item) > tuple(after)

    return Reading(((place(item), item) for item in ordered if is_left(item)), count=lambda: Count(len(ordered)))
