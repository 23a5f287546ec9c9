"""What is counted over all customers: live within the bound of a page, else as the last night left it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from ..errors import Conflict
from ..stores.shop import Shop

T = TypeVar("T")


def live_or_left(live: Callable[[], T], left: Callable[[], T | None]) -> T:
    """What `live` gives, else what was `left`. Raises the `Conflict` of `live` where nothing was."""
    try:
        return live()
    except Conflict:
        found = left()
        if found is None:
            raise
        return found


def live_alone(what: str, live: Callable[[], T]) -> T:
    """What `live` gives; no night leaves it. Raises `Conflict` where it raises one, with a sentence of its own."""
    try:
        return live()
    except Conflict as found:
        raise Conflict(found.code, f"There are more customers than {what} may read while somebody waits.") from found


def left_by_night(shop: Shop, name: str, of: Callable[[Any], T]) -> T | None:
    """What the last night left under a name (`LastNight.values`); None where it left none, before the first, and for an
    instant of the past."""
    night = None if shop.then else shop.night_records.last()
    stored = night.values.get(name) if night else None
    return None if stored is None else of(stored)


def too_many() -> Conflict:
    """What is answered where no night has left what cannot be read at once."""
    return Conflict(
        "too_many_customers_live",
        "There are more customers than may be read while somebody waits, and no night has left one yet: "
        "POST /product-affinity/recalculate makes one.",
    )
