"""Programs and points as they leave."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING

from ...crm.points import Points
from ...crm.points_changed import Changed
from ...facts.items.loyalty import LoyaltyEntry
from ...facts.tenant import Tenant
from ...facts.time import DAY_MS
from ...loyalty.announcing import LAPSING_DAYS
from ...loyalty.balance import Balance
from ...loyalty.earned import Lot
from ...loyalty.program import FACTOR, Program
from ...loyalty.tiers import NEVER
from ...population.loyalty import LoyaltySums, liability_minor
from ..door.json_text import to_number
from ..door.render import instant, money
from ..door.revisions import etag
from .program_fields import status_word

if TYPE_CHECKING:
    from .point_shapes import LoyaltyHistory, LoyaltyLot, LoyaltyPoints, PointsChanged, TierProgress
    from .program_shapes import LoyaltyProgram, ProgramSummary

MOST_LOTS = 100
MOST_ENTRIES = 100


def optional_instant(at_ms: int | None) -> str | None:
    return None if at_ms is None or at_ms == NEVER else instant(at_ms)


def program_row(program: Program, taken: Mapping[str, int], exponent: int) -> LoyaltyProgram:
    return {
        "id": program.id,
        "name": program.name,
        "type": program.type,
        "status": status_word(program.active),  # type: ignore[typeddict-item]
        "autoEarn": program.auto_earn,
        "pointsPerUnit": _factor(program.points_per_unit),
        "multiplier": _factor(program.multiplier),
        "minimumPurchase": money(program.minimum_minor, exponent),
        "expiryDays": program.expiry_days,
        "expiryRounding": program.expiry_rounding,
        "pendingDays": program.pending_days,
        "tiers": [
            {
                "name": tier.name,
                "threshold": tier.threshold,
                "multiplier": _factor(tier.multiplier),
                "graceDays": tier.grace_days,
            }
            for tier in program.tiers
        ],
        "tierWindowDays": program.tier_window_days,
        "rewards": [
            {
                "id": reward.id,
                "name": reward.name,
                "points": reward.points,
                "kind": reward.kind,
                "amount": None if reward.amount_minor is None else money(reward.amount_minor, exponent),
                "stock": reward.stock,
                "left": None if reward.stock is None else max(0, reward.stock - taken.get(reward.id, 0)),
                "minTier": reward.min_tier,
            }
            for reward in program.rewards
        ],
        "referralPoints": program.referral_points,
        "effectiveFrom": instant(program.from_ms),
        "revision": program.revision,
        "createdAt": instant(program.created_ms),
        "updatedAt": instant(program.updated_ms),
        "updatedBy": program.by,
        "etag": etag(program.revision),
    }


def _factor(ten_thousandths: int) -> int | float:
    return to_number(Decimal(ten_thousandths) / FACTOR)


def points_row(points: Points, customer_id: str, tenant: Tenant) -> LoyaltyPoints:
    found = points.balance
    return {
        "customerId": customer_id,
        "loyaltyProgramId": found.program.id,
        "loyaltyProgramName": found.program.name,
        "totalPointsEarned": found.earned,
        "availablePoints": found.available,
        "pendingPoints": found.pending,
        "redeemedPoints": found.redeemed,
        "expiredPoints": found.expired,
        "debtPoints": found.debt,
        "expiringSoonPoints": found.lapsing(found.at_ms + LAPSING_DAYS * DAY_MS),
        "tierLevel": found.tier,
        "tierProgress": _progress(found),
        "tierHistory": [
            {
                "at": instant(change.at_ms),
                "from": change.before,
                "to": change.after,
            }
            for change in found.changes[::-1]
        ],
        "lots": [_lot(found, *one) for one in islice(found.open_lots(), MOST_LOTS)],
        "history": [_entry(one) for one in points.entries[:MOST_ENTRIES]],
        "referralCode": tenant.referral_code(customer_id),
        "lastActivityAt": optional_instant(points.last_activity_ms),
        "asOf": instant(found.at_ms),
    }


def summary_row(found: LoyaltySums, program: Program, exponent: int, now_ms: int) -> ProgramSummary:
    points, tiers = found.points, [tier.name for tier in program.tiers]
    liability = liability_minor(program, found.outstanding)
    return {
        "loyaltyProgramId": program.id,
        "members": found.members,
        "tiers": [{"tier": tier, "members": found.by_tier[tier]} for tier in (None, *tiers)],
        "totalPointsEarned": points["earned"],
        "availablePoints": points["available"],
        "pendingPoints": points["pending"],
        "redeemedPoints": points["redeemed"],
        "expiredPoints": points["expired"],
        "debtPoints": points["debt"],
        "outstandingPoints": found.outstanding,
        "liability": None if liability is None else money(liability, exponent),
        "expiringSoon": {
            "withinDays": LAPSING_DAYS,
            "points": found.lapsing_points,
            "customers": found.lapsing_customers,
            "data": [
                {
                    "customerId": one.customer_id,
                    "name": one.name,
                    "points": one.points,
                    "firstExpiresAt": instant(one.first_ms),
                }
                for one in found.most_lapsing()
            ],
        },
        "asOf": instant(now_ms),
    }


def _progress(found: Balance) -> TierProgress | None:
    tiers = found.program.tiers
    if not tiers:
        return None
    above = next((tier for tier in tiers if tier.threshold > found.tier_points), None)
    return {
        "points": found.tier_points,
        "windowDays": found.program.tier_window_days,
        "nextTier": above.name if above else None,
        "pointsToNextTier": above.threshold - found.tier_points if above else None,
        "heldUntil": optional_instant(found.tier_held_until_ms),
    }


def _lot(found: Balance, lot: Lot, left: int) -> LoyaltyLot:
    return {
        "earnedAt": instant(lot.at_ms),
        "points": lot.points,
        "left": left,
        "usableAt": instant(lot.usable_ms),
        "expiresAt": optional_instant(lot.expires_ms),
        "pending": lot.usable_ms > found.at_ms,
    }


def _entry(entry: LoyaltyEntry) -> LoyaltyHistory:
    return {
        "id": entry.entry_id,
        "customerId": entry.customer_id,
        "at": instant(entry.at_ms),
        "action": entry.action,
        "points": entry.points,
        "rewardId": entry.reward_id,
        "reason": entry.reason,
        "expiresAt": optional_instant(entry.expires_ms),
        "by": entry.by,
    }


def changed_row(changed: Changed) -> PointsChanged:
    standing = changed.standing
    return {
        "customerId": changed.entry.customer_id,
        "loyaltyProgramId": changed.entry.program_id,
        "totalPointsEarned": standing.earned,
        "availablePoints": standing.available,
        "pendingPoints": standing.pending,
        "redeemedPoints": standing.redeemed,
        "expiredPoints": standing.expired,
        "debtPoints": standing.debt,
        "tierLevel": standing.tier,
        "entry": _entry(changed.entry),
        "ordersAsOf": instant(changed.as_of_ms),
        "asOf": instant(standing.at_ms),
    }
