"""Points that people gave, took back or redeemed by hand; what orders earn is derived and never stored."""

from __future__ import annotations

from enum import StrEnum

from ...dataclass import dataclass
from ..order import Lane
from ..tenant import Tenant
from .item import Told


class LoyaltyAction(StrEnum):
    ADD = "add"
    REDEEM = "redeem"
    ADJUST = "adjust"


@dataclass(frozen=True, slots=True)
class LoyaltyEntry:
    """One change of a customer's points in one program.

    `points` are above 0; of an adjustment that takes points away below. `expires_ms` is set where whoever added them
    said so; else the program decides. `answer` is what the caller was told, as JSON: a repeated call is told it again.
    `by` is who did it, None where the token names nobody.
    """

    entry_id: str
    customer_id: str
    program_id: str
    action: LoyaltyAction
    points: int
    at_ms: int
    arrived_ms: int
    written_ms: int
    lane: Lane
    reward_id: str | None = None
    reason: str | None = None
    by: str | None = None
    expires_ms: int | None = None
    answer: str = "{}"

    @property
    def item_id(self) -> str:
        return self.entry_id

    @property
    def moment_ms(self) -> int:
        return self.at_ms

    @property
    def spent(self) -> int:
        """Points that leave the lots."""
        return self.points if self.action is LoyaltyAction.REDEEM else max(0, -self.points)


_TITLES = {LoyaltyAction.ADD: "Points added", LoyaltyAction.REDEEM: "Points redeemed"}


def loyalty_told(entry: LoyaltyEntry, tenant: Tenant) -> Told:
    return Told(
        _TITLES.get(entry.action, "Points adjusted"),
        {
            "loyaltyProgramId": entry.program_id,
            "action": entry.action,
            "points": entry.points,
            "rewardId": entry.reward_id,
            "reason": entry.reason,
        },
    )
