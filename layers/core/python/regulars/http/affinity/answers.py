"""How a customer and a product look from outside: names and order of source 000; what has been added follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...people.pairs import Buyer, Pair
from ...products.probable import Probable
from ...scoring.affinity_explained import average_spent, average_units, explain
from ...scoring.next_purchase import PROBABILITY_DAYS
from ...stores.shop import Shop
from ..door.render import instant, money, plain, rounded, told

if TYPE_CHECKING:
    from .shapes import (
        AffinityExplanation,
        AtRiskCustomer,
        CustomerProductAffinity,
        PredictiveRecommendation,
    )


def affinity_row(buyer: Buyer, shop: Shop) -> CustomerProductAffinity:
    """Averages have two decimals, half up, in whatever currency (docs/scoring.md, Affinity)."""
    customer, (product, name, found) = buyer
    exponent = shop.tenant.exponent
    return {
        "customerId": customer.customer_id,
        "customerName": customer.display_name,
        "productId": product.product_id,
        "productName": name,
        "affinityScore": found.score,
        "purchaseCount": product.count,
        "totalQuantityPurchased": plain(product.units_milli, 1_000),
        "totalSpent": money(product.spent_minor, exponent),
        "averageQuantity": average_units(product),
        "averageOrderValue": average_spent(product, exponent),
        "firstPurchaseDate": instant(product.first_at_ms),
        "lastPurchaseDate": instant(product.last_at_ms),
        "purchaseFrequencyDays": found.frequency_days,
        "daysSinceLastPurchase": found.days_since_last,
        "nextPredictedPurchaseDate": instant(found.next_at_ms),
        "customerSegment": found.segment,
        "engagementLevel": found.engagement_level,
        "lastCalculated": instant(shop.now_ms),
        "category": product.category,
    }


def recommendation_row(pair: Pair) -> PredictiveRecommendation:
    product, name, found = pair
    return {
        "productId": product.product_id,
        "productName": name,
        "affinityScore": found.score,
        "purchaseCount": product.count,
        "nextPredictedPurchaseDate": instant(found.next_at_ms),
        "daysSinceLastPurchase": found.days_since_last,
        "customerSegment": found.segment,
        "engagementLevel": found.engagement_level,
    }


def probable_row(one: Probable) -> PredictiveRecommendation:
    """A recommendation that says how probable it is, to 4 decimals."""
    return {
        **recommendation_row(one.buyer.pair),
        "probability": rounded(one.probability, 4),
        "expectedDate": instant(one.expected_at_ms),
        "probabilityDays": PROBABILITY_DAYS,
    }


def at_risk_row(buyer: Buyer) -> AtRiskCustomer:
    customer, (product, _, found) = buyer
    assert found.next_at_ms is not None, "who is overdue, or due, buys in a pattern"
    return {
        "customerId": customer.customer_id,
        "customerName": customer.display_name,
        "affinityScore": found.score,
        "purchaseCount": product.count,
        "daysSinceLastPurchase": found.days_since_last,
        "purchaseFrequencyDays": found.frequency_days,
        "nextPredictedPurchaseDate": instant(found.next_at_ms),
        "customerSegment": found.segment,
        "engagementLevel": found.engagement_level,
    }


def explanation(pair: Pair, exponent: int) -> AffinityExplanation:
    """The four parts whose points are the score."""
    shown: AffinityExplanation = told(explain(pair.product, pair.affinity), exponent)
    return shown
