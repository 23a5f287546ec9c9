"""Amazon's report of all orders: a row a product, amounts of whole rows, no order's total and no refunds.

Pending orders have no prices yet; cancelled ones keep neither quantities nor prices.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from regulars.facts.order import OrderStatus

from testing.exports.shop import ZERO, Item, Payment, Sale, Truth, truth_of
from testing.exports.table import Table

COLUMNS = (
    "amazon-order-id", "merchant-order-id", "purchase-date", "last-updated-date", "order-status",
    "fulfillment-channel", "sales-channel", "order-channel", "ship-service-level", "product-name", "sku", "asin",
    "item-status", "quantity", "currency", "item-price", "item-tax", "shipping-price", "shipping-tax",
    "gift-wrap-price", "gift-wrap-tax", "item-promotion-discount", "ship-promotion-discount", "ship-city",
    "ship-postal-code", "promotion-ids", "buyer-email",
)  # fmt: skip


def table(sales: Sequence[Sale]) -> Table:
    rows = [_row(sale, item, first=at == 0) for sale in sales for at, item in enumerate(sale.items)]
    return Table(COLUMNS, tuple(tuple(row.get(name, "") for name in COLUMNS) for row in rows))


def truths(sales: Sequence[Sale]) -> dict[str, Truth]:
    return {_id(sale): _truth(sale) for sale in sales}


def status_of(sale: Sale) -> OrderStatus:
    """Without refunds, of which the report does not know."""
    if sale.cancelled_at or sale.payment in (Payment.EXPIRED, Payment.VOIDED):
        return OrderStatus.CANCELLED
    return OrderStatus.PENDING if sale.payment in (Payment.OPEN, Payment.AUTHORIZED) else OrderStatus.PAID


def _truth(sale: Sale) -> Truth:
    status = status_of(sale)
    priced = status is OrderStatus.PAID
    lines = [(_sku(item), item.quantity, item.gross if priced else ZERO) for item in sale.items]
    total = sum((item.gross for item in sale.items), sale.shipping) - sale.discounts if priced else ZERO
    found = truth_of(sale, lines=[] if status is OrderStatus.CANCELLED else lines, reference=f"M-{sale.number}")
    return found._replace(customer=_email(sale), status=status, total=total, refunded=ZERO)


def _row(sale: Sale, item: Item, *, first: bool) -> dict[str, str]:
    status = status_of(sale)
    row = {
        "amazon-order-id": _id(sale),
        "merchant-order-id": f"M-{sale.number}",
        "purchase-date": sale.at.isoformat(),
        "last-updated-date": (sale.at + timedelta(days=2)).isoformat(),
        "order-status": {OrderStatus.PAID: "Shipped", OrderStatus.PENDING: "Pending"}.get(status, "Cancelled"),
        "sales-channel": "Amazon.com",
        "product-name": item.name,
        "sku": item.sku,
        "asin": f"B0{item.product_id:08}",
        "quantity": "0" if status is OrderStatus.CANCELLED else str(item.quantity),
        "currency": "USD",
        "buyer-email": _email(sale),
    }
    if status is OrderStatus.PAID:
        row |= {
            "item-price": str(item.gross),
            "item-tax": "1.23",
            "shipping-price": str(sale.shipping) if first else "",
            "item-promotion-discount": str(item.discount + (sale.discount if first else ZERO)),
        }
    return row


def _id(sale: Sale) -> str:
    return f"112-{sale.number:07}-0000001"


def _email(sale: Sale) -> str:
    """A relay address, one for each buyer."""
    return f"x{sum(map(ord, sale.person.name))}@marketplace.example.com"


def _sku(item: Item) -> str:
    return item.sku or f"B0{item.product_id:08}"
