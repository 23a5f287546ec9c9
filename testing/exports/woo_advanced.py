"""AlgolPlus' Advanced Order Export For WooCommerce: one row a product, which repeats the columns of its order.

The labels that are chosen at first, and three that can be added; dates to the minute, statuses by their label.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from testing.exports.shop import Item, Sale, Truth, cents, truth_of
from testing.exports.table import Table
from testing.exports.woo import LABELS, nets, product_of, status_of

_NAMES = (
    "Order Number,Order Status,Order Date,Customer Note,First Name (Billing),Last Name (Billing),Company (Billing),"
    "Address 1&2 (Billing),City (Billing),State Code (Billing),Postcode (Billing),Country Code (Billing),"
    "Email (Billing),Phone (Billing),First Name (Shipping),Last Name (Shipping),Address 1&2 (Shipping),"
    "City (Shipping),State Code (Shipping),Postcode (Shipping),Country Code (Shipping),Payment Method Title,"
    "Cart Discount Amount,Order Subtotal Amount,Shipping Method Title,Order Shipping Amount,Order Refund Amount,"
    "Order Total Amount,Order Total Tax Amount,SKU,Item #,Item Name,Quantity (- Refund),Item Cost,Coupon Code,"
    "Discount Amount,Discount Amount Tax"
)
COLUMNS = tuple(_NAMES.split(","))
ADDED = ("Customer User ID", "Order Total Fee", "Phone (Shipping)", "Product Id")
OF_PRODUCTS = ("SKU", "Item #", "Item Name", "Quantity (- Refund)", "Item Cost", "Product Id")


def table(sales: Sequence[Sale]) -> Table:
    """The newest order first; items that came back whole are left out, as the exporter does unless told otherwise."""
    header = (*COLUMNS, *ADDED)
    rows = []
    for sale in reversed(sales):
        order = _order(sale)
        lines = [_line(number, *line) for number, line in enumerate(_lines(sale), start=1)]
        rows += [tuple((order | line).get(name, "") for name in header) for line in lines or [{}]]
    return Table(header, tuple(rows))


def orders_table(sales: Sequence[Sale]) -> Table:
    """Without columns of products: one row an order."""
    header = tuple(name for name in (*COLUMNS, *ADDED) if name not in OF_PRODUCTS)
    return Table(header, tuple(tuple(_order(sale).get(name, "") for name in header) for sale in sales))


def truths(sales: Sequence[Sale], *, lines: bool = True) -> dict[str, Truth]:
    return {str(sale.number): _truth(sale, lines) for sale in sales}


def _truth(sale: Sale, lines: bool) -> Truth:
    found = [(product_of(item), item.quantity, cost * item.quantity) for item, cost in _lines(sale)] if lines else []
    at = sale.at.replace(second=0)
    return truth_of(sale, lines=found, accounts=True, at=at, reference=str(sale.number))


def _lines(sale: Sale) -> list[tuple[Item, Decimal]]:
    """The items with a unit's price, to the cent."""
    if sale.refunded and sale.refunded >= sale.total:
        return []
    return [(item, cents(amount / item.quantity)) for item, amount in zip(sale.items, nets(sale).lines, strict=True)]


def _line(number: int, item: Item, cost: Decimal) -> dict[str, str]:
    return {
        "SKU": item.sku,
        "Product Id": str(item.product_id),
        "Item #": str(number),
        "Item Name": item.name,
        "Quantity (- Refund)": str(item.quantity),
        "Item Cost": str(cost),
    }


def _order(sale: Sale) -> dict[str, str]:
    person, sums = sale.person, nets(sale)
    return {
        "Order Number": str(sale.number),
        "Order Status": LABELS[status_of(sale)],
        "Order Date": f"{sale.at:%Y-%m-%d %H:%M}",
        "Customer Note": sale.note,
        "First Name (Billing)": person.first,
        "Last Name (Billing)": person.last,
        "Postcode (Billing)": person.zip,
        "Country Code (Billing)": "US",
        "Email (Billing)": person.email,
        "Phone (Billing)": person.phone or person.billing_phone,
        "Phone (Shipping)": person.shipping_phone,
        "Cart Discount Amount": str(sum(sums.before) - sum(sums.lines)),
        "Order Subtotal Amount": str(sum(sums.before)),
        "Order Shipping Amount": str(sums.shipping),
        "Order Refund Amount": str(sale.refunded),
        "Order Total Amount": str(sale.total),
        "Order Total Tax Amount": str(sums.taxes),
        "Order Total Fee": str(sale.tip),
        "Customer User ID": str(person.account),
    }
