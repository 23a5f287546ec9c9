"""Magento and Adobe Commerce: Sales, Orders, Export, CSV: the order grid, a row an order, without products.

Amounts are in the base currency; `Total Refunded` is as well. The columns are those that the grid shows.
"""

from __future__ import annotations

from ...facts.order import OrderStatus
from .preset import Preset

MAGENTO = Preset(
    name="magento",
    title="Magento order grid",
    marks=("ID", "Purchase Date", "Grand Total (Base)", "Status"),
    columns={
        "orderId": ("ID",),
        "orderedAt": ("Purchase Date",),
        "status": ("Status",),
        "total": ("Grand Total (Base)",),
        "refundedAmount": ("Total Refunded",),
        "customer.email": ("Customer Email",),
        "customer.name": ("Customer Name", "Bill-to Name"),
        "customer.company": ("Company Name",),
    },
    statuses={
        "complete": OrderStatus.PAID,
        "processing": OrderStatus.PAID,
        "pending": OrderStatus.PENDING,
        "pending-payment": OrderStatus.PENDING,
        "pending-paypal": OrderStatus.PENDING,
        "payment-review": OrderStatus.PENDING,
        "on-hold": OrderStatus.PENDING,
        "suspected-fraud": OrderStatus.PENDING,
        "canceled": OrderStatus.CANCELLED,
        "rejected": OrderStatus.CANCELLED,
        "closed": OrderStatus.REFUNDED,
    },
    unsigned=frozenset({"refundedAmount"}),
    nobody="show the column Customer Email in the order grid (Columns), and export it again",
)
