"""Shopify: Orders, Export. 71 to 79 columns by the year, of which people cut some: matched by name.

The first row of an order says everything; further rows carry its name, e-mail address and one more line each.
"""

from __future__ import annotations

from ...facts.order import OrderStatus
from .preset import Preset

SHOPIFY = Preset(
    name="shopify",
    title="Shopify orders export",
    marks=("Name", "Financial Status", "Lineitem name"),
    grouped_by="reference",
    columns={
        "orderId": ("Id", "Name"),
        "reference": ("Name",),
        "orderedAt": ("Created at",),
        "status": ("Financial Status",),
        "cancelledAt": ("Cancelled at",),
        "fulfillment": ("Fulfillment Status",),
        "currency": ("Currency",),
        "total": ("Total",),
        "refundedAmount": ("Refunded Amount",),
        "subtotal": ("Subtotal",),
        "discount": ("Discount Amount",),
        "shipping": ("Shipping",),
        "taxes": ("Taxes",),
        "duties": ("Duties",),
        "channel": ("Source",),
        "customer.email": ("Email",),
        "customer.phone": ("Phone", "Billing Phone", "Shipping Phone"),
        "customer.name": ("Billing Name", "Shipping Name"),
        "customer.company": ("Billing Company", "Shipping Company"),
        "productId": ("Lineitem sku", "Lineitem name"),
        "productName": ("Lineitem name",),
        "quantity": ("Lineitem quantity",),
        "unitPrice": ("Lineitem price",),
    },
    statuses={
        "paid": OrderStatus.PAID,
        "partially-paid": OrderStatus.PAID,
        "partially-refunded": OrderStatus.PARTIALLY_REFUNDED,
        "refunded": OrderStatus.REFUNDED,
        "pending": OrderStatus.PENDING,
        "authorized": OrderStatus.PENDING,
        "expired": OrderStatus.CANCELLED,
        "voided": OrderStatus.CANCELLED,
    },
    tips=frozenset({"Tip"}),
    continued=True,
    discounted_subtotal=True,
)
