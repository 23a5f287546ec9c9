"""Which explanations of the registry source 002's answers show, and under which of its names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...audience.venue_segments import VenueSegments
from ...people.customer import Customer
from ...people.venue import VenueCustomer
from ...scoring import setting, venue
from ...scoring.rfm import Rfm
from ...scoring.rfm_explained import by_units
from ...scoring.settings import Settings
from ..door.render import explained_by, told
from ..predictions import answers as prediction_rows

if TYPE_CHECKING:
    from .explained_shapes import (
        ClvValuesExplanation,
        ProfileExplanation,
        RFMExplanation,
        VenueSegmentsExplanation,
    )


def segments(counted: VenueSegments, settings: Settings, exponent: int) -> VenueSegmentsExplanation:
    return {"customers": counted.customers, "thresholds": told(setting.told(settings.venue), exponent)}


def profile(found: VenueCustomer, settings: Settings, exponent: int) -> ProfileExplanation:
    """`churnProbability` null without a counted order."""
    parts = explained_by(venue.SCORE, found.customer, settings, exponent)
    return {
        "segment": parts["venueSegment"],
        "purchaseFrequency": parts["ordersPerYear"],
        "churnProbability": parts["churnProbabilityByRules"],
        "predictedLifetimeValue": parts["simpleClv"],
        "models": prediction_rows.explanation(found.customer.scores.prediction, settings, exponent),
    }


def values(customer: Customer, settings: Settings, exponent: int) -> ClvValuesExplanation:
    """The rule's value, and the model's."""
    return {
        "simple": explained_by(venue.SCORE, customer, settings, exponent)["simpleClv"],
        "model": prediction_rows.explanation(customer.scores.prediction, settings, exponent),
    }


def rfm(customer: Customer, found: Rfm | None, settings: Settings, exponent: int) -> RFMExplanation:
    """Units take the place of orders, and spend is over all history."""
    days = customer.scores.venue.days_since_last_order
    shown: RFMExplanation = told(by_units(found, customer.facts, days, settings), exponent)
    return shown
