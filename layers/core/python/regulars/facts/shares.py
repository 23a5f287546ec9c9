"""Parts of a whole as answers show them: 0 to 1, half up to 4 decimals."""

from __future__ import annotations

from .money import divide_half_up


def share(part: int, whole: int) -> float | None:
    """`part` of `whole`, both 0 or more; None of nothing."""
    return divide_half_up(10_000 * part, whole) / 10_000 if whole else None
