"""What both of WooCommerce's exports write: amounts without tax, lines after their discount, the site's own time."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from testing.exports.shop import ZERO, Item, Payment, Sale, cents, tax_within

STATUSES = {
    Payment.PARTLY: "processing",
    Payment.OPEN: "pending",
    Payment.AUTHORIZED: "on-hold",
    Payment.EXPIRED: "failed",
    Payment.VOIDED: "cancelled",
}
LABELS = {
    "pending": "Pending payment",
    "processing": "Processing",
    "on-hold": "On hold",
    "completed": "Completed",
    "cancelled": "Cancelled",
    "refunded": "Refunded",
    "failed": "Failed",
}


@dataclass(frozen=True, slots=True)
class Nets:
    """`lines` after discounts and `before` them, `shipping`, all without the `taxes`."""

    lines: tuple[Decimal, ...]
    before: tuple[Decimal, ...]
    shipping: Decimal
    taxes: Decimal


def nets(sale: Sale) -> Nets:
    """The order's discount is spread over its lines; cents that are left over are the last line's."""
    gross = [item.gross for item in sale.items]
    spread = [cents(sale.discount * amount / sum(gross)) for amount in gross[:-1]]
    spread.append(sale.discount - sum(spread, ZERO))
    paid = [amount - item.discount - share for amount, item, share in zip(gross, sale.items, spread, strict=True)]
    lines = tuple(_net(amount, sale) for amount in paid)
    shipping = _net(sale.shipping, sale)
    return Nets(
        lines=lines,
        before=tuple(_net(amount, sale) for amount in gross),
        shipping=shipping,
        taxes=sale.total - sale.tip - sum(lines, ZERO) - shipping,
    )


def status_of(sale: Sale) -> str:
    if sale.cancelled_at:
        return "cancelled"
    if sale.payment is not Payment.PAID:
        return STATUSES[sale.payment]
    if sale.refunded and sale.refunded >= sale.total:
        return "refunded"
    return "completed" if sale.fulfilled else "processing"


def product_of(item: Item) -> str:
    return item.sku or str(item.product_id)


def _net(amount: Decimal, sale: Sale) -> Decimal:
    return amount - tax_within(amount, sale) if sale.taxes_included else amount
