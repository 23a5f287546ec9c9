"""Etsy: Shop Manager, Settings, Download Data: sold orders (a row an order), and sold order items (a row a product).

Neither says who was refunded; the status of sold orders is blank. Amounts of an item are those of its whole row.
"""

from __future__ import annotations

from ...facts.order import OrderStatus
from .preset import Preset

_NAME = "etsy"

ORDERS = Preset(
    name=_NAME,
    title="Etsy sold orders",
    marks=("Sale Date", "Order ID", "Buyer User ID", "Order Value"),
    columns={
        "orderId": ("Order ID",),
        "orderedAt": ("Sale Date",),
        "status": ("Status",),
        "currency": ("Currency",),
        "total": ("Order Total",),
        "customerId": ("Buyer User ID",),
        "customer.name": ("Full Name",),
        "customer.firstName": ("First Name",),
        "customer.lastName": ("Last Name",),
    },
    statuses={
        "": OrderStatus.PAID,
        "paid": OrderStatus.PAID,
        "shipped": OrderStatus.PAID,
        "completed": OrderStatus.PAID,
        "canceled": OrderStatus.CANCELLED,
        "cancelled": OrderStatus.CANCELLED,
    },
    proves_sums=False,
)

ITEMS = Preset(
    name=_NAME,
    title="Etsy sold order items",
    marks=("Sale Date", "Item Name", "Transaction ID", "Listing ID", "Item Total"),
    columns={
        "orderId": ("Order ID",),
        "orderedAt": ("Sale Date",),
        "paidAt": ("Date Paid",),
        "currency": ("Currency",),
        "customerId": ("Buyer",),
        "customer.name": ("Ship Name",),
        "productId": ("SKU", "Listing ID", "Item Name"),
        "productName": ("Item Name",),
        "quantity": ("Quantity",),
        "lineTotal": ("Item Total",),
        "deduction": ("Discount Amount",),
    },
    adds_up=True,
    proves_sums=False,
)

ETSY = (ORDERS, ITEMS)
