"""Loyalty programs: bodies and answers (source 001's `LoyaltyProgram`)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ...loyalty.program import ExpiryRounding, ProgramType, RewardKind
from ..door.operation import Operation
from ..door.shapes import Body, Envelope, Instant, Money, Shape
from ..door.written_shapes import ETag, GivenInstant, Listing, UserId

_Name = Annotated[str, Field(min_length=1, max_length=100)]
_Factor = Annotated[float, Field(ge=0, le=10_000, description="At most four decimals.")]
_Points = Annotated[int, Field(ge=0, le=1_000_000_000)]
_Days = Annotated[int, Field(ge=0, le=36_500)]
_Window = Annotated[int, Field(ge=1, le=36_500)]
_RewardId = Annotated[str, Field(min_length=1, max_length=64)]
_Status = Literal["active", "inactive"]
_Type = Annotated[
    ProgramType,
    Field(
        description="`referral`: only referrals earn. `vip`: only orders that find their customer a VIP, or make them."
    ),
]
_PerUnit = Annotated[float, Field(ge=0, le=10_000, description="Points for each major unit of net spend.")]
_Minimum = Annotated[float, Field(ge=0, description="Net spend of an order, in major units: below it earns nothing.")]
_Expiry = Annotated[int, Field(ge=1, le=36_500, description="Null: points do not lapse.")]
_Rounding = Annotated[ExpiryRounding, Field(description="Points lapse with the end of that month or year.")]
_Pending = Annotated[
    int, Field(ge=0, le=36_500, description="Earned, not yet usable: the days within which goods may be returned.")
]
_Stock = Annotated[int, Field(ge=0, description="How many were ever offered; null: without a limit.")]
_Amount = Annotated[float, Field(description="Of kind `amount`: what it is worth.")]
_From = Annotated[GivenInstant, Field(description="Since when this stands; now, where it is left out.")]


class GivenTier(Body):
    name: _Name
    threshold: Annotated[int, Field(ge=0, le=1_000_000_000, description="Points earned within `tierWindowDays`.")]
    multiplier: _Factor | None = 1
    graceDays: Annotated[_Days | None, Field(description="Kept so long below the threshold.")] = 0


class GivenReward(Body):
    id: _RewardId
    name: _Name
    points: Annotated[int, Field(ge=1, le=1_000_000_000)]
    kind: RewardKind
    amount: _Amount | None = None
    stock: _Stock | None = None
    minTier: str | None = None
    left: Annotated[int | None, Field(description="As answers have it; not read.")] = None


class NewLoyaltyProgram(Body):
    userId: UserId = None
    name: _Name
    type: _Type
    status: _Status | None = "active"
    autoEarn: Annotated[bool | None, Field(description="False: orders earn nothing.")] = True
    pointsPerUnit: _PerUnit | None = 1
    multiplier: _Factor | None = 1
    minimumPurchase: _Minimum | None = 0
    expiryDays: _Expiry | None = None
    expiryRounding: _Rounding | None = ExpiryRounding.NONE
    pendingDays: _Pending | None = 0
    tiers: Annotated[list[GivenTier] | None, Field(max_length=10, description="Thresholds ascend.")] = None
    tierWindowDays: _Window | None = 365
    rewards: Annotated[list[GivenReward] | None, Field(max_length=50)] = None
    referralPoints: Annotated[_Points | None, Field(description="Type `referral`: what each of the two gets.")] = 0
    effectiveFrom: _From | None = None


class LoyaltyProgramChange(NewLoyaltyProgram):
    """What is left out stays."""

    loyaltyProgramId: Annotated[str, Field(min_length=1)]
    name: _Name = ""
    type: _Type = ProgramType.POINTS


class LoyaltyTier(Shape):
    name: str
    threshold: int
    multiplier: float
    graceDays: int


class LoyaltyReward(Shape):
    id: str
    name: str
    points: int
    kind: RewardKind
    amount: Money | None
    stock: Annotated[int | None, Field(description="How many were ever offered; null: without a limit.")]
    left: Annotated[int | None, Field(description="How many are left of the stock.")]
    minTier: str | None


class LoyaltyProgram(Shape):
    id: str
    name: str
    type: _Type
    status: _Status
    autoEarn: bool
    pointsPerUnit: float
    multiplier: float
    minimumPurchase: Money
    expiryDays: int | None
    expiryRounding: ExpiryRounding
    pendingDays: int
    tiers: list[LoyaltyTier]
    tierWindowDays: int
    rewards: list[LoyaltyReward]
    referralPoints: int
    effectiveFrom: Instant
    revision: int
    createdAt: Instant
    updatedAt: Instant
    updatedBy: Annotated[str | None, Field(description="The subject of the token; null where it names nobody.")]
    etag: ETag


class LoyaltyProgramAnswer(Envelope):
    data: LoyaltyProgram


class LoyaltyPrograms(Envelope):
    count: int
    data: list[LoyaltyProgram]


class LoyaltyProgramVersion(Shape):
    program: Annotated[LoyaltyProgram, Field(description="As the edit left it.")]
    standsFrom: Annotated[Instant | None, Field(description="Null: a later edit stands since before.")]
    standsUntil: Annotated[Instant | None, Field(description="Null: for good, or never.")]


class LoyaltyProgramVersions(Listing):
    data: list[LoyaltyProgramVersion]


class TierMembers(Shape):
    tier: Annotated[str | None, Field(description="Null: none.")]
    members: int


class LapsingCustomer(Shape):
    customerId: str
    name: str
    points: int
    firstExpiresAt: Instant


class LapsingPoints(Shape):
    withinDays: int
    points: int
    customers: int
    data: Annotated[list[LapsingCustomer], Field(max_length=50, description="Those with the most points first.")]


class ProgramSummary(Shape):
    """`totalPointsEarned = availablePoints + pendingPoints + redeemedPoints + expiredPoints - debtPoints`."""

    loyaltyProgramId: str
    members: int
    tiers: Annotated[list[TierMembers], Field(description="From none and the lowest to the highest.")]
    totalPointsEarned: int
    availablePoints: int
    pendingPoints: int
    redeemedPoints: int
    expiredPoints: int
    debtPoints: int
    outstandingPoints: Annotated[int, Field(description="Available and pending: what may still be redeemed.")]
    liability: Annotated[
        Money | None,
        Field(description="What they are worth by the best reward of kind `amount`; null: the program has none."),
    ]
    expiringSoon: LapsingPoints
    asOf: Instant


class LoyaltyProgramSummary(Envelope):
    data: ProgramSummary


OPERATIONS = {
    "get_loyalty_programs": Operation("Loyalty", LoyaltyPrograms),
    "post_loyalty_program": Operation(
        "Loyalty", LoyaltyProgramAnswer, NewLoyaltyProgram, status=201, problems=(409,), etag=True
    ),
    "put_loyalty_program": Operation(
        "Loyalty",
        LoyaltyProgramAnswer,
        LoyaltyProgramChange,
        problems=(404, 412, 428),
        if_match="the program that was read",
        etag=True,
    ),
    "get_loyalty_program_summary": Operation("Loyalty", LoyaltyProgramSummary, problems=(404, 409)),
    "get_loyalty_program_revisions": Operation("Loyalty", LoyaltyProgramVersions, problems=(404,)),
}
