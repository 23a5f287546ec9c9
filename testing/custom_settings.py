"""Settings of which none has its default."""

from __future__ import annotations

from dataclasses import replace

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
    rfm=RfmBands((1, 2, 3, 4), (8, 7, 6, 5), (40, 30, 20, 10)),
    venue=VenueThresholds(14, 15, 16, 17, 18, 19),
)
