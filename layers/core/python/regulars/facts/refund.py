"""How a refund lies on the lines of its order (docs/scoring.md, Conventions)."""

from __future__ import annotations

from collections.abc import Sequence

from .money import divide_half_up
from .order import Order


def line_amounts(order: Order) -> Sequence[int]:
    """What each line is worth after the refund, in minor units.

    The lines together bear `refund * min(1, sum of lines / total)`, rounded half up, each in proportion to its amount;
    what rounding leaves goes to the largest remainders, then to the earlier lines.
    """
    amounts = [line.amount_minor for line in order.lines]
    refund = order.refunded_minor
    whole = sum(amounts) if refund else 0
    if not whole:
        return amounts
    gross = order.gross_minor
    borne = refund if whole >= gross else divide_half_up(refund * whole, gross)
    shares = [divmod(borne * amount, whole) for amount in amounts]
    left = borne - sum(share for share, _ in shares)
    first = sorted(range(len(shares)), key=lambda at: -shares[at][1])[:left]
    for at in first:
        amounts[at] -= 1
    return [amount - share for amount, (share, _) in zip(amounts, shares, strict=True)]
