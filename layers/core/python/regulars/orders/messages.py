"""Messages that an order has counted: each refund and each cancellation counts once, however often it is delivered."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from ..errors import FieldError, OrderRefused
from ..facts.order import MESSAGE_BYTES, Order

MOST_MESSAGES = 100


def digest_of(message_id: str) -> bytes:
    """What an order remembers of a message: 96 bits of a hash, whatever the length of the id."""
    return hashlib.blake2b(message_id.encode(), digest_size=MESSAGE_BYTES).digest()


def counting(order: Order, message: bytes) -> Order:
    """The order, which knows the message from now on. Raises `OrderRefused` at the 101st."""
    if len(order.messages) >= MOST_MESSAGES:
        sentence = f"is one too many: an order counts at most {MOST_MESSAGES} refunds and cancellations"
        raise OrderRefused([FieldError("messageId", sentence)], order.order_id)
    return replace(order, messages=(*order.messages, message))
