"""`customer.points.expiring`: points of a customer lapse within 30 days if nobody redeems them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...loyalty.announcing import LAPSING, LAPSING_DAYS
from ...scoring.evaluate import Change
from ..event_type import EventType, OfCustomers
from ..fields import PROGRAM_ID


def _told(change: Change, because: Mapping[str, str]) -> Mapping[str, Any] | None:
    if not change.name.startswith(LAPSING) or change.before or not change.after:
        return None
    program_id = change.name.removeprefix(LAPSING)
    return {"loyaltyProgramId": program_id, "points": change.after, "withinDays": LAPSING_DAYS}


POINTS_EXPIRING = EventType(
    "customer.points.expiring",
    "Points of a customer lapse within 30 days. It is told again only once none did for a while.",
    {
        "loyaltyProgramId": PROGRAM_ID,
        "points": {"type": "integer", "minimum": 1, "description": "As many as there were when they began to."},
        "withinDays": {"const": LAPSING_DAYS},
    },
    OfCustomers(_told),
)
