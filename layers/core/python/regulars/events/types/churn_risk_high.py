"""`customer.churn_risk.high`: a churn risk of 80 or more; told again only after it was below 70."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...scoring.evaluate import Change
from ..event_type import EventType, OfCustomers


def _told(change: Change, because: Mapping[str, str]) -> Mapping[str, Any] | None:
    if change.name != "highChurnRisk" or change.after is not True:
        return None
    return {"before": change.before is True, "after": True}


CHURN_RISK_HIGH = EventType(
    "customer.churn_risk.high",
    "A customer's churn risk has reached 80 of 100. It is told again only once it has been below 70.",
    {"before": {"const": False}, "after": {"const": True}},
    OfCustomers(_told),
)
