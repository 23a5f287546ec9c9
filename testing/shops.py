"""A tenant's shop at an instant, and all that a reader gives of a walk, page after page."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TypeVar

from regulars.stores.opened import Stores
from regulars.stores.reading import Reading
from regulars.stores.shop import Shop

T = TypeVar("T")


def shop_of(stores: Stores, tenant_id: str, now_ms: int) -> Shop:
    """The shop of a tenant that the directory knows."""
    record = stores.directory.read(tenant_id)
    assert record is not None
    return Shop(stores, record, now_ms)


def walked(read: Callable[..., Reading[T]], *, limit: int = 1_000) -> list[T]:
    """Every item of the readings behind each other, at most `limit` of each drawn; positions go through JSON, as in a
    cursor."""
    found: list[T] = []
    after = None
    while True:
        reading, drawn = read(after=after), 0
        for position, item in reading.steps:
            if item is not None and drawn == limit:
                break
            after = json.loads(json.dumps(position))
            if item is not None:
                found.append(item)
                drawn += 1
        else:
            if reading.ends():
                return found
