"""Who a customer is, as far as their orders say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields

from ..customer import ProfileFacts
from ..order import Order

_CONTACT_FIELDS = tuple(field.name for field in fields(ProfileFacts))


def fold_profile(orders: Iterable[Order]) -> ProfileFacts:
    """Per field the newest order of any status that says something about it (api.md, Orders)."""
    said: dict[str, str] = {}
    newest_last = sorted(
        (order for order in orders if order.contact is not None),
        key=lambda order: (order.ordered_at_ms, order.order_id),
    )
    for order in newest_last:
        for name in _CONTACT_FIELDS:
            value = getattr(order.contact, name)
            if value:
                said[name] = value
    return ProfileFacts(**said)
