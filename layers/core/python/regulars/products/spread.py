"""What a night leaves by product, spread over objects: an answer reads that of its product alone."""

from __future__ import annotations

from collections.abc import Iterable
from zlib import crc32


def spread(product_ids: Iterable[str], an_object: int) -> list[list[str]]:
    """Ascending ids for each object, some `an_object` of them; one object at least, though it be empty."""
    ids = sorted(product_ids)
    objects: list[list[str]] = [[] for _ in range(max(1, -(-len(ids) // an_object)))]
    for product_id in ids:
        objects[number_of(product_id, len(objects))].append(product_id)
    return objects


def number_of(product_id: str, objects: int) -> int:
    """The object that a product is in, of so many."""
    return crc32(product_id.encode()) % objects
