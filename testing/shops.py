"""A tenant's shop at an instant, and all that a reader gives of a walk, page after page."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TypeVar

from regulars.stores.opened import Shop, Stores
from regulars.stores.reading import Reading

T = TypeVar("T")


def shop_of(stores: Stores, tenant_id: str, now_ms: int) -> Shop:
    """The shop of a tenant that the directory knows."""
    record = stores.directory.read(tenant_id)
    assert record is not None
    return Shop(stores, record, now_ms)


def walked(read: Callable[..., Reading[T]]) -> list[T]:
    """Every item of the readings behind each other, all drawn; positions go through JSON, as in a cursor."""
    found: list[T] = []
    after = None
    while True:
        reading = read(after=after)
        for position, item in reading.steps:
            after = json.loads(json.dumps(position))
            if item is not None:
                found.append(item)
        if reading.ends():
            return found
