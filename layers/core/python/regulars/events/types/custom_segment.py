"""`customer.custom_segment.joined` and `.left`: the shop's own segments, where they announce."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...scoring.evaluate import Change
from ...segments.announcing import SEGMENT
from ..event_type import EventType, OfCustomers

_SEGMENT_ID = {"type": "string", "minLength": 1, "description": "As `GET /api/customers/segments` lists it."}
_BECAUSE = {
    "type": ["string", "null"],
    "description": "The path of the condition that decided, in the segment's rule; null where none did: a pin.",
}


def _told(change: Change, because: Mapping[str, str], *, joined: bool) -> Mapping[str, Any] | None:
    """Whoever was in it before their first announcement has not left: only from true to false one leaves."""
    was, becomes = change.before is True, change.after is True
    if not change.name.startswith(SEGMENT) or was == becomes or becomes != joined:
        return None
    segment_id = change.name.removeprefix(SEGMENT)
    return {"segmentId": segment_id, "before": was, "after": becomes, "because": because.get(change.name)}


def _data(joined: bool) -> dict[str, Mapping[str, Any]]:
    return {
        "segmentId": _SEGMENT_ID,
        "before": {"const": not joined},
        "after": {"const": joined},
        "because": _BECAUSE,
    }


CUSTOM_SEGMENT_JOINED = EventType(
    "customer.custom_segment.joined",
    "A customer is now in one of the shop's own segments.",
    _data(joined=True),
    OfCustomers(lambda change, because: _told(change, because, joined=True)),
)
CUSTOM_SEGMENT_LEFT = EventType(
    "customer.custom_segment.left",
    "A customer is no longer in one of the shop's own segments.",
    _data(joined=False),
    OfCustomers(lambda change, because: _told(change, because, joined=False)),
)
