"""The profile item: the fields that are set."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...facts.items.profile import CustomerSource, CustomerStatus, CustomerType, Profile
from ...facts.ranges import Range
from ..dynamo.calls import Value
from .envelope import envelope_of
from .kind import ItemKind

_TEXTS = ("first_name", "last_name", "email", "phone", "company")


def encode_profile(profile: Profile, replaced: Profile | None) -> dict[str, Value | None]:
    return {
        "created": profile.created_ms,
        **{name: getattr(profile, name) for name in _TEXTS},
        "type": profile.customer_type,
        "source": profile.source,
        "status": profile.status,
    }


def decode_profile(customer_id: str, item_id: str, values: Mapping[str, Any]) -> Profile:
    return Profile(
        customer_id=customer_id,
        created_ms=values["created"],
        **envelope_of(values),
        **_texts(values),
        customer_type=CustomerType(values["type"]) if "type" in values else None,
        source=CustomerSource(values["source"]) if "source" in values else None,
        status=CustomerStatus(values["status"]) if "status" in values else None,
    )


def _texts(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: values.get(name) for name in _TEXTS}


PROFILE = ItemKind(
    prefix="profile",
    held_as="What was written of you by hand",
    type=Profile,
    encode=encode_profile,
    decode=decode_profile,
    parts=frozenset({"known", "profile"}),
    journey=None,
    listed=None,
    range=Range.CORE,
)
