"""Stripe's payments: a row a payment, in UTC; a payment that failed has no converted amount."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC

from regulars.facts.order import OrderStatus

from testing.exports.shop import ZERO, Payment, Sale, Truth, truth_of
from testing.exports.table import Table

COLUMNS = (
    "id", "Created date (UTC)", "Amount", "Amount Refunded", "Currency", "Captured", "Converted Amount",
    "Converted Amount Refunded", "Converted Currency", "Decline Reason", "Description", "Fee",
    "Refunded date (UTC)", "Statement Descriptor", "Status", "Seller Message", "Taxes On Fee", "Card ID",
    "Customer ID", "Customer Description", "Customer Email", "Invoice ID", "Transfer",
)  # fmt: skip


def table(sales: Sequence[Sale]) -> Table:
    """Customers paid in euros what became dollars: only the converted amounts are the account's."""
    return Table(COLUMNS, tuple(tuple(_row(sale).get(name, "") for name in COLUMNS) for sale in sales))


def truths(sales: Sequence[Sale]) -> dict[str, Truth]:
    return {_id(sale): _truth(sale) for sale in sales}


def _truth(sale: Sale) -> Truth:
    found = truth_of(sale, lines=[])._replace(customer=_email(sale))
    if _failed(sale):
        return found._replace(status=OrderStatus.CANCELLED, total=ZERO, refunded=ZERO)
    status = OrderStatus.PAID
    if sale.refunded:
        status = OrderStatus.REFUNDED if sale.refunded >= sale.total else OrderStatus.PARTIALLY_REFUNDED
    return found._replace(status=status)


def _row(sale: Sale) -> dict[str, str]:
    created = f"{sale.at.astimezone(UTC):%Y-%m-%d %H:%M:%S}"
    row = {
        "id": _id(sale),
        "Created date (UTC)": created,
        "Amount": "99.00",
        "Amount Refunded": "0.00",
        "Currency": "eur",
        "Captured": "false" if _failed(sale) else "true",
        "Description": sale.note,
        "Status": "Failed" if _failed(sale) else "Refunded" if sale.refunded >= sale.total > 0 else "Paid",
        "Customer ID": f"cus_{sale.number}",
        "Customer Email": _email(sale),
    }
    if not _failed(sale):
        row |= {
            "Converted Amount": str(sale.total),
            "Converted Amount Refunded": str(sale.refunded),
            "Converted Currency": "usd",
        }
    return row


def _failed(sale: Sale) -> bool:
    return sale.payment not in (Payment.PAID, Payment.PARTLY)


def _id(sale: Sale) -> str:
    return f"ch_{sale.number}"


def _email(sale: Sale) -> str:
    return sale.person.email.lower() or f"payer{sale.number}@example.com"
