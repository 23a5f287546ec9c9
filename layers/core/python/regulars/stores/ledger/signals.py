"""The item of a shop's own signals of churn, all of a customer's as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ...facts.items.signal import Signal, Signals
from ...facts.ranges import Range
from ..compact import compact
from ..dynamo.calls import Value
from .envelope import envelope_of
from .kind import ItemKind


def encode_signals(signals: Signals, replaced: Signals | None) -> dict[str, Value | None]:
    return {
        "created": signals.created_ms,
        "signals": compact(signals.signals),
    }


def decode_signals(customer_id: str, item_id: str, values: Mapping[str, Any]) -> Signals:
    found = tuple(Signal(*one) for one in json.loads(values["signals"]))
    return Signals(customer_id, found, values["created"], **envelope_of(values))


SIGNALS = ItemKind(
    prefix="signals",
    held_as="Signals that you may leave",
    type=Signals,
    encode=encode_signals,
    decode=decode_signals,
    parts=frozenset({"signals"}),
    journey=None,
    listed=None,
    range=Range.CORE,
)
