"""The fields that a file may say something of, and what else their columns are called."""

from __future__ import annotations

ORDER_FIELDS = (
    "orderId", "customerId", "orderedAt", "status", "currency", "exchangeRate", "total", "refundedAmount",
    "reference", "channel", "version", "updatedAt",
)  # fmt: skip
CUSTOMER_FIELDS = (
    "customer.name", "customer.firstName", "customer.lastName", "customer.email", "customer.phone",
    "customer.company", "customer.accountName", "customer.accountCode",
)  # fmt: skip
WHO = frozenset({"customerId", "customer.email", "customer.phone"})
# `lineTotal` is what the whole line costs, whatever its quantity, `unitPrice` what one unit of it does.
LINE_FIELDS = ("productId", "productName", "category", "quantity", "unitPrice", "lineTotal")
NEEDED_OF_LINES = ("productId", "quantity", "unitPrice")
# No order keeps what these say: it decides the status, and whether the sums agree.
SUM_FIELDS = ("subtotal", "discount", "shipping", "taxes", "duties", "fees")
STATE_FIELDS = ("cancelledAt", "paidAt", "fulfillment")
DETAIL_FIELDS = (*STATE_FIELDS, *SUM_FIELDS)
FIELDS = (*ORDER_FIELDS, *CUSTOMER_FIELDS, *LINE_FIELDS, *DETAIL_FIELDS)
# Of each row of an export that gives no total: what it adds to it and takes from it, and whether it is a refund.
ROW_SUM_FIELDS = ("addition", "deduction")
ROW_FIELDS = (*ROW_SUM_FIELDS, "event")
DATE_FIELDS = ("orderedAt", "updatedAt")
MONEY_FIELDS = ("total", "refundedAmount", *SUM_FIELDS, *ROW_SUM_FIELDS, "unitPrice", "lineTotal")
NUMBER_FIELDS = ("exchangeRate", *MONEY_FIELDS, "quantity")

# InvoiceNo ... UnitPrice, CustomerID are Online Retail's; Invoice and Price those of its second edition.
ALIASES = {
    "orderId": ("InvoiceNo", "Invoice", "order number", "order no", "order"),
    "customerId": ("customer", "customer number", "customer no"),
    "orderedAt": ("InvoiceDate", "order date", "date"),
    "status": ("order status",),
    "total": ("order total",),
    "refundedAmount": ("refunded",),
    "productId": ("StockCode", "SKU"),
    "productName": ("Description",),
    "quantity": ("qty",),
    "unitPrice": ("price",),
    "lineTotal": ("item total", "row total", "line amount"),
    "taxes": ("tax",),
}
# What a file of refused rows says about each of them; mended and uploaded again, it is no order's.
NOTES = ("_line", "_column", "_reason")
