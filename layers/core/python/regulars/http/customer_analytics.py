"""A customer's analytics (source 001): what he buys, how often, and what the rules of source 002 expect of him."""

from __future__ import annotations

from typing import Any

from ..customers.analytics import list_whole, preferred_products
from ..customers.customer import Customer
from ..customers.one import read_one
from ..facts.money import divide_half_up
from ..facts.time import DAY_MS
from ..stores.page import Page
from . import paging, venue_explained
from .auth import Role
from .bodies import read_body, required_text
from .call import Call
from .endpoint import Answer, Routes
from .params import flag, label
from .render import instant, money, plain

routes = Routes()

_EXPLAIN = flag("explain", "Adds `explanation`: what the frequency, the churn risk and the lifetime value are made of.")


@routes.get(
    "/api/customers/analytics",
    label("customerId", "Only this customer, computed from his orders on the fly."),
    _EXPLAIN,
    paging.limit(50),
    paging.OFFSET,
    paging.CURSOR,
)
def get_analytics(call: Call) -> Answer:
    """Customers' orders, spend, rhythm, preferred products, churn risk and predicted value, who ordered last first.

    `engagementScore`, `churnRiskScore`, `npsScore` and `averageRating` need activities and answers that are not taken
    in yet: they are null.
    """
    params = call.params
    offset = paging.offset(params)
    if params["customerId"] is None:
        page = list_whole(
            offset=offset,
            limit=params["limit"],
            cursor=params["cursor"],
            facts=call.facts,
            ledger=call.ledger,
            record=call.record,
            now_ms=call.now_ms,
        )
    else:
        page = Page([_read(call, params["customerId"])][offset:], 1, None, call.now_ms)
    rows = [_row(call, customer, page.as_of_ms) for customer in page.items]
    return Answer({"success": True, "data": rows, **paging.beside(page, params)})


@routes.post("/api/customers/analytics", _EXPLAIN, role=Role.VIEWER, writes=False)
def post_analytics(call: Call) -> Answer:
    """One customer's analytics, computed now from his orders. Nothing is stored."""
    body = read_body(call, {"customerId": required_text})
    return Answer({"success": True, "data": _row(call, _read(call, body["customerId"]), call.now_ms)})


def _read(call: Call, customer_id: str) -> Customer:
    return read_one(customer_id, ledger=call.ledger, settings=call.settings, now_ms=call.now_ms)


def _row(call: Call, customer: Customer, as_of_ms: int) -> dict[str, Any]:
    row = _analytics(customer, as_of_ms, call.tenant.exponent)
    if call.params["explain"]:
        row["explanation"] = venue_explained.predictions(customer, call.tenant.exponent)
    return row


def _analytics(customer: Customer, as_of_ms: int, exponent: int) -> dict[str, Any]:
    """Rates of who never ordered are null, sums 0."""
    purchases, venue = customer.facts.purchases, customer.scores.venue
    count = purchases.order_count
    return {
        "customerId": customer.facts.customer_id,
        "totalOrders": count,
        "totalSpent": money(purchases.spend_minor, exponent),
        "averageOrderValue": money(divide_half_up(purchases.spend_minor, count), exponent) if count else None,
        "repeatPurchaseRate": divide_half_up(10_000 * (count - 1), count) / 10_000 if count else None,
        "averageDaysBetweenOrders": _average_days(customer),
        "ordersPerYear": venue.orders_per_year if count else None,
        "productPreferences": [
            {
                "productId": product.product_id,
                "category": product.category,
                "purchaseCount": product.count,
                "totalQuantityPurchased": plain(product.units_milli, 1_000),
                "totalSpent": money(product.spent_minor, exponent),
            }
            for product in preferred_products(customer.facts.products or {})
        ],
        "churnRisk": venue.churn_probability,
        "predictedLifetimeValue": money(venue.simple_clv_minor, exponent),
        "engagementScore": None,
        "churnRiskScore": None,
        "npsScore": None,
        "averageRating": None,
        "lastCalculatedAt": instant(as_of_ms),
    }


def _average_days(customer: Customer) -> float | None:
    """Half up to 2 decimals; null below two orders."""
    purchases = customer.facts.purchases
    if purchases.order_count < 2 or purchases.first_at_ms is None or purchases.last_at_ms is None:
        return None
    span_ms = purchases.last_at_ms - purchases.first_at_ms
    return divide_half_up(100 * span_ms, (purchases.order_count - 1) * DAY_MS) / 100
