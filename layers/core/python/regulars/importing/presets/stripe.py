"""Stripe: Payments, Export. A row a payment, failed ones among them; each payment is an order without products.

`Converted` amounts are what reached the balance, in its currency; what failed has none. Instants are UTC.
"""

from __future__ import annotations

from ...facts.order import OrderStatus
from .preset import Preset

STRIPE = Preset(
    name="stripe",
    title="Stripe payments",
    marks=("id", "Amount Refunded", "Converted Amount", "Converted Currency"),
    columns={
        "orderId": ("id",),
        "orderedAt": ("Created date (UTC)", "Created (UTC)"),
        "status": ("Status",),
        "currency": ("Converted Currency",),
        "total": ("Converted Amount",),
        "refundedAmount": ("Converted Amount Refunded",),
        "customer.email": ("Customer Email",),
        "customer.name": ("Customer Name", "Card Name"),
    },
    statuses={
        "paid": OrderStatus.PAID,
        "succeeded": OrderStatus.PAID,
        "refunded": OrderStatus.REFUNDED,
        "pending": OrderStatus.PENDING,
        "uncaptured": OrderStatus.PENDING,
        "requires-capture": OrderStatus.PENDING,
        "incomplete": OrderStatus.CANCELLED,
        "failed": OrderStatus.CANCELLED,
        "blocked": OrderStatus.CANCELLED,
        "canceled": OrderStatus.CANCELLED,
        "requires-action": OrderStatus.CANCELLED,
        "requires-confirmation": OrderStatus.CANCELLED,
        "requires-payment-method": OrderStatus.CANCELLED,
    },
    refunded_in_full=True,
    may_lack_prices=True,
    utc=True,
)
