"""Shopify's orders export: the first row of an order says everything, further ones a line each.

The columns in the order of public exports of 2025; those of 2023 end with the receipt's number. Zip codes are guarded.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from testing.exports.shop import Item, Payment, Sale, Truth, truth_of
from testing.exports.table import Table

_NAMES = (
    "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,Shipping,"
    "Taxes,Total,Discount Code,Discount Amount,Shipping Method,Created at,Lineitem quantity,Lineitem name,"
    "Lineitem price,Lineitem compare at price,Lineitem sku,Lineitem requires shipping,Lineitem taxable,"
    "Lineitem fulfillment status,Billing Name,Billing Street,Billing Address1,Billing Address2,Billing Company,"
    "Billing City,Billing Zip,Billing Province,Billing Country,Billing Phone,Shipping Name,Shipping Street,"
    "Shipping Address1,Shipping Address2,Shipping Company,Shipping City,Shipping Zip,Shipping Province,"
    "Shipping Country,Shipping Phone,Notes,Note Attributes,Cancelled at,Payment Method,Payment Reference,"
    "Refunded Amount,Vendor,Outstanding Balance,Employee,Location,Device ID,Id,Tags,Risk Level,Source,"
    "Lineitem discount,Tax 1 Name,Tax 1 Value,Tax 2 Name,Tax 2 Value,Tax 3 Name,Tax 3 Value,Tax 4 Name,Tax 4 Value,"
    "Tax 5 Name,Tax 5 Value,Phone"
)
COLUMNS_71 = tuple(_NAMES.split(","))
COLUMNS_79 = (
    *COLUMNS_71,
    *("Receipt Number", "Duties", "Billing Province Name", "Shipping Province Name", "Payment ID"),
    *("Payment Terms Name", "Next Payment Due At", "Payment References"),
)
_STATUSES = {
    Payment.PAID: "paid",
    Payment.PARTLY: "partially_paid",
    Payment.OPEN: "pending",
    Payment.AUTHORIZED: "authorized",
    Payment.EXPIRED: "expired",
    Payment.VOIDED: "voided",
}


def table(sales: Sequence[Sale], columns: Sequence[str] = COLUMNS_79) -> Table:
    """The newest order first, as the export has it."""
    rows = []
    for sale in reversed(sales):
        cells = [_line(sale, item) for item in sale.items] + [_tip(sale)] * bool(sale.tip)
        cells[0] |= _order(sale)
        rows += [tuple(row.get(name, "") for name in columns) for row in cells]
    return Table(tuple(columns), tuple(rows))


def truths(sales: Sequence[Sale], *, ids: bool = True) -> dict[str, Truth]:
    """By `Id`, or where that column is cut by `Name`."""
    return {str(sale.id) if ids else name_of(sale): _truth(sale) for sale in sales}


def name_of(sale: Sale) -> str:
    return f"#{sale.number}"


def status_of(sale: Sale) -> str:
    if sale.refunded:
        return "refunded" if sale.refunded >= sale.total else "partially_refunded"
    return _STATUSES[sale.payment]


def _truth(sale: Sale) -> Truth:
    lines = [(item.sku or item.name, item.quantity, item.gross) for item in sale.items]
    return truth_of(sale, lines=lines, reference=name_of(sale))


def _order(sale: Sale) -> dict[str, str]:
    person = sale.person
    at = _instant(sale)
    fulfilled = sale.fulfilled and not sale.cancelled_at
    return {
        "Financial Status": status_of(sale),
        "Paid at": at if sale.payment is Payment.PAID else "",
        "Fulfillment Status": "fulfilled" if fulfilled else "unfulfilled",
        "Fulfilled at": at if fulfilled else "",
        "Accepts Marketing": "no",
        "Currency": "USD",
        "Subtotal": str(sale.subtotal),
        "Shipping": str(sale.shipping),
        "Taxes": str(sale.taxes),
        "Total": str(sale.total),
        "Discount Code": "AUTUMN" if sale.discounts else "",
        "Discount Amount": str(sale.discounts),
        "Shipping Method": "Standard" if sale.shipping else "",
        "Billing Name": person.name,
        "Billing Zip": f"'{person.zip}",
        "Billing Country": "US",
        "Billing Phone": person.billing_phone,
        "Shipping Name": person.name,
        "Shipping Zip": f"'{person.zip}",
        "Shipping Country": "US",
        "Shipping Phone": person.shipping_phone,
        "Notes": sale.note,
        "Cancelled at": f"{sale.cancelled_at:%Y-%m-%d %H:%M:%S %z}" if sale.cancelled_at else "",
        "Payment Method": "Shopify Payments",
        "Refunded Amount": str(sale.refunded),
        "Outstanding Balance": "0.00",
        "Id": str(sale.id),
        "Risk Level": "Low",
        "Source": "web",
        "Tax 1 Name": "State tax" if sale.taxes else "",
        "Tax 1 Value": str(sale.taxes) if sale.taxes else "",
    }


def _line(sale: Sale, item: Item) -> dict[str, str]:
    sku = f"'{item.sku}" if item.sku.startswith("0") else item.sku
    return _row(sale, item.name, item.quantity, item.price) | {
        "Lineitem sku": sku,
        "Lineitem discount": str(item.discount),
    }


def _tip(sale: Sale) -> dict[str, str]:
    return _row(sale, "Tip", 1, sale.tip) | {"Lineitem discount": "0.00"}


def _row(sale: Sale, name: str, quantity: int, price: Decimal) -> dict[str, str]:
    return {
        "Name": name_of(sale),
        "Email": sale.person.email,
        "Created at": _instant(sale),
        "Lineitem quantity": str(quantity),
        "Lineitem name": name,
        "Lineitem price": str(price),
        "Lineitem requires shipping": "true",
        "Lineitem taxable": "true",
        "Lineitem fulfillment status": "fulfilled" if sale.fulfilled else "pending",
        "Vendor": "Acme",
        "Phone": sale.person.phone,
    }


def _instant(sale: Sale) -> str:
    return f"{sale.at:%Y-%m-%d %H:%M:%S %z}"
