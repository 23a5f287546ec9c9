"""What people gave, took back or redeemed of a customer's points, as the facts hold it."""

from __future__ import annotations

from typing import NamedTuple


class PointsEntry(NamedTuple):
    """`points` above 0 were added, below 0 they were spent: `redeemed`, or taken back by an adjustment.

    `expires_ms` is set where whoever added them said so.
    """

    at_ms: int
    program_id: str
    points: int
    redeemed: bool = False
    expires_ms: int | None = None
