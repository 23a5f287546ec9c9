"""BigCommerce: Orders, Export all orders, in the default template for CSV. A row an order; guests have the id 0.

Taken for granted: where the exchange rate is not 1, the customer was only shown the currency, and the order's amounts
are in the store's own. No column of the file says so.
"""

from __future__ import annotations

from ...facts.order import OrderStatus
from .preset import Preset

BIGCOMMERCE = Preset(
    name="bigcommerce",
    title="BigCommerce orders export",
    marks=("Order ID", "Order Date", "Order Status", "Order Total (inc tax)"),
    columns={
        "orderId": ("Order ID",),
        "orderedAt": ("Order Date", "Order Time"),
        "status": ("Order Status",),
        "currency": ("Order Currency Code",),
        "exchangeRate": ("Exchange Rate",),
        "total": ("Order Total (inc tax)",),
        "refundedAmount": ("Refund Amount",),
        "customerId": ("Customer ID",),
        "customer.email": ("Customer Email", "Billing Email"),
        "customer.phone": ("Customer Phone", "Billing Phone"),
        "customer.name": ("Customer Name",),
        "customer.company": ("Billing Company",),
    },
    statuses={
        "completed": OrderStatus.PAID,
        "shipped": OrderStatus.PAID,
        "partially-shipped": OrderStatus.PAID,
        "awaiting-fulfillment": OrderStatus.PAID,
        "awaiting-shipment": OrderStatus.PAID,
        "awaiting-pickup": OrderStatus.PAID,
        "pending": OrderStatus.PENDING,
        "awaiting-payment": OrderStatus.PENDING,
        "manual-verification-required": OrderStatus.PENDING,
        "incomplete": OrderStatus.CANCELLED,
        "declined": OrderStatus.CANCELLED,
        "cancelled": OrderStatus.CANCELLED,
        "refunded": OrderStatus.REFUNDED,
        "partially-refunded": OrderStatus.PARTIALLY_REFUNDED,
    },
    unsigned=frozenset({"refundedAmount"}),
    shown_rates=True,
)
