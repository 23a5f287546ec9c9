"""How a customer's analytics look from outside (source 001), and what made them up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...audience.analytics import Analysed
from ...people.customer import Customer
from ...scoring import venue
from ...scoring.churn_window import ChurnWindow
from ...scoring.purchases import average_gap_days, repeat_orders, repeat_rate
from ...scoring.settings import Settings
from ..door.render import explained_by, instant, money, plain, shown, told
from ..predictions import answers as prediction_rows

if TYPE_CHECKING:
    from .shapes import AnalyticsExplanation, CustomerAnalytics


def analytics(one: Analysed, churn: ChurnWindow | None, as_of_ms: int, exponent: int) -> CustomerAnalytics:
    """Without an order rates are null and sums 0."""
    facts = one.customer.facts
    purchases = facts.purchases
    count = purchases.order_count
    return {
        "customerId": facts.customer_id,
        "totalOrders": count,
        "totalSpent": money(purchases.spend_minor, exponent),
        "averageOrderValue": shown("averageOrderValue", one.customer, exponent),
        "repeatPurchaseRate": repeat_rate(purchases),
        "averageDaysBetweenOrders": average_gap_days(purchases),
        "ordersPerYear": shown("ordersPerYear", one.customer, exponent) if count else None,
        "productPreferences": [
            {
                "productId": product.product_id,
                "productName": name,
                "category": product.category,
                "purchaseCount": product.count,
                "totalQuantityPurchased": plain(product.units_milli, 1_000),
                "totalSpent": money(product.spent_minor, exponent),
            }
            for product, name in one.preferred
        ],
        "churnRisk": churn.value if churn else None,
        "predictedLifetimeValue": shown("simpleClv", one.customer, exponent),
        "models": prediction_rows.models(one.customer, exponent),
        "engagementScore": shown("engagementScore", one.customer, exponent),
        "churnRiskScore": shown("churnRiskScore", one.customer, exponent),
        "npsScore": shown("npsScore", one.customer, exponent),
        "averageRating": shown("averageRating", one.customer, exponent),
        "lastCalculatedAt": instant(as_of_ms),
    }


def explanation(
    customer: Customer, churn: ChurnWindow | None, settings: Settings, exponent: int
) -> AnalyticsExplanation:
    """Each number with what it was made of; preferences say theirs themselves."""
    purchases = customer.facts.purchases
    count = purchases.order_count
    parts = explained_by(venue.SCORE, customer, settings, exponent)
    return {
        "averageOrderValue": {"totalSpent": money(purchases.spend_minor, exponent), "orders": count},
        "repeatPurchaseRate": {"repeatOrders": repeat_orders(purchases), "orders": count},
        "averageDaysBetweenOrders": {
            "firstOrderDate": instant(purchases.first_at_ms),
            "lastOrderDate": instant(purchases.last_at_ms),
            "gaps": repeat_orders(purchases),
        },
        "ordersPerYear": parts["ordersPerYear"],
        "churnRisk": told(churn.explained(), exponent) if churn else None,
        "predictedLifetimeValue": parts["simpleClv"],
        "models": prediction_rows.explanation(customer.scores.prediction, settings, exponent),
    }
