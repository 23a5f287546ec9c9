"""How a customer and a product look from outside: names and order of source 000; what has been added follows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ...facts.money import divide_half_up
from ...people.pairs import Buyer, Pair
from ...products.probable import Probable
from ...scoring.affinity import CONSISTENCY, FREQUENCY, QUANTITY, RECENCY, Band, band_of
from ...scoring.next_purchase import PROBABILITY_DAYS
from ...stores.opened import Shop
from ..door.render import instant, money, plain, rounded

if TYPE_CHECKING:
    from .shapes import (
        AffinityExplanation,
        AffinityPart,
        AtRiskCustomer,
        CustomerProductAffinity,
        PredictiveRecommendation,
    )


def affinity_row(buyer: Buyer, shop: Shop) -> CustomerProductAffinity:
    """Averages have two decimals, half up, in whatever currency (docs/scoring.md, Affinity)."""
    customer, (product, name, found) = buyer
    exponent = shop.tenant.exponent
    count, units_milli, spent_minor = product.count, product.units_milli, product.spent_minor
    return {
        "customerId": customer.customer_id,
        "customerName": customer.display_name,
        "productId": product.product_id,
        "productName": name,
        "affinityScore": found.score,
        "purchaseCount": count,
        "totalQuantityPurchased": plain(units_milli, 1_000),
        "totalSpent": money(spent_minor, exponent),
        "averageQuantity": plain(divide_half_up(100 * units_milli, 1_000 * count), 100),
        "averageOrderValue": plain(divide_half_up(100 * spent_minor, 10**exponent * count), 100),
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


def explanation(pair: Pair) -> AffinityExplanation:
    """The four parts whose points are the score. Segment and level go by the bands of frequency and recency."""
    product, found = pair.product, pair.affinity
    units = product.units_milli // 1_000
    return {
        "frequency": _part(FREQUENCY, product.count, "purchases"),
        "recency": _part(RECENCY, found.days_since_last, "days since the last purchase"),
        "quantity": _part(QUANTITY, units, "units", plain(product.units_milli, 1_000)),
        "consistency": _part(CONSISTENCY, found.frequency_days, "days between purchases"),
    }


def _part(bands: Sequence[Band], value: int, unit: str, shown: float | None = None) -> AffinityPart:
    low, high, points = band_of(bands, value)
    most = max(band.points for band in bands)
    value_shown = value if shown is None else shown
    return {"points": points, "most": most, "value": value_shown, "unit": unit, "from": low, "to": high}
