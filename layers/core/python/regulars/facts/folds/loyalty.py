"""What people gave, took back or redeemed of a person's points, in the order of time; and referrals."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from ..items.loyalty import LoyaltyAction, LoyaltyEntry
from ..items.referral import Brought, Referral
from ..loyalty import MOST_BROUGHT, PointsEntry, Referrals


def points_entry(entry: LoyaltyEntry) -> PointsEntry:
    redeemed = entry.action is LoyaltyAction.REDEEM
    points = -entry.points if redeemed else entry.points
    return PointsEntry(entry.at_ms, entry.program_id, points, redeemed, entry.expires_ms)


def fold_loyalty(entries: Iterable[LoyaltyEntry]) -> tuple[PointsEntry, ...]:
    return tuple(sorted(map(points_entry, entries), key=lambda one: (*one[:4], one.expires_ms or 0)))


def standing_claim(claims: Iterable[Referral], own_codes: Collection[str]) -> Referral | None:
    """By which code a person came: of those that their ids gave the first, but for those of their own ids."""
    by_others = (one for one in claims if one.code not in own_codes)
    return min(by_others, key=lambda one: (one.claimed_ms, one.customer_id), default=None)


def fold_referrals(claims: Iterable[Referral], brought: Iterable[Brought], own_codes: Collection[str]) -> Referrals:
    return Referrals(standing_claim(claims, own_codes) is not None, fold_brought(brought))


def fold_brought(brought: Iterable[Brought]) -> tuple[int, ...]:
    return tuple(sorted(one.at_ms for one in brought if one.at_ms is not None)[:MOST_BROUGHT])
