"""Square: Reports, Sales, Item details, Export. A row an item of a transaction; what came back is a row of its own.

The day and the time of day are two columns, in the zone that the location has.
"""

from __future__ import annotations

from .preset import Preset

SQUARE = Preset(
    name="square",
    title="Square item details",
    marks=("Transaction ID", "Item", "Qty", "Net Sales", "Event Type"),
    columns={
        "orderId": ("Transaction ID",),
        "orderedAt": ("Date", "Time"),
        "channel": ("Location",),
        "customerId": ("Customer ID",),
        "customer.name": ("Customer Name",),
        "event": ("Event Type",),
        "productId": ("SKU", "Item"),
        "productName": ("Item",),
        "category": ("Category",),
        "quantity": ("Qty",),
        "lineTotal": ("Net Sales",),
        "addition": ("Tax",),
    },
    refunds=frozenset({"refund"}),
    adds_up=True,
    proves_sums=False,
)
