"""What a customer did, or what happened to them, beside their orders (source 001; source 003's activities)."""

from __future__ import annotations

from enum import StrEnum

from ...dataclass import dataclass
from ..order import Lane
from ..tenant import Tenant
from .item import Told


class InteractionType(StrEnum):
    VISIT = "visit"
    PURCHASE = "purchase"
    REVIEW = "review"
    FEEDBACK = "feedback"
    SUPPORT = "support"
    RETURN = "return"
    NPS = "nps"
    PAYMENT_RECEIVED = "payment_received"
    PAYMENT_FAILED = "payment_failed"
    TIER_CHANGED = "tier_changed"


# What the customer did themselves: source 003's activities. An NPS answer is asked for, and payments and tiers are not
# theirs to make.
ACTIVITIES = frozenset({
    InteractionType.VISIT, InteractionType.PURCHASE, InteractionType.REVIEW, InteractionType.FEEDBACK,
    InteractionType.SUPPORT, InteractionType.RETURN,
})  # fmt: skip
PAYMENTS = frozenset({InteractionType.PAYMENT_RECEIVED, InteractionType.PAYMENT_FAILED})


class TierChange(StrEnum):
    UPGRADE = "upgrade"
    DOWNGRADE = "downgrade"


@dataclass(frozen=True, slots=True)
class Interaction:
    """`rating` 1 to 5 of a review or feedback, `score` 0 to 10 of an NPS answer; `before`, `after` and `reason` of a
    change of tier. `order_id` of a purchase: where that order is known, the two are one activity. `metadata` is JSON.
    """

    interaction_id: str
    customer_id: str
    interaction_type: InteractionType
    occurred_ms: int
    created_ms: int
    arrived_ms: int
    written_ms: int
    lane: Lane
    order_id: str | None = None
    rating: int | None = None
    text: str | None = None
    score: int | None = None
    before: str | None = None
    after: str | None = None
    reason: TierChange | None = None
    external_id: str | None = None
    metadata: str | None = None

    @property
    def item_id(self) -> str:
        return self.interaction_id

    @property
    def moment_ms(self) -> int:
        return self.occurred_ms


_TITLES = {
    InteractionType.VISIT: "Visit",
    InteractionType.PURCHASE: "Purchase",
    InteractionType.REVIEW: "Review",
    InteractionType.FEEDBACK: "Feedback",
    InteractionType.SUPPORT: "Asked for support",
    InteractionType.RETURN: "Return",
    InteractionType.NPS: "Recommendation (NPS)",
    InteractionType.PAYMENT_RECEIVED: "Payment received",
    InteractionType.PAYMENT_FAILED: "Payment failed",
    InteractionType.TIER_CHANGED: "Tier changed",
}


def interaction_told(interaction: Interaction, tenant: Tenant) -> Told:
    return Told(
        _TITLES[interaction.interaction_type],
        {
            "interactionType": interaction.interaction_type,
            "orderId": interaction.order_id,
            "rating": interaction.rating,
            "score": interaction.score,
            "text": interaction.text,
            "from": interaction.before,
            "to": interaction.after,
            "reason": interaction.reason,
        },
    )
