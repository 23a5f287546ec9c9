"""How a stored order looks from outside, and what became of those that were sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ...facts.order import Contact, Order
from ...orders.supersede import Outcome
from ..door.render import instant, money, plain

if TYPE_CHECKING:
    from .shapes import Original, ResultCounts, StoredContact, StoredOrder


def result_counts(count: int, counted: Mapping[Outcome, int] | Mapping[Outcome | None, int]) -> ResultCounts:
    """How many orders were sent, and what became of how many."""
    return {
        "count": count,
        "created": counted[Outcome.CREATED],
        "updated": counted[Outcome.UPDATED],
        "unchanged": counted[Outcome.UNCHANGED],
        "stale": counted[Outcome.STALE],
        "refused": counted[Outcome.REFUSED],
        "erased": counted[Outcome.ERASED],
    }


def stored_order(stored: Order, currency: str, exponent: int) -> StoredOrder:
    """An order as stored: amounts in the tenant's currency, what was given in another one under `original`."""
    return {
        "orderId": stored.order_id,
        "customerId": stored.customer_id,
        "orderedAt": instant(stored.ordered_at_ms),
        "status": stored.status,
        "currency": currency,
        "total": money(stored.gross_minor, exponent),
        "refundedAmount": money(stored.refunded_minor, exponent),
        "netSpend": money(stored.spend_minor, exponent),
        "reference": stored.reference,
        "channel": stored.channel,
        "version": stored.version,
        "updatedAt": instant(stored.updated_at_ms),
        "arrivedAt": instant(stored.arrived_ms),
        "importId": stored.import_id,
        "lines": [
            {
                "productId": line.product_id,
                "productName": line.product_name,
                "category": line.category,
                "quantity": plain(line.quantity_milli, 1_000),
                "unitPrice": float(line.unit_price),
                "amount": money(line.amount_minor, exponent),
            }
            for line in stored.lines
        ],
        "customer": _contact(stored.contact) if stored.contact else None,
        "original": _original(stored),
    }


def _original(stored: Order) -> Original | None:
    original = stored.original
    if original is None:
        return None
    return {
        "orderedAt": instant(original.ordered_at_ms),
        "currency": original.currency,
        "exchangeRate": None if original.exchange_rate is None else float(original.exchange_rate),
        "total": None if original.total is None else float(original.total),
        "refundedAmount": None if original.refunded is None else float(original.refunded),
        "statusText": original.status_text,
    }


def _contact(stored: Contact) -> StoredContact:
    return {
        "name": stored.name,
        "firstName": stored.first_name,
        "lastName": stored.last_name,
        "email": stored.email,
        "phone": stored.phone,
        "company": stored.company,
        "accountName": stored.account_name,
        "accountCode": stored.account_code,
    }
