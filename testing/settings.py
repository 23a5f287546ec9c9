"""The defaults of the settings as docs/scores.md has them, and settings of which none has its default."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from regulars.scoring.settings import RfmBands, Settings, VenueThresholds

CUSTOM = replace(
    Settings.defaults(2),
    vip_spend_minor=123,
    timezone="Asia/Tokyo",
    dormant_days=4,
    new_days=5,
    frequency_days=(6, 7, 8),
    recommendation_days=9,
    recommendation_min_score=10,
    at_risk_min_purchases=11,
    clv_horizon_days=12,
    churn_horizon_days=13,
    season_factor=1.25,
    discount_rate=0.25,
    shared_contacts=("till@example.com",),
    channel_sources=(("amazon", "marketplace"), ("web", "direct")),
    events_name_customers=True,
    engagement_spend_minor=(50, 40, 30, 20, 10),
    rfm=RfmBands((1, 2, 3, 4), (8, 7, 6, 5), (40, 30, 20, 10)),
    venue=VenueThresholds(14, 16, 15, 17, 18, 19),
)

# In major units, of a tenant whose currency has two decimals.
DEFAULTS: dict[str, Any] = {
    "timezone": "UTC",
    "vipSpend": 5000,
    "dormantDays": 90,
    "newDays": 30,
    "frequencyDays": [7, 30, 90],
    "engagementSpend": [1000, 500, 200, 100, 50],
    "recommendationDays": 7,
    "recommendationMinScore": 60,
    "atRiskMinPurchases": 3,
    "rfm": {"recencyDays": [30, 60, 90, 180], "orders": [10, 7, 4, 2], "spend": [5000, 2500, 1000, 500]},
    "venue": {
        "vipSpend": 1000,
        "vipFrequency": 4,
        "regularFrequency": 2,
        "atRiskDays": 90,
        "dormantDays": 180,
        "lostDays": 365,
    },
    "clvHorizonDays": 365,
    "churnHorizonDays": 90,
    "seasonFactor": 1.0,
    "discountRate": 0.1,
    "sharedContacts": [],
    "channelSources": {},
    "eventsNameCustomers": False,
    "erasureDelayHours": 0,
    "webhooksTo8443": False,
}
