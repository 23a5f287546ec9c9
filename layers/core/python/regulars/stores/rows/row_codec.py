"""A row of facts as the item that is stored: sums and profile, index keys, timeline and products as bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ...facts.customer import FACTS_VERSION, SECTIONS, FactsRow, LongRecord
from ...facts.ranges import Range
from ...facts.time import DAY_MS, SECOND_MS
from ..codec import decode_facts, decode_tags, encode_facts, encode_tags, encode_timeline, outdated_sections
from ..dynamo.calls import Item, pack, unpack
from ..limits import EMPTIED_ROW_DAYS, HEAVY_BYTES, PROJECTED_TIMELINE_BYTES
from .indexes import BY_LAST_ORDER, BY_SPEND, index_key
from .product_codec import decode_products, encode_products

# The facts version: a letter, since both indexes hold the name too.
VERSION = "v"
_NONE: frozenset[str] = frozenset()


def encode_row(row: FactsRow) -> Item:
    """The row without its key: emptied, heavy (neither timeline nor products), or whole."""
    values: dict[str, str | int | bytes | bool | None] = {
        "revision": row.revision,
        "read_at": row.read_at_ms,
        VERSION: row.facts_version,
    }
    if not row.facts.known:
        return pack(values | {"expires": (row.read_at_ms + EMPTIED_ROW_DAYS * DAY_MS) // SECOND_MS})
    purchases = row.facts.purchases
    timeline = encode_timeline(purchases.timeline)
    products = encode_products(row.facts.products or {}, purchases.timeline)
    values["facts"], values["attention"] = encode_facts(row.facts)
    values["tags"] = encode_tags(row.facts.tags or ())
    values["long"] = _encode_long(row.long)
    values["last_order_key"] = index_key(BY_LAST_ORDER, row.facts)
    values["spend_key"] = index_key(BY_SPEND, row.facts)
    if len(timeline) + len(products) > HEAVY_BYTES:
        return pack(values | {"heavy": True})
    if timeline:
        values["timeline" if len(timeline) <= PROJECTED_TIMELINE_BYTES else "long_timeline"] = timeline
    if products:
        values["products"] = bytes([SECTIONS["products"]]) + products
    return pack(values)


def decode_row(item: Item, *, whole: bool = True) -> FactsRow:
    """The row; not `whole` where it was read without products. An index holds neither revision nor `read_at`: 0."""
    values = unpack(item)
    timeline = values.get("timeline") or values.get("long_timeline")
    facts = decode_facts(
        values["sk"],
        values.get("facts"),
        timeline,
        apart=values.get("attention"),
        tags=decode_tags(values.get("tags")) if whole else None,
        heavy="heavy" in values,
    )
    if whole and facts.known:
        stored = values.get("products")
        products = decode_products(stored[1:], facts.purchases.timeline) if stored else {}
        facts = replace(facts, products=products)
    version = values[VERSION]
    outdated = _NONE if version == FACTS_VERSION else _outdated(values)
    revision, read_at_ms = values.get("revision", 0), values.get("read_at", 0)
    return FactsRow(revision, read_at_ms, version, facts, outdated, _decode_long(values.get("long")))


def _encode_long(long: LongRecord | None) -> str | None:
    return None if long is None else json.dumps([long.head_n, long.since], separators=(",", ":"))


def _decode_long(stored: str | None) -> LongRecord | None:
    if stored is None:
        return None
    head_n, since = json.loads(stored)
    return LongRecord(head_n, {Range(name): at_ms for name, at_ms in since.items()})


def _outdated(values: Mapping[str, Any]) -> frozenset[str]:
    """The sections of a row of another facts version that are not of this code's."""
    products, tags = values.get("products"), values.get("tags")
    found = set(outdated_sections(values.get("facts"), values.get("attention")))
    if products is not None and products[0] != SECTIONS["products"]:
        found.add("products")
    if tags is None or json.loads(tags)[0] != SECTIONS["tags"]:
        found.add("tags")
    return frozenset(found)
