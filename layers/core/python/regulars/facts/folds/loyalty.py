"""What people gave, took back or redeemed of a person's points, in the order of time."""

from __future__ import annotations

from collections.abc import Iterable

from ..items.loyalty import LoyaltyAction, LoyaltyEntry
from ..loyalty import PointsEntry


def points_entry(entry: LoyaltyEntry) -> PointsEntry:
    redeemed = entry.action is LoyaltyAction.REDEEM
    points = -entry.points if redeemed else entry.points
    return PointsEntry(entry.at_ms, entry.program_id, points, redeemed, entry.expires_ms)


def fold_loyalty(entries: Iterable[LoyaltyEntry]) -> tuple[PointsEntry, ...]:
    return tuple(sorted(map(points_entry, entries), key=lambda one: (*one[:4], one.expires_ms or 0)))
