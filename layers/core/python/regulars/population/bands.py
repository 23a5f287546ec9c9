"""Bands of equal size, as far as equal values allow: who has the same value is in the same band."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence


def begins_of_bands(values: Iterable[int], bands: int) -> list[int]:
    """The values at which the second band and each one behind it begin, ascending; fewer than `bands` distinct values
    make as many bands as there are.

    From the lowest on, a band takes values while that brings it nearer to its share of those who are left. So one value
    that most have makes one large band, and the others share the rest.
    """
    counted = sorted(Counter(values).items())
    left = sum(count for _, count in counted)
    begins: list[int] = []
    place = 0
    for bands_left in range(min(bands, len(counted)), 1, -1):
        taken = counted[place][1]
        place += 1
        # Each band behind this one must find a value.
        while len(counted) - place >= bands_left:
            count = counted[place][1]
            # Whether it would then miss its share, left / bands_left, by more than without: in whole numbers.
            if bands_left * (2 * taken + count) > 2 * left:
                break
            taken += count
            place += 1
        left -= taken
        begins.append(counted[place][0])
    return begins


def sizes_of_bands(values: Iterable[int], begins: Sequence[int]) -> list[int]:
    """How many values lie in each band, the lowest first."""
    sizes = [0] * (len(begins) + 1)
    for value in values:
        sizes[sum(value >= begin for begin in begins)] += 1
    return sizes
