"""Segment's order events, read: what an event says as fields of an order, what each is called in it, what is ignored.

Names and meanings: https://segment.com/docs/connections/spec/ecommerce/v2/ (Core Ordering) for events and properties,
https://segment.com/docs/connections/spec/common/ for what stands around them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from ..errors import FieldError, OrderRefused, nearest
from ..facts.ids import customer_id_fault, names_nobody, order_id_fault, says_nothing
from .order_event import PRODUCT, EventKind, Ignored, OrderEvent
from .schema import MAX_MESSAGE_ID, currency_text, id_text

_MOST_IGNORED = 20
_LONGEST_NAME = 100
_TOTALS = "only total counts, else the sum of the products"
_NOT_KEPT = "is not kept"
_NOT_TAKEN = "is not a property that is taken"
_REASONS = dict.fromkeys(("revenue", "subtotal", "shipping", "tax", "discount"), _TOTALS) | dict.fromkeys(
    ("checkout_id", "coupon", "brand", "variant", "position", "url", "image_url"), _NOT_KEPT
)
_REFUNDED_PRODUCT = {"unitPrice": "price", "quantity": "quantity"}
# Words of old or other names of the four events, and those that ours have for them.
_OLD_WORDS = {"canceled": "cancelled", "placed": "completed", "paid": "completed", "created": "completed",
              "purchased": "completed", "purchase": "order", "changed": "updated", "edited": "updated"}  # fmt: skip
_WORD = re.compile("[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_CONTACT = ("name", "firstName", "lastName", "email", "phone", "company")


def read_event(raw: Any) -> OrderEvent | Ignored:
    """The event, or why it is none of the four. Raises `OrderRefused`, its fields named as in the event."""
    if not isinstance(raw, Mapping):
        raise OrderRefused([FieldError("", "must be an object")])
    if raw.get("type") not in (None, "track"):
        return Ignored("type", "is not track, and only events of that type are taken")
    name = raw.get("event")
    if not isinstance(name, str):
        raise OrderRefused([FieldError("event", "is required" if name is None else "must be text")])
    if name not in tuple(EventKind):
        near = _meant(name)
        also = f" (the nearest is {near})" if near else ""
        return Ignored("event", f"is none of {', '.join(EventKind)}{also}")
    properties = raw.get("properties")
    if not isinstance(properties, Mapping):
        raise OrderRefused([FieldError("properties", "is required" if properties is None else "must be an object")])
    faults: list[FieldError] = []
    order_id = _id(properties.get("order_id"), "properties.order_id", order_id_fault, faults)
    if order_id is None and not faults:
        faults.append(FieldError("properties.order_id", "is required"))
    message_id = raw.get("messageId")
    told = isinstance(message_id, str) and 1 <= len(message_id) <= MAX_MESSAGE_ID and not says_nothing(message_id)
    event = OrderEvent(EventKind(name), order_id or "", message_id if told else None)
    event.names.update(
        orderId="properties.order_id",
        total="properties.total",
        currency="properties.currency",
        exchangeRate="properties.exchange_rate",
        channel="properties.affiliation",
        lines="properties.products",
    )
    if event.kind is EventKind.REFUNDED:
        _read_refund(event, raw, properties)
    else:
        _read_order(event, raw, properties, faults)
    if faults:
        raise OrderRefused(faults, order_id)
    return event


def _meant(name: str) -> str | None:
    """The event that a name resembles most, its words in any order and case, older ones for ours."""
    words = (word.lower() for word in _WORD.findall(name[:_LONGEST_NAME]))
    known = {" ".join(sorted(kind.lower().split())): kind for kind in EventKind}
    near = nearest(" ".join(sorted({_OLD_WORDS.get(word, word) for word in words})), known, least=0.8)
    return None if near is None else known[near]


def _read_order(
    event: OrderEvent, raw: Mapping[str, Any], properties: Mapping[str, Any], faults: list[FieldError]
) -> None:
    when = (
        "timestamp" if raw.get("timestamp") is not None or raw.get("originalTimestamp") is None else "originalTimestamp"
    )
    if raw.get(when) is None:
        faults.append(FieldError("timestamp", "is required: when it happened"))
    customer_id = _customer_id(event, raw.get("userId"), faults)
    said = {
        "orderId": event.order_id,
        "customerId": customer_id,
        "updatedAt": raw.get(when),
        "total": properties.get("total"),
        "currency": currency_text(properties.get("currency")),
        "exchangeRate": properties.get("exchange_rate"),
        "channel": properties.get("affiliation"),
        "lines": _lines(event, properties.get("products"), PRODUCT),
        "customer": _contact(event, raw, properties),
    }
    event.said.update((name, value) for name, value in said.items() if value is not None)
    event.names.update(customerId="userId", orderedAt=when, updatedAt=when)
    taken = {"order_id", "total", "currency", "exchange_rate", "affiliation", "products", "email"}
    _ignore(event, "properties", properties, taken)
    if customer_id is None and raw.get("anonymousId") is not None:
        event.ignored.append(Ignored("anonymousId", "is no customer"))


def _read_refund(event: OrderEvent, raw: Mapping[str, Any], properties: Mapping[str, Any]) -> None:
    amount, products = properties.get("total"), properties.get("products")
    said = {
        "orderId": event.order_id,
        "messageId": raw.get("messageId"),
        "currency": properties.get("currency"),
        "amount": amount,
        "lines": _lines(event, products, _REFUNDED_PRODUCT) if amount is None else None,
    }
    event.said.update((name, value) for name, value in said.items() if value is not None)
    event.names["amount"] = "properties.products" if amount is None else "properties.total"
    _ignore(event, "properties", properties, {"order_id", "total", "currency", "products"})
    if amount is not None and products:
        event.ignored.append(Ignored("properties.products", "total says how much is refunded"))


def _lines(event: OrderEvent, products: Any, taken: Mapping[str, str]) -> Any:
    """The products as lines; what is no list or no object stays as it is, and is refused where lines are."""
    if not isinstance(products, list):
        return products
    lines = []
    unused: dict[str, Any] = {}
    for index, product in enumerate(products):
        if not isinstance(product, Mapping):
            lines.append(product)
            continue
        line = {name: product[theirs] for name, theirs in taken.items() if product.get(theirs) is not None}
        line.setdefault("quantity", 1)
        used = set(taken.values())
        by = "product_id" if product.get("product_id") not in (None, "") else "sku"
        # A refund needs the product only where it says no price: then the order's own stands.
        if product.get(by) not in (None, "") and ("productName" in taken or "unitPrice" not in line):
            line["productId"] = product[by]
            event.names[f"lines[{index}].productId"] = f"properties.products[{index}].{by}"
        used |= {"product_id", by}
        unused |= dict.fromkeys(product.keys() - used)
        lines.append(line)
    _ignore(event, "properties.products[]", dict(sorted(unused.items())), set())
    return lines


def _contact(event: OrderEvent, raw: Mapping[str, Any], properties: Mapping[str, Any]) -> dict[str, Any] | None:
    """Contact data: traits of the context first, then of the event; an e-mail address may be a property too."""
    context = raw.get("context")
    places: dict[str, Any] = {
        "context.traits": context.get("traits") if isinstance(context, Mapping) else None,
        "traits": raw.get("traits"),
        "properties": {"email": properties.get("email")},
    }
    contact: dict[str, Any] = {}
    for path, traits in places.items():
        for name in _CONTACT if isinstance(traits, Mapping) else ():
            value = traits.get(name)
            if name == "company" and isinstance(value, Mapping):
                value = value.get("name")
            if value is not None and name not in contact:
                contact[name] = value
                event.names[f"customer.{name}"] = f"{path}.{name}"
    return contact or None


def _ignore(event: OrderEvent, path: str, given: Mapping[str, Any], taken: set[str]) -> None:
    """Names what is given and not taken, at most 20 an event."""
    for name in given:
        if name not in taken and len(event.ignored) < _MOST_IGNORED:
            reason = _REASONS.get(name, _NOT_TAKEN)
            if name == "sku":
                reason = "product_id names the product"
            event.ignored.append(Ignored(f"{path}.{name}", reason))


def _customer_id(event: OrderEvent, value: Any, faults: list[FieldError]) -> str | None:
    """The customer's id; None where there is none, or one that names nobody, which is ignored with that reason."""
    text = id_text(value)
    if text and names_nobody(text):
        event.ignored.append(Ignored("userId", f"is {text}, which names no customer"))
        return None
    return _id(value, "userId", customer_id_fault, faults)


def _id(value: Any, path: str, fault_of: Callable[[str], str | None], faults: list[FieldError]) -> str | None:
    """An id as text; None where there is none, or a faulty one."""
    if value is None or value == "":
        return None
    id_ = id_text(value)
    fault = "must be text" if id_ is None else fault_of(id_)
    if fault:
        faults.append(FieldError(path, fault))
    return None if fault else id_
