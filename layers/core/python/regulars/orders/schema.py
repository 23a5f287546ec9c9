"""The shape of an order as callers write it: the last pydantic model on the way in."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, WithJsonSchema

from ..facts.ids import (
    ID_PATTERN,
    MAX_ID,
    customer_id_fault,
    names_nobody,
    order_id_fault,
    product_id_fault,
    says_nothing,
    spaced,
)
from ..facts.order import OrderStatus
from ..facts.text import LOST, lost_at, readable, shortened
from ..facts.time import WRITTEN_INSTANT, read_instant
from .amounts import Amount, ExchangeRate, Quantity, UnitPrice

MAX_LINES = 1_000
MAX_MESSAGE_ID = 500
_LONGEST_NAME = 500
_LONGEST_LABEL = 128
_CURRENCY = re.compile(r"[A-Za-z]{3}", re.ASCII)


def _text(longest: int, *, cut: bool) -> Any:
    """A validator of text. Of one that is longer than the longest the beginning is kept, where `cut`: it is only shown.

    What says whose an order is, is refused instead, since the beginning of it may be another's.
    """

    def parse(value: Any, info: ValidationInfo) -> str | None:
        if value is None:
            return None
        if not isinstance(value, str):
            raise ValueError("must be text")
        if _is_stored(value, info):
            return value
        if (at := lost_at(value)) is not None:
            raise ValueError(f"holds {LOST} at character {at + 1}")
        text = readable(value)
        if len(text) > longest and not cut:
            raise ValueError(f"must have at most {longest} characters")
        return shortened(text, longest) or None

    return parse


def _identifier(fault_of: Callable[[str], str | None]) -> Any:
    def parse(value: Any, info: ValidationInfo) -> str:
        text = id_text(value)
        if text is None:
            raise ValueError("must be text")
        fault = None if _is_stored(text, info) else fault_of(text)
        if fault:
            raise ValueError(fault)
        return text

    return parse


_checked_customer_id = _identifier(customer_id_fault)


def _customer_id(value: Any, info: ValidationInfo) -> Any:
    text = id_text(value)
    if text is None or _is_stored(text, info) or not names_nobody(text):
        return None if value is None else _checked_customer_id(value, info)
    return None


def id_text(value: Any) -> str | None:
    """An id as text, also where it came as a number; None for what is neither."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return spaced(value) if isinstance(value, str) else None


def _is_stored(text: str, info: ValidationInfo) -> bool:
    """Whether the text comes from the stored order: no rule that is younger than the order refuses or changes it."""
    return text in (info.context or ())


def currency_text(value: Any) -> Any:
    """A currency code in capitals; what is none stays as it is."""
    return value.strip().upper() if isinstance(value, str) and value.isascii() else value


def _currency(value: Any) -> str:
    code = currency_text(value)
    if not isinstance(code, str) or not _CURRENCY.fullmatch(code):
        raise ValueError("must be a currency code of three letters, such as EUR")
    return code


def _message_id(value: Any) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not 1 <= len(value) <= MAX_MESSAGE_ID:
        raise ValueError(f"must be text of 1 to {MAX_MESSAGE_ID} characters")
    if says_nothing(value):
        raise ValueError(f"is {value}, which says that there is none: each message needs an id of its own")
    return value


# As JSON Schema spells patterns, for other descriptions of the same value.
INSTANT_PATTERN = f"^{WRITTEN_INSTANT.pattern}$"
_ID_SCHEMA = WithJsonSchema({"type": ["string", "integer"], "minLength": 1, "maxLength": MAX_ID, "pattern": ID_PATTERN})


def _whole_schema(longest: int) -> WithJsonSchema:
    return WithJsonSchema({"type": ["string", "null"], "maxLength": longest})


def _cut_schema(longest: int) -> WithJsonSchema:
    return WithJsonSchema({"type": ["string", "null"], "description": f"Kept with at most {longest} characters."})


_INSTANT_SCHEMA = {"type": "string", "pattern": INSTANT_PATTERN, "examples": ["2025-10-15T08:30:00Z"]}

OrderId = Annotated[str, BeforeValidator(_identifier(order_id_fault)), _ID_SCHEMA]
ProductId = Annotated[str, BeforeValidator(_identifier(product_id_fault)), _ID_SCHEMA]
# None for a text that names nobody: contact data says whose the order is then.
CustomerId = Annotated[
    str | None,
    BeforeValidator(_customer_id),
    WithJsonSchema({"type": ["string", "integer", "null"], "maxLength": MAX_ID}),
]
Name = Annotated[str | None, BeforeValidator(_text(_LONGEST_NAME, cut=True)), _cut_schema(_LONGEST_NAME)]
Label = Annotated[str | None, BeforeValidator(_text(_LONGEST_LABEL, cut=True)), _cut_schema(_LONGEST_LABEL)]
Email = Annotated[str | None, BeforeValidator(_text(_LONGEST_NAME, cut=False)), _whole_schema(_LONGEST_NAME)]
Phone = Annotated[str | None, BeforeValidator(_text(_LONGEST_LABEL, cut=False)), _whole_schema(_LONGEST_LABEL)]
Instant = Annotated[datetime, BeforeValidator(read_instant), WithJsonSchema(_INSTANT_SCHEMA)]
Currency = Annotated[
    str, BeforeValidator(_currency), WithJsonSchema({"type": "string", "pattern": f"^{_CURRENCY.pattern}$"})
]
MessageId = Annotated[str, BeforeValidator(_message_id)]
Version = Annotated[int, Field(strict=True, ge=0, le=10**18)]


class _Given(BaseModel):
    """Unknown fields are refused: one that is silently ignored would be a wrong answer later."""

    model_config = ConfigDict(extra="forbid")


class GivenLine(_Given):
    """One line of an order: quantity with up to 3 decimals, unit price with up to 6. One of quantity 0 is no line."""

    productId: ProductId
    quantity: Quantity
    unitPrice: UnitPrice
    productName: Name = None
    category: Label = None


class GivenContact(_Given):
    """What the order says about its customer; it fills the profile."""

    name: Name = None
    firstName: Name = None
    lastName: Name = None
    email: Email = None
    phone: Phone = None
    company: Name = None
    accountName: Name = None
    accountCode: Label = None
    referralCode: Label = None


class GivenOrder(_Given):
    """An order as posted."""

    orderId: OrderId
    customerId: CustomerId = None
    orderedAt: Instant
    status: OrderStatus
    currency: Currency | None = None
    exchangeRate: ExchangeRate | None = None
    total: Amount | None = None
    refundedAmount: Amount | None = None
    reference: Label = None
    channel: Label = None
    version: Version | None = None
    updatedAt: Instant | None = None
    lines: list[GivenLine] = Field(default=[], max_length=MAX_LINES)
    customer: GivenContact | None = None


class GivenRefundLine(_Given):
    """What a refund says of one product; without a price the product is one of the order, at the order's price."""

    productId: ProductId | None = None
    quantity: Quantity
    unitPrice: UnitPrice | None = None


class GivenRefund(_Given):
    """A refund as a message says it: `amount`, else the sum of its lines, else all that is left of the order."""

    orderId: OrderId
    messageId: MessageId
    currency: Currency | None = None
    amount: Amount | None = None
    lines: list[GivenRefundLine] | None = Field(default=None, min_length=1, max_length=MAX_LINES)
