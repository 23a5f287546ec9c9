"""The tag item: nothing but when it was given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...facts.items.tag import Tag
from ...facts.ranges import Range
from ..dynamo.calls import Value
from .envelope import envelope_of
from .kind import ItemKind, ListedAs


def encode_tag(tag: Tag, replaced: Tag | None) -> dict[str, Value | None]:
    return {"created": tag.created_ms}


def decode_tag(customer_id: str, name: str, values: Mapping[str, Any]) -> Tag:
    return Tag(name, customer_id, values["created"], **envelope_of(values))


TAG = ItemKind(
    prefix="tag#",
    held_as="Tags",
    type=Tag,
    encode=encode_tag,
    decode=decode_tag,
    parts=frozenset({"tags"}),
    journey=None,
    listed=lambda tag: ListedAs(f"{tag.created_ms:015d}", tag.name),
    range=Range.CORE,
)
