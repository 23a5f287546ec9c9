"""Points: bodies and answers (source 001's `CustomerLoyaltyPoints`)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from ...facts.items.loyalty import LoyaltyAction
from ..door.operation import Operation
from ..door.shapes import Body, Envelope, Instant, Shape
from ..door.written_shapes import CustomerId, GivenInstant, UserId

_Earned = Annotated[int, Field(description="Points from orders and by hand, less what adjustments took back.")]
_Available = Annotated[int, Field(description="What can be redeemed now.")]
_Pending = Annotated[int, Field(description="Earned, not yet usable.")]
_Debt = Annotated[
    int, Field(description="Redeemed, and no longer covered after a refund: later earnings pay it first.")
]
_Tier = Annotated[str | None, Field(description="Null: none.")]


class PointsChange(Body):
    """What belongs to an action stands in the description; the rest is left out."""

    userId: UserId = None
    customerId: CustomerId
    loyaltyProgramId: Annotated[str, Field(min_length=1)]
    action: LoyaltyAction
    points: Annotated[int | None, Field(ge=-1_000_000_000, le=1_000_000_000)] = None
    rewardId: Annotated[str | None, Field(min_length=1, max_length=64)] = None
    reason: Annotated[str | None, Field(min_length=1, description="At most 1 KB.")] = None
    expiresAt: Annotated[GivenInstant | None, Field(description="In the future: when what is added lapses.")] = None


class TierProgress(Shape):
    points: Annotated[int, Field(description="Earned within `windowDays`.")]
    windowDays: int
    nextTier: str | None
    pointsToNextTier: int | None
    heldUntil: Annotated[Instant | None, Field(description="When grace ends, where it alone holds the tier.")]


TierStep = TypedDict("TierStep", {"at": Instant, "from": _Tier, "to": _Tier})


class LoyaltyLot(Shape):
    earnedAt: Instant
    points: int
    left: int
    usableAt: Instant
    expiresAt: Annotated[Instant | None, Field(description="Usable before this instant; null: for good.")]
    pending: bool


class LoyaltyHistory(Shape):
    id: str
    customerId: Annotated[str, Field(description="Under which of the person's ids it was made.")]
    at: Instant
    action: LoyaltyAction
    points: int
    rewardId: str | None
    reason: str | None
    expiresAt: Instant | None
    by: Annotated[str | None, Field(description="The subject of the token; null where it names nobody.")]


class _Standing(Shape):
    """`totalPointsEarned = availablePoints + pendingPoints + redeemedPoints + expiredPoints - debtPoints`, always."""

    customerId: str
    loyaltyProgramId: str
    totalPointsEarned: _Earned
    availablePoints: _Available
    pendingPoints: _Pending
    redeemedPoints: int
    expiredPoints: int
    debtPoints: _Debt
    tierLevel: _Tier


class LoyaltyPoints(_Standing):
    loyaltyProgramName: str
    expiringSoonPoints: Annotated[int, Field(description="Of the available ones: those that lapse within 30 days.")]
    tierProgress: Annotated[TierProgress | None, Field(description="Null: the program has no tiers.")]
    tierHistory: Annotated[list[TierStep], Field(description="The newest first.")]
    lots: Annotated[list[LoyaltyLot], Field(max_length=100)]
    history: Annotated[list[LoyaltyHistory], Field(max_length=100)]
    lastActivityAt: Instant | None
    referralCode: Annotated[str, Field(description="The code that the customer passes on to people they bring.")]
    asOf: Instant


class PointsChanged(_Standing):
    entry: LoyaltyHistory
    ordersAsOf: Annotated[Instant, Field(description="The instant of the orders that were counted.")]
    asOf: Instant


class LoyaltyPointsList(Envelope):
    count: int
    data: list[LoyaltyPoints]
    nextCursor: str | None


class PointsChangedAnswer(Envelope):
    data: PointsChanged


class LoyaltyStep(Shape):
    """A change of points in a journey."""

    loyaltyProgramId: str
    action: LoyaltyAction
    points: int
    rewardId: str | None
    reason: str | None


class BroughtStep(Shape):
    """Somebody whom the customer brought ordered first; who, a journey does not say."""


OPERATIONS = {
    "get_loyalty_points": Operation("Loyalty", LoyaltyPointsList, problems=(404,)),
    "post_loyalty_points": Operation(
        "Loyalty", PointsChangedAnswer, PointsChange, status=201, problems=(404,), refuses_erased=True
    ),
}
