"""A stretch of values of an index: milliseconds or minor units."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

# The index keys have room for 20 digits.
MOST = 10**20 - 1


class Values(NamedTuple):
    """Index values from `low` to `high`, both inclusive."""

    low: int = 0
    high: int = MOST

    @property
    def empty(self) -> bool:
        return self.low > self.high

    @property
    def restricted(self) -> bool:
        return self != ANY

    def cut(self, other: Values) -> Values:
        """What lies in both."""
        return Values(max(self.low, other.low), min(self.high, other.high))


ANY = Values()


def hull(stretches: Iterable[Values]) -> Values:
    """The smallest stretch that holds all of them."""
    lows, highs = zip(*stretches, strict=True)
    return Values(min(lows), max(highs))
