"""What made source 002's numbers up: components, inputs, and the thresholds that applied (scoring.md §0)."""

from __future__ import annotations

from typing import Any

from ..customers.customer import Customer
from ..customers.venue import VenueCustomer
from ..customers.venue_segments import VenueSegments
from ..scoring.rfm import Rfm
from ..scoring.settings import Settings
from ..scoring.settings_given import as_given
from ..scoring.venue import CLV_YEARS, YEAR_MS, Venue, churn_steps
from . import prediction_rows
from .render import money, plain
from .venue_rows import average_order_value


def segments(counted: VenueSegments, settings: Settings, exponent: int) -> dict[str, Any]:
    return {"customers": counted.customers, "thresholds": as_given(settings, exponent)["venue"]}


def profile(found: VenueCustomer, settings: Settings, exponent: int) -> dict[str, Any]:
    """`churnProbability` null without a counted order."""
    purchases, venue = found.customer.facts.purchases, found.customer.scores.venue
    return {
        "segment": {
            "value": venue.value,
            "rule": venue.rule,
            "threshold": money(venue.threshold, exponent) if venue.rule == "totalSpent" else venue.threshold,
            "inputs": {
                "totalTickets": plain(purchases.units_milli, 1_000),
                "daysSinceLastPurchase": venue.days_since_last_order,
                "totalSpent": money(purchases.spend_minor, exponent),
                "purchaseFrequency": venue.orders_per_year,
            },
            "thresholds": as_given(settings, exponent)["venue"],
        },
        "purchaseFrequency": frequency(purchases.order_count, venue),
        "churnProbability": churn(purchases.order_count, venue),
        "predictedLifetimeValue": lifetime_value(found.customer, exponent),
        "models": prediction_rows.explanation(found.customer.scores.prediction, settings, exponent),
    }


def values(customer: Customer, settings: Settings, exponent: int) -> dict[str, Any]:
    """The rule's value, and the model's."""
    return {
        "simple": lifetime_value(customer, exponent),
        "model": prediction_rows.explanation(customer.scores.prediction, settings, exponent),
    }


def lifetime_value(customer: Customer, exponent: int) -> dict[str, Any]:
    """Average order value times purchase frequency times years; rounded once, at the end."""
    return {
        "averageOrderValue": average_order_value(customer, exponent),
        "purchaseFrequency": customer.scores.venue.orders_per_year,
        "years": CLV_YEARS,
    }


def rfm(customer: Customer, found: Rfm | None, settings: Settings, exponent: int) -> dict[str, Any]:
    """Each score's input and the bands of the settings: `from` or `upTo` so much for 5, 4, 3 and 2, else 1."""
    purchases, bands = customer.facts.purchases, as_given(settings, exponent)["rfm"]
    return {
        "recency": {
            "score": found and found.recency,
            "value": customer.scores.venue.days_since_last_order,
            "unit": "days since the last order",
            "upTo": bands["recencyDays"],
        },
        "frequency": {
            "score": found and found.frequency,
            "value": plain(purchases.units_milli, 1_000),
            "unit": "units",
            "from": bands["orders"],
        },
        "monetary": {
            "score": found and found.monetary,
            "value": money(purchases.spend_minor, exponent),
            "unit": "spend",
            "from": bands["spend"],
        },
    }


def frequency(order_count: int, venue: Venue) -> dict[str, Any]:
    """`years` since the first order; at least one is counted."""
    return {
        "value": venue.orders_per_year,
        "orderCount": order_count,
        "years": venue.age_ms / YEAR_MS,
        "countedYears": max(YEAR_MS, venue.age_ms) / YEAR_MS,
    }


def churn(order_count: int, venue: Venue) -> dict[str, Any] | None:
    """The product of two factors, each with what its input is more than; null: whatever it is."""
    if venue.days_since_last_order is None:
        return None
    by_days, by_frequency = churn_steps(venue.days_since_last_order, order_count, venue.age_ms)
    return {
        "value": venue.churn_probability,
        "byDays": {
            "factor": by_days.percent / 100,
            "value": venue.days_since_last_order,
            "moreThan": by_days.above,
        },
        "byFrequency": {
            "factor": by_frequency.percent / 100,
            "value": venue.orders_per_year,
            "moreThan": by_frequency.above,
        },
    }
