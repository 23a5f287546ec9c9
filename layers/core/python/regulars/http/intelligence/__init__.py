"""Engagement, churn risk and NPS (source 003)."""
