"""How source 002's profiles, insights and journeys look from outside: its names and order, then what has been added."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...audience.venue_segments import VenueSegments
from ...facts.items.item import LedgerItem, Told
from ...facts.money import average
from ...facts.tenant import Tenant
from ...people.customer import Customer
from ...people.journey import Milestone, SegmentEntry, Step, told_of
from ...people.venue import VenueCustomer
from ...scoring.insights import Insight
from ...scoring.rfm import Rfm
from ...scoring.settings import Settings
from ...scoring.venue import VenueSegment
from ..door.render import instant, money, plain, shown
from ..predictions import answers as prediction_rows

if TYPE_CHECKING:
    from .shapes import (
        CustomerInsight,
        CustomerLifetimeValue,
        CustomerProfile,
        JourneyStep,
        RFMAnalysis,
        VenueSegmentCount,
    )

_MILESTONES = {1: "First order", 2: "Second order", 10: "Tenth order"}


def segments(counted: VenueSegments) -> list[VenueSegmentCount]:
    """All seven, whatever their count."""
    return [
        {
            "segment": segment,
            "count": counted.counts.get(segment, 0),
            "percentage": counted.percentage(segment),
        }
        for segment in VenueSegment
    ]


def profile(found: VenueCustomer, tenant: Tenant) -> CustomerProfile:
    """Without a counted order numbers are 0; dates, days and churn null (docs/scoring.md, Venue)."""
    customer, exponent = found.customer, tenant.exponent
    purchases = customer.facts.purchases
    return {
        "customerId": customer.facts.customer_id,
        "venueId": tenant.id,
        "firstSeen": instant(purchases.first_at_ms),
        "lastSeen": instant(purchases.last_at_ms),
        "totalSpent": money(purchases.spend_minor, tenant.exponent),
        "totalTickets": shown("unitsBought", customer, exponent),
        "averageOrderValue": average_order_value(found.customer, tenant.exponent),
        "purchaseFrequency": shown("ordersPerYear", customer, exponent),
        "daysSinceLastPurchase": shown("lastOrderDaysAgo", customer, exponent),
        "segment": shown("venueSegment", customer, exponent),
        "predictedLifetimeValue": shown("simpleClv", customer, exponent),
        "churnProbability": shown("churnProbabilityByRules", customer, exponent),
        "models": prediction_rows.models(customer, exponent),
        "attributes": {
            "preferences": {"eventTypes": found.favourite_categories},
            "behavior": {"purchaseTime": found.usual_part_of_day},
        },
    }


def average_order_value(customer: Customer, exponent: int) -> int | float:
    """Spend over orders, half up to the minor unit; 0 without orders."""
    purchases = customer.facts.purchases
    return money(average(purchases.spend_minor, purchases.order_count) or 0, exponent)


def insight(one: Insight, exponent: int) -> CustomerInsight:
    """`value` is more than `threshold`; of money both are in major units."""
    of_money = one.metric == "totalSpent"
    return {
        "type": one.type,
        "title": one.title,
        "impact": one.impact,
        "suggestedActions": list(one.suggested_actions),
        "metric": one.metric,
        "value": money(int(one.value), exponent) if of_money else one.value,
        "threshold": money(int(one.threshold), exponent) if of_money else one.threshold,
    }


def rfm(customer: Customer, found: Rfm | None, tenant: Tenant, now_ms: int) -> RFMAnalysis:
    """The inputs, then the scores; none without orders."""
    purchases = customer.facts.purchases
    return {
        "customerId": customer.facts.customer_id,
        "venueId": tenant.id,
        "recency": customer.scores.venue.days_since_last_order,
        "frequency": plain(purchases.units_milli, 1_000),
        "monetary": money(purchases.spend_minor, tenant.exponent),
        "recencyScore": found and found.recency,
        "frequencyScore": found and found.frequency,
        "monetaryScore": found and found.monetary,
        "segment": found and found.value,
        "rfmScore": found and found.code,
        "lastCalculatedAt": instant(now_ms),
    }


def lifetime_value(customer: Customer, settings: Settings, tenant: Tenant) -> CustomerLifetimeValue:
    """`model` null where none was fitted (`basis` rules), and without orders (`not_eligible`)."""
    facts, scores = customer
    found = scores.prediction
    assert found is not None, "from the ledger: every order was read"
    return {
        "customerId": facts.customer_id,
        "venueId": tenant.id,
        "simple": shown("simpleClv", customer, tenant.exponent),
        "model": shown("modelClv", customer, tenant.exponent),
        "basis": shown("modelBasis", customer, tenant.exponent),
        "warning": found.warning,
        "horizonDays": settings.clv_horizon_days,
    }


def step(one: Step, tenant: Tenant) -> JourneyStep:
    """One entry of a journey."""
    title, data = _told(one.of, tenant)
    return {"at": instant(one.at_ms), "kind": one.kind, "id": one.id, "title": title, "data": data}


def _told(of: LedgerItem | SegmentEntry | Milestone, tenant: Tenant) -> Told:
    if isinstance(of, SegmentEntry):
        return Told(f"Entered {of.segment}", {"segment": of.segment, "previous": of.previous})
    if isinstance(of, Milestone):
        return Told(_MILESTONES[of.number], {"number": of.number, "orderId": of.order.order_id})
    return told_of(of, tenant)
