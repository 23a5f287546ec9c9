"""Who a customer is: what people have set, else what the newest orders say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields

from ..customer import ProfileFacts
from ..items.profile import Profile
from ..order import Contact, Order

_CONTACT_FIELDS = tuple(field.name for field in fields(Contact))
# What a profile may set: its fields that the facts have too.
_SET_FIELDS = tuple(
    name for name in (field.name for field in fields(ProfileFacts)) if name in {field.name for field in fields(Profile)}
)


def fold_profile(orders: Iterable[Order], profiles: Sequence[Profile] = ()) -> ProfileFacts:
    """Per field what the first profile that sets it says, else what the newest order of any status says about it.

    `orders` ascend by time; most have the very contact of the one before (`decode_contact`). Where a first or last name
    is set, no order's whole name stands before it.
    """
    said: dict[str, str] = {}
    told: Contact | None = None
    for order in orders:
        if order.channel:
            said["channel"] = order.channel
        if order.contact is None or order.contact is told:
            continue
        told = order.contact
        for name in _CONTACT_FIELDS:
            value = getattr(order.contact, name)
            if value:
                said[name] = value
    if profiles:
        given = {
            name: value
            for profile in reversed(profiles)
            for name in _SET_FIELDS
            if (value := getattr(profile, name)) is not None
        }
        if given.keys() & {"first_name", "last_name"}:
            said.pop("name", None)
        said |= given
    return ProfileFacts(**said)
