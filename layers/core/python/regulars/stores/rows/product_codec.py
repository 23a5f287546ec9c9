"""A customer's products as one compressed attribute: each purchase is an entry of their timeline, units and spent."""

from __future__ import annotations

import zlib
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from math import gcd

from ...facts.customer import TimelineEntry
from ...facts.product import ProductFacts, Purchase
from ..varints import put_varint, varints

# Ids and categories are printable, so that no line break is in them.
_BETWEEN = "\n"


def encode_products(products: Mapping[str, ProductFacts], timeline: Sequence[TimelineEntry]) -> bytes:
    """Ids and distinct categories as text, then numbers: their count, category, and purchases by timeline index.

    An instant is told by the first entry of the timeline that has it; units and money in what all values share.
    """
    if not products:
        return b""
    named = dict.fromkeys(product.category for product in products.values() if product.category)
    categories = {category: number for number, category in enumerate(named, start=1)}
    text = _BETWEEN.join([*products, *categories]).encode()
    purchases = [purchase for product in products.values() for purchase in product.purchases]
    units = gcd(*(purchase.units_milli for purchase in purchases)) or 1
    money = gcd(*(purchase.spent_minor for purchase in purchases)) or 1
    instants = [entry.at_ms for entry in timeline]
    out = bytearray()
    for number in (len(text), len(products), units, money):
        put_varint(out, number)
    out += text
    for product in products.values():
        put_varint(out, categories[product.category] if product.category else 0)
        put_varint(out, product.count)
        before = 0
        for at_ms, units_milli, spent_minor in product.purchases:
            index = bisect_left(instants, at_ms)
            put_varint(out, index - before)
            put_varint(out, units_milli // units)
            put_varint(out, spent_minor // money)
            before = index
    return zlib.compress(bytes(out))


def decode_products(stored: bytes, timeline: Sequence[TimelineEntry]) -> dict[str, ProductFacts]:
    """What `encode_products` was given."""
    content = zlib.decompress(stored)
    head, start = _head(content)
    length, count, units, money = head
    texts = content[start : start + length].decode().split(_BETWEEN)
    categories = [None, *texts[count:]]
    instants = [entry.at_ms for entry in timeline]
    take = iter(varints(content[start + length :])).__next__
    products = {}
    for product_id in texts[:count]:
        category = categories[take()]
        index = 0
        purchases = []
        for _ in range(take()):
            index += take()
            purchases.append(Purchase(instants[index], take() * units, take() * money))
        products[product_id] = ProductFacts(product_id, tuple(purchases), category)
    return products


def _head(content: bytes) -> tuple[list[int], int]:
    """The four numbers before the text, and where that begins."""
    start = 0
    for _ in range(4):
        while content[start] > 127:
            start += 1
        start += 1
    return varints(content[:start]), start
