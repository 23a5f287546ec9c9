"""How values look from outside: RFC 3339 instants, money as decimals, names and order as the source documents show."""

from __future__ import annotations

from collections.abc import Callable
from math import floor
from typing import Any

from ...facts.money import decimal_text, major_units, to_decimal
from ...facts.money import plain as plain
from ...facts.order import Order
from ...facts.time import rfc3339
from ...orders.contact import contact_as_given
from ...people.customer import Customer
from ...scoring import derive
from ...scoring.explain import Explanation, Kind, Told
from ...scoring.fields import Field, Score
from ...scoring.scores import SCORES
from ...scoring.settings import Settings

# Source 004 shows these first, in this order; what has been added since follows.
_SOURCE_ORDER = (
    "orderCount",
    "totalSpend",
    "lastOrderDate",
    "lastOrderReference",
    "segment",
    "lastOrderDaysAgo",
    "purchaseFrequency",
)
METRICS = sorted(
    derive.METRICS,
    key=lambda field: _SOURCE_ORDER.index(field.name) if field.name in _SOURCE_ORDER else len(_SOURCE_ORDER),
)


def instant(at_ms: int | None) -> str | None:
    return None if at_ms is None else rfc3339(at_ms)


def money(amount_minor: int | None, exponent: int) -> int | float | None:
    """A JSON number in major units; exact below 2^53 minor units."""
    return None if amount_minor is None else major_units(amount_minor, exponent)


def rounded(number: float | None, decimals: int) -> float | None:
    """Half up (docs/scoring.md, Conventions)."""
    parts = 10**decimals
    return None if number is None else floor(number * parts + 0.5) / parts


def _as_is(value: Any, _exponent: int) -> Any:
    return value


_SHOW: dict[Kind, Callable[[Any, int], Any]] = {
    Kind.TEXT: _as_is,
    Kind.ENUMERATION: _as_is,
    Kind.SET: lambda value, _: None if value is None else sorted(value),
    Kind.BOOLEAN: _as_is,
    Kind.INTEGER: _as_is,
    Kind.NUMBER: _as_is,
    Kind.QUANTITY: lambda value, _: plain(value, 1_000),
    Kind.MONEY: money,
    Kind.MONEY_TEXT: decimal_text,
    Kind.MONEY_PLAIN: to_decimal,
    Kind.INSTANT: lambda value, _: instant(value),
}


def _shower(field: Field) -> Callable[[Any, int], Any]:
    decimals = field.decimals
    return _SHOW[field.kind] if decimals is None else lambda value, _: rounded(value, decimals)


_BY_NAME = {field.name: (field.read, _shower(field)) for field in derive.FIELDS}
_SHOWN = [(field.name, field.read, _shower(field)) for field in METRICS]
_LISTED = frozenset(field.name for field in METRICS)
_EXPLAIN = [score.explain for score in SCORES if score.explain and not _LISTED.isdisjoint(score.names)]


def shown(name: str, customer: Customer, exponent: int) -> Any:
    """One field of the registry, whatever an answer calls it."""
    read, show = _BY_NAME[name]
    return show(read(customer.facts, customer.scores), exponent)


def metrics(customer: Customer, exponent: int) -> dict[str, Any]:
    """Every field of `scoring.derive.METRICS`."""
    facts, scores = customer
    return {name: show(read(facts, scores), exponent) for name, read, show in _SHOWN}


def list_row(customer: Customer, exponent: int) -> dict[str, Any]:
    """A customer in a list, as source 004 shows them."""
    facts = customer.facts
    return {
        "contactID": facts.customer_id,
        "name": facts.display_name,
        "email": facts.profile.email,
        "company": facts.profile.company,
        "metrics": metrics(customer, exponent),
    }


def single(customer: Customer, exponent: int) -> dict[str, Any]:
    """A single customer, as source 004 shows them."""
    profile = customer.facts.profile
    row = list_row(customer, exponent)
    shown = row.pop("metrics")
    return {
        **row,
        "phone": profile.phone,
        "accountName": profile.account_name,
        "accountCode": profile.account_code,
        "metrics": shown,
    }


def explanation(customer: Customer, settings: Settings, exponent: int) -> dict[str, Any]:
    """What made the metrics up: inputs, the rule that held, the threshold that applied.

    See docs/scoring.md, Conventions.
    """
    return {name: told(part, exponent) for name, part in explained(customer, settings).items()}


def explained(customer: Customer, settings: Settings) -> dict[str, Explanation]:
    """What made up the fields that lists show, in inner units."""
    facts, scores = customer
    parts = (part for explain in _EXPLAIN for part in explain(facts, scores, settings).items())
    return {name: part for name, part in parts if name in _LISTED}


def explained_by(score: Score, customer: Customer, settings: Settings, exponent: int) -> dict[str, Any]:
    """What made up one score, by the names of its fields."""
    assert score.explain is not None
    facts, scores = customer
    return {name: told(part, exponent) for name, part in score.explain(facts, scores, settings).items()}


def told(part: Explanation, exponent: int) -> Any:
    """An explanation as it leaves: each value by its kind."""
    if part is None:
        return None
    if isinstance(part, Told):
        show = _SHOW[part.kind]
        if isinstance(part.value, (list, tuple)):
            return [show(value, exponent) for value in part.value]
        return show(part.value, exponent)
    return {name: told(one, exponent) for name, one in part.items()}


def order(stored: Order, currency: str, exponent: int) -> dict[str, Any]:
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
        "customer": contact_as_given(stored.contact) if stored.contact else None,
        "original": _original(stored),
    }


def _original(stored: Order) -> dict[str, Any] | None:
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
