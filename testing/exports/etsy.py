"""Etsy's two downloads: sold orders with their totals, and sold order items with what was bought."""

from __future__ import annotations

from collections.abc import Sequence

from regulars.facts.order import OrderStatus

from testing.exports.shop import ZERO, Item, Sale, Truth, truth_of
from testing.exports.table import Table

ORDERS = (
    "Sale Date", "Order ID", "Buyer User ID", "Full Name", "First Name", "Last Name", "Number of Items",
    "Payment Method", "Date Shipped", "Ship Zipcode", "Ship Country", "Currency", "Order Value", "Coupon Code",
    "Discount Amount", "Shipping Discount", "Shipping", "Sales Tax", "Order Total", "Status", "Card Processing Fees",
    "Order Net", "Adjusted Order Total", "Buyer", "Order Type", "Payment Type", "SKU",
)  # fmt: skip
ITEMS = (
    "Sale Date", "Item Name", "Buyer", "Quantity", "Price", "Coupon Code", "Discount Amount", "Shipping Discount",
    "Order Shipping", "Order Sales Tax", "Item Total", "Currency", "Transaction ID", "Listing ID", "Date Paid",
    "Date Shipped", "Ship Name", "Ship Country", "Order ID", "Variations", "Order Type", "Listings Type",
    "Payment Type", "VAT Paid by Buyer", "SKU",
)  # fmt: skip


def orders(sales: Sequence[Sale], date: str = "%m/%d/%y") -> Table:
    return Table(ORDERS, tuple(tuple(_order(sale, date).get(name, "") for name in ORDERS) for sale in sales))


def items(sales: Sequence[Sale], date: str = "%m/%d/%y") -> Table:
    rows = [_item(sale, item, date) for sale in sales for item in sale.items]
    return Table(ITEMS, tuple(tuple(row.get(name, "") for name in ITEMS) for row in rows))


def truths_of_orders(sales: Sequence[Sale]) -> dict[str, Truth]:
    return {_id(sale): _truth(sale) for sale in sales}


def truths_of_items(sales: Sequence[Sale]) -> dict[str, Truth]:
    """Without shipping, taxes and the order's own discount: the file gives them only in part."""
    return {
        _id(sale): _truth(sale)._replace(
            total=sum((item.gross - item.discount for item in sale.items), ZERO),
            lines=tuple(sorted((item.sku or _listing(item), item.quantity, item.gross) for item in sale.items)),
        )
        for sale in sales
    }


def _truth(sale: Sale) -> Truth:
    found = truth_of(sale, lines=[], at=sale.at.replace(hour=0, minute=0, second=0))
    return found._replace(customer=_user(sale), guest=False, status=OrderStatus.PAID, refunded=ZERO)


def _order(sale: Sale, date: str) -> dict[str, str]:
    return {
        "Sale Date": f"{sale.at:{date}}",
        "Order ID": _id(sale),
        "Buyer User ID": _user(sale),
        "Full Name": sale.person.name,
        "Number of Items": str(sum(item.quantity for item in sale.items)),
        "Currency": "USD",
        "Order Value": str(sum((item.gross for item in sale.items), ZERO)),
        "Discount Amount": str(sale.discounts),
        "Shipping": str(sale.shipping),
        "Sales Tax": str(sale.taxes),
        "Order Total": str(sale.total),
        "Buyer": f"{sale.person.name} ({_user(sale)})",
    }


def _item(sale: Sale, item: Item, date: str) -> dict[str, str]:
    return {
        "Sale Date": f"{sale.at:{date}}",
        "Date Paid": f"{sale.at:{date}}",
        "Item Name": item.name,
        "Buyer": _user(sale),
        "Quantity": str(item.quantity),
        "Price": str(item.price),
        "Discount Amount": str(item.discount),
        "Order Shipping": str(sale.shipping),
        "Item Total": str(item.gross),
        "Currency": "USD",
        "Transaction ID": str(sale.number * 10 + item.product_id),
        "Listing ID": _listing(item),
        "Order ID": _id(sale),
        "SKU": item.sku,
    }


def _id(sale: Sale) -> str:
    return str(1_000_000_000 + sale.number)


def _user(sale: Sale) -> str:
    return f"user{sum(map(ord, sale.person.name))}"


def _listing(item: Item) -> str:
    return str(1_500_000_000 + item.product_id)
