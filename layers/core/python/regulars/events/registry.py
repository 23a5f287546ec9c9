"""Every type of events: a new one is a file of `types/` and a line here."""

from __future__ import annotations

from .event_type import EventType
from .types.churn_risk_high import CHURN_RISK_HIGH
from .types.custom_segment import CUSTOM_SEGMENT_JOINED, CUSTOM_SEGMENT_LEFT
from .types.customer_erased import CUSTOMER_ERASED
from .types.import_completed import IMPORT_COMPLETED
from .types.merged import MERGED, UNMERGED
from .types.points_expiring import POINTS_EXPIRING
from .types.recalculation_completed import RECALCULATION_COMPLETED
from .types.reorder_due import REORDER_DUE
from .types.segment_changed import SEGMENT_CHANGED
from .types.tier_changed import TIER_CHANGED
from .types.webhook_disabled import WEBHOOK_DISABLED

EVENT_TYPES: tuple[EventType, ...] = (
    SEGMENT_CHANGED,
    CUSTOM_SEGMENT_JOINED,
    CUSTOM_SEGMENT_LEFT,
    CHURN_RISK_HIGH,
    REORDER_DUE,
    TIER_CHANGED,
    POINTS_EXPIRING,
    MERGED,
    UNMERGED,
    IMPORT_COMPLETED,
    RECALCULATION_COMPLETED,
    CUSTOMER_ERASED,
    WEBHOOK_DISABLED,
)

BY_NAME = {one.name: one for one in EVENT_TYPES}
