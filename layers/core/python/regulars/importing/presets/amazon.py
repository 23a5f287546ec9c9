"""Amazon's report of all orders: tab separated, a row a product of an order, amounts of whole rows, no order's total.

https://developer-docs.amazon.com/sp-api/docs/report-type-values-order names it
GET_FLAT_FILE_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL. Pending orders have no prices, cancelled ones no quantities.
"""

from __future__ import annotations

from ...facts.order import OrderStatus
from .preset import Preset

AMAZON = Preset(
    name="amazon",
    title="Amazon all orders report",
    marks=("amazon-order-id", "purchase-date", "order-status", "item-price"),
    columns={
        "orderId": ("amazon-order-id",),
        "reference": ("merchant-order-id",),
        "orderedAt": ("purchase-date",),
        "status": ("order-status",),
        "currency": ("currency",),
        "channel": ("sales-channel",),
        "customer.email": ("buyer-email",),
        "customer.phone": ("buyer-phone-number",),
        "customer.name": ("buyer-name", "recipient-name"),
        "productId": ("sku", "asin"),
        "productName": ("product-name",),
        "quantity": ("quantity",),
        "lineTotal": ("item-price",),
        "addition": ("shipping-price", "gift-wrap-price"),
        "deduction": ("item-promotion-discount", "ship-promotion-discount"),
    },
    statuses={
        "shipped": OrderStatus.PAID,
        "shipping": OrderStatus.PAID,
        "partiallyshipped": OrderStatus.PAID,
        "unshipped": OrderStatus.PAID,
        "complete": OrderStatus.PAID,
        "shipped---delivered-to-buyer": OrderStatus.PAID,
        "shipped---picked-up": OrderStatus.PAID,
        "shipped---out-for-delivery": OrderStatus.PAID,
        "shipped---returning-to-seller": OrderStatus.REFUNDED,
        "shipped---returned-to-seller": OrderStatus.REFUNDED,
        "shipped---rejected-by-buyer": OrderStatus.REFUNDED,
        "pending": OrderStatus.PENDING,
        "pending---waiting-for-pick-up": OrderStatus.PENDING,
        "pendingavailability": OrderStatus.PENDING,
        "cancelled": OrderStatus.CANCELLED,
        "canceled": OrderStatus.CANCELLED,
        "unfulfillable": OrderStatus.CANCELLED,
    },
    nobody=(
        "Amazon leaves the buyers out of this report: take the report of new orders (unshipped or all, with "
        "buyer-email), or add that column"
    ),
    adds_up=True,
    may_lack_prices=True,
    proves_sums=False,
)
