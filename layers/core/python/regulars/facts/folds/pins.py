"""The pins of a person's ids together."""

from __future__ import annotations

from collections.abc import Iterable

from ..items.pin import Pin
from ..pins import NO_PINS, Pins


def fold_pins(pins: Iterable[Pin]) -> Pins:
    """Of two ids of a person that are pinned otherwise the newer pin counts; of one instant the one that keeps out."""
    newest = {one.segment_id: one.included for one in sorted(pins, key=lambda one: (one.pinned_ms, not one.included))}
    if not newest:
        return NO_PINS
    return Pins(
        tuple(sorted(one for one, included in newest.items() if included)),
        tuple(sorted(one for one, included in newest.items() if not included)),
    )
