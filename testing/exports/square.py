"""Square's item details: a row an item, day and time apart, refunds as rows of negative amounts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from regulars.facts.order import OrderStatus

from testing.exports.shop import ZERO, Item, Sale, Truth, truth_of
from testing.exports.table import Table

COLUMNS = (
    "Date", "Time", "Time Zone", "Category", "Item", "Qty", "Price Point Name", "SKU", "Modifiers Applied",
    "Gross Sales", "Discounts", "Net Sales", "Tax", "Transaction ID", "Payment ID", "Device Name", "Notes", "Details",
    "Event Type", "Location", "Dining Option", "Customer ID", "Customer Name", "Customer Reference ID", "Unit", "Count",
    "Itemization Type",
)  # fmt: skip
_TAX = "0.40"


def table(sales: Sequence[Sale], date: str = "%Y-%m-%d") -> Table:
    """The newest first, so that refunds come before what they refund."""
    rows = []
    for sale in sales:
        rows += [_row(sale, item, date) for item in sale.items]
        rows += [_refund(sale, item, date) for item in _refunded(sale)]
    return Table(COLUMNS, tuple(tuple(row.get(name, "") for name in COLUMNS) for row in reversed(rows)))


def truths(sales: Sequence[Sale]) -> dict[str, Truth]:
    return {_id(sale): _truth(sale) for sale in sales}


def _truth(sale: Sale) -> Truth:
    """What was not paid is not in the report; of a refund whole items come back."""
    net = [item.gross - item.discount for item in sale.items]
    total = sum(net, ZERO) + Decimal(_TAX) * len(net)
    refunded = sum((item.gross - item.discount + Decimal(_TAX) for item in _refunded(sale)), ZERO)
    status = OrderStatus.PAID
    if refunded:
        status = OrderStatus.REFUNDED if refunded == total else OrderStatus.PARTIALLY_REFUNDED
    lines = [(item.sku or item.name, item.quantity, amount) for item, amount in zip(sale.items, net, strict=True)]
    found = truth_of(sale, lines=lines)
    return found._replace(customer=_customer(sale), guest=False, status=status, total=total, refunded=refunded)


def _refunded(sale: Sale) -> tuple[Item, ...]:
    if not sale.refunded:
        return ()
    return sale.items if sale.refunded >= sale.total else sale.items[:1]


def _row(sale: Sale, item: Item, date: str) -> dict[str, str]:
    return {
        "Date": f"{sale.at:{date}}",
        "Time": f"{sale.at:%H:%M:%S}",
        "Time Zone": "Eastern Time (US & Canada)",
        "Item": item.name,
        "Qty": str(item.quantity),
        "SKU": item.sku,
        "Gross Sales": f"${item.gross:,}",
        "Discounts": f"-${item.discount}",
        "Net Sales": f"${item.gross - item.discount:,}",
        "Tax": f"${_TAX}",
        "Transaction ID": _id(sale),
        "Event Type": "Payment",
        "Location": "Main street",
        "Customer ID": _customer(sale),
        "Customer Name": sale.person.name,
    }


def _refund(sale: Sale, item: Item, date: str) -> dict[str, str]:
    later = replace(sale, at=sale.at + timedelta(days=3))
    return _row(later, item, date) | {
        "Qty": f"-{item.quantity}",
        "Gross Sales": f"-${item.gross:,}",
        "Discounts": f"${item.discount}",
        "Net Sales": f"-${item.gross - item.discount:,}",
        "Tax": f"-${_TAX}",
        "Event Type": "Refund",
    }


def _id(sale: Sale) -> str:
    return f"TX{sale.number}"


def _customer(sale: Sale) -> str:
    return f"SQ{sum(map(ord, sale.person.name))}"
