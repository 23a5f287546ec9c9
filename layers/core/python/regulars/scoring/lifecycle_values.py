"""The names of lifecycle segments and purchase frequencies (source 004)."""

from __future__ import annotations

from enum import StrEnum


class LifecycleSegment(StrEnum):
    VIP = "VIP"
    ACTIVE = "Active"
    NEW = "New"
    DORMANT = "Dormant"


class PurchaseFrequency(StrEnum):
    WEEKLY = "Weekly"
    MONTHLY = "Monthly"
    QUARTERLY = "Quarterly"
    OCCASIONAL = "Occasional"
    ONE_TIME = "One-time"
    NONE = "None"
