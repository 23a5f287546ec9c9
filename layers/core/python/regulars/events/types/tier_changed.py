"""`customer.tier.changed`: a customer's tier in one of the shop's loyalty programs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...facts.items.interaction import TierChange
from ...loyalty.announcing import TIER, split_tier
from ...scoring.evaluate import Change
from ..event_type import EventType, OfCustomers
from ..fields import PROGRAM_ID

_TIER = {"type": ["string", "null"], "description": "Null: none."}


def _told(change: Change, because: Mapping[str, str]) -> Mapping[str, Any] | None:
    """A tier that is called otherwise and stands where it stood is no change, nor is one of which only others came."""
    if not change.name.startswith(TIER):
        return None
    (was, before), (becomes, after) = split_tier(change.before), split_tier(change.after)
    if was == becomes or before == after:
        return None
    way = TierChange.UPGRADE if becomes > was else TierChange.DOWNGRADE
    return {
        "loyaltyProgramId": change.name.removeprefix(TIER),
        "before": before,
        "after": after,
        "change": way.value,
    }


TIER_CHANGED = EventType(
    "customer.tier.changed",
    "A customer's tier in a loyalty program is a higher or a lower one.",
    {
        "loyaltyProgramId": PROGRAM_ID,
        "before": _TIER,
        "after": _TIER,
        "change": {"enum": [str(one) for one in TierChange]},
    },
    OfCustomers(_told),
)
