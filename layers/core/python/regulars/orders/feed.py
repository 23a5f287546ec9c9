"""Whether orders come in live, by a feed that says which of two states is newer: then a file needs a clock as well."""

from __future__ import annotations

from collections.abc import Iterable

from ..facts.order import Order
from ..facts.time import DAY_MS
from ..stores.shop import Shop

FEED_DAYS = 30


def has_feed(fed_day: int | None, now_ms: int) -> bool:
    """Whether an order with a `version` or an `updatedAt` came in live on one of the last 30 days (in UTC), or today.

    `fed_day` is the last such day, as the tenant's record has it.
    """
    return fed_day is not None and now_ms // DAY_MS - fed_day <= FEED_DAYS


def note_feed(shop: Shop, orders: Iterable[Order]) -> None:
    """Notes that orders of a feed came today, where any of these is one: one write on the first call of a day.

    The day stands in the tenant's record, which each call reads; calls that cross write once more in vain.
    """
    if any(order.version is not None or order.updated_at_ms is not None for order in orders):
        note_fed(shop)


def note_fed(shop: Shop) -> None:
    """Notes that the feed said something today, unless that is noted already."""
    today = shop.now_ms // DAY_MS
    if shop.record.fed_day is None or shop.record.fed_day < today:
        shop.stores.feed(shop.tenant).note(today)
