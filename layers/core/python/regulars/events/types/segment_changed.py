"""`customer.segment.changed`: the lifecycle segment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...scoring.evaluate import Change
from ...scoring.lifecycle_values import LifecycleSegment
from ..event_type import EventType, OfCustomers

_SEGMENT = {
    "enum": [*(str(one) for one in LifecycleSegment), None],
    "description": "Null: they were, or are, no customer.",
}


def _told(change: Change, because: Mapping[str, str]) -> Mapping[str, Any] | None:
    if change.name != "lifecycleSegment":
        return None
    return {"before": change.before, "after": change.after}


SEGMENT_CHANGED = EventType(
    "customer.segment.changed",
    "A customer's lifecycle segment is another one.",
    {"before": _SEGMENT, "after": _SEGMENT},
    OfCustomers(_told),
)
