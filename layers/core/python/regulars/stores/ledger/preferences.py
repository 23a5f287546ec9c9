"""The item of a customer's preferences; topics as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ...facts.items.channels import Channel
from ...facts.items.preferences import Preferences
from ...facts.ranges import Range
from ..dynamo.calls import Value
from .envelope import envelope_of
from .kind import ItemKind


def encode_preferences(preferences: Preferences, replaced: Preferences | None) -> dict[str, Value | None]:
    wanted = preferences.subscriptions
    return {
        "created": preferences.created_ms,
        "preferred": preferences.preferred_contact_method,
        "do_not_contact": preferences.do_not_contact or None,
        "topics": json.dumps(wanted, ensure_ascii=False, separators=(",", ":"), sort_keys=True) if wanted else None,
    }


def decode_preferences(customer_id: str, item_id: str, values: Mapping[str, Any]) -> Preferences:
    return Preferences(
        customer_id=customer_id,
        created_ms=values["created"],
        **envelope_of(values),
        preferred_contact_method=Channel(values["preferred"]) if "preferred" in values else None,
        do_not_contact=values.get("do_not_contact", False),
        subscriptions=json.loads(values.get("topics", "{}")),
    )


PREFERENCES = ItemKind(
    prefix="preferences",
    held_as="How you want to be contacted",
    type=Preferences,
    encode=encode_preferences,
    decode=decode_preferences,
    parts=frozenset({"contactability"}),
    journey=None,
    listed=None,
    range=Range.CORE,
)
