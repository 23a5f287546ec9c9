"""The address item."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...facts.items.address import Address, AddressType
from ...facts.ranges import Range
from ..dynamo.calls import Value
from .envelope import envelope_of
from .kind import ItemKind

_TEXTS = ("line1", "line2", "city", "region", "country")


def encode_address(address: Address, replaced: Address | None) -> dict[str, Value | None]:
    return {
        "created": address.created_ms,
        "type": address.type,
        **{name: getattr(address, name) for name in _TEXTS},
        "postal_code": address.postal_code,
        "default": address.default_ms,
    }


def decode_address(customer_id: str, address_id: str, values: Mapping[str, Any]) -> Address:
    texts: dict[str, Any] = {name: values.get(name) for name in _TEXTS}
    return Address(
        address_id=address_id,
        customer_id=customer_id,
        type=AddressType(values["type"]),
        created_ms=values["created"],
        **envelope_of(values),
        **texts,
        postal_code=values.get("postal_code"),
        default_ms=values.get("default"),
    )


ADDRESS = ItemKind(
    prefix="address#",
    held_as="Postal addresses",
    type=Address,
    encode=encode_address,
    decode=decode_address,
    parts=frozenset(),
    journey=None,
    listed=None,
    range=Range.CORE,
)
