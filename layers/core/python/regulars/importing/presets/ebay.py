"""eBay: Seller Hub, Orders, Download report. A row of commas above the header, one below, a footer behind the orders.

Of an order of several items, one row says everything but the item, and further ones an item each, all of one record
number; what was never paid has no order number. Titles of columns
were renamed, added and removed over the years: https://www.ebay.com/help/selling/selling-tools/seller-hub?id=4095
"""

from __future__ import annotations

from .preset import Preset

EBAY = Preset(
    name="ebay",
    title="eBay orders report",
    marks=("Sales Record Number", "Order Number", "Item Title", "Sold For"),
    grouped_by="reference",
    columns={
        "orderId": ("Order Number", "Sales Record Number"),
        "reference": ("Sales Record Number",),
        "orderedAt": ("Sale Date",),
        "paidAt": ("Paid On Date",),
        "total": ("Total Price",),
        "customerId": ("Buyer Username",),
        "customer.email": ("Buyer Email",),
        "customer.phone": ("Ship To Phone", "Post To Phone", "Buyer Phone"),
        "customer.name": ("Buyer Name", "Ship To Name", "Post To Name"),
        "productId": ("Custom Label", "Custom Label (SKU)", "Item Number", "Item Title"),
        "productName": ("Item Title",),
        "quantity": ("Quantity",),
        "unitPrice": ("Sold For",),
    },
    footers=("record(s) downloaded", "seller id", "total number of records"),
    summary_rows=True,
    proves_sums=False,
)
