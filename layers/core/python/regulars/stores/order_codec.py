"""How an order's lines, messages, contact and original lie in its item: compact, deterministic, and read back equal."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from dataclasses import asdict, fields
from decimal import Decimal
from functools import lru_cache

from ..facts.order import MESSAGE_BYTES, Contact, OrderLine, Original
from .compact import compact

_CONTACT = tuple(field.name for field in fields(Contact))
# Deflate without a header and a sum: DynamoDB checks what it keeps.
_BARE = -zlib.MAX_WBITS
# `json.loads` looks for spaces around what it reads, which takes as long as a line.
_read = json.JSONDecoder().raw_decode
# A shop has few prices, and reading one costs as much as the rest of its line.
_price = lru_cache(maxsize=4096)(Decimal)


def encode_lines(lines: Sequence[OrderLine]) -> bytes:
    """A line of JSON for each of an order's lines, compressed."""
    rows = (
        [
            line.product_id,
            line.quantity_milli,
            str(line.unit_price),
            line.amount_minor,
            line.product_name,
            line.category,
        ]
        for line in lines
    )
    return zlib.compress("\n".join(map(compact, rows)).encode(), wbits=_BARE)


def decode_lines(stored: bytes) -> tuple[OrderLine, ...]:
    text = zlib.decompress(stored, _BARE).decode()
    return tuple(map(decode_line, text.split("\n"))) if text else ()


@lru_cache(maxsize=4096)
def decode_line(text: str) -> OrderLine:
    """A shop sells the same again and again: a line that was read before is not read anew, and not held twice."""
    (product_id, quantity_milli, price, amount_minor, name, category), _ = _read(text)
    return OrderLine(product_id, quantity_milli, _price(price), amount_minor, name, category)


def encode_messages(messages: Sequence[bytes]) -> bytes:
    """Digests of 12 bytes, one after the other."""
    return b"".join(messages)


def decode_messages(stored: bytes) -> tuple[bytes, ...]:
    return tuple(stored[start : start + MESSAGE_BYTES] for start in range(0, len(stored), MESSAGE_BYTES))


def encode_contact(contact: Contact | None) -> str | None:
    if contact is None:
        return None
    return compact({name: value for name in _CONTACT if (value := getattr(contact, name)) is not None})


@lru_cache(maxsize=64)
def decode_contact(stored: str | None) -> Contact | None:
    """Most orders of a customer say the same of them."""
    return None if stored is None else Contact(**json.loads(stored))


def encode_original(original: Original | None) -> str | None:
    if original is None:
        return None
    return compact(
        {
            name: str(value) if isinstance(value, Decimal) else value
            for name, value in asdict(original).items()
            if value is not None
        }
    )


def decode_original(stored: str | None) -> Original | None:
    if stored is None:
        return None
    values = json.loads(stored)
    for name in ("exchange_rate", "total", "refunded"):
        if name in values:
            values[name] = Decimal(values[name])
    return Original(**values)
