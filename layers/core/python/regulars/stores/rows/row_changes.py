"""Changes of rows as the facts table's stream tells them, as far as they may touch a lookup."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from ...facts.customer import FactsRow
from .. import keys
from ..codec import stored_profile
from ..dynamo.calls import Item
from .row_codec import decode_row

# What a row's products are decoded from; where these are equal, so are they.
_TELL_PRODUCTS = ("products", "timeline", "long_timeline")


class RowChange(NamedTuple):
    """One change of a row as the table's stream tells it; None where there was no row before, or is none after."""

    tenant_id: str
    generation: int
    before: FactsRow | None
    after: FactsRow | None


def changed_rows(records: Iterable[Mapping[str, Any]]) -> Iterator[RowChange]:
    """The changes of stream records that may have touched a lookup; all others are passed over undecoded."""
    for record in records:
        change = record["dynamodb"]
        old, new = change.get("OldImage"), change.get("NewImage")
        place = keys.split_facts_partition(change["Keys"]["pk"]["S"])
        try:
            yield from _changed(place, old, new)
        except Exception:
            if old is None:
                raise
            # The row that a night has repaired: which entries it had is not known, and what is stray the night sweeps.
            yield from _changed(place, None, new)


def _changed(place: tuple[str, int], old: Item | None, new: Item | None) -> Iterator[RowChange]:
    if _may_touch_products(old or {}, new or {}) or _touch_words(old or {}, new or {}):
        yield RowChange(*place, *(decode_row(_from_event(image)) if image else None for image in (old, new)))


def _may_touch_products(old: Item, new: Item) -> bool:
    """A heavy customer's products stand in their ledger alone: each of their rows may be a change."""
    heavy = "heavy" in old or "heavy" in new
    return heavy or any(old.get(name) != new.get(name) for name in _TELL_PRODUCTS)


def _touch_words(old: Item, new: Item) -> bool:
    """A customer's words are made of their id, while they are known, and of their profile."""
    return stored_profile(_stored_facts(old)) != stored_profile(_stored_facts(new))


def _stored_facts(image: Item) -> str | None:
    return image["facts"]["S"] if "facts" in image else None


def _from_event(image: Item) -> Item:
    """An image as the client would have read it: Lambda's events are JSON, where bytes are base64."""
    return {
        name: {"B": b64decode(value["B"])} if isinstance(value.get("B"), str) else value
        for name, value in image.items()
    }
