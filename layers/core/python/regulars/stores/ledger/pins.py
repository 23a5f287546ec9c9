"""The pin item."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...facts.items.pin import Pin, PinnedAs
from ...facts.ranges import Range
from ..dynamo.calls import Value
from .envelope import envelope_of
from .kind import ItemKind, ListedAs


def encode_pin(pin: Pin, replaced: Pin | None) -> dict[str, Value | None]:
    # `action` is what lists of a segment's pins filter by.
    return {"action": pin.pinned_as, "pinned_at": pin.pinned_ms, "by": pin.by}


def decode_pin(customer_id: str, segment_id: str, values: Mapping[str, Any]) -> Pin:
    return Pin(
        segment_id,
        customer_id,
        values["action"] == PinnedAs.IN,
        values["pinned_at"],
        **envelope_of(values),
        by=values.get("by"),
    )


PIN = ItemKind(
    prefix="pin#",
    held_as="Groups that you were put into, or kept out of, by hand",
    type=Pin,
    encode=encode_pin,
    decode=decode_pin,
    parts=frozenset({"pins"}),
    journey=None,
    listed=lambda pin: ListedAs(f"{pin.pinned_ms:015d}", pin.segment_id),
    range=Range.CORE,
)
