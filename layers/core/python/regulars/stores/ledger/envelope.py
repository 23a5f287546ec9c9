"""The attributes that every item of the ledger has, put in one place: `n`, `lane`, `written`, `arrived`.

The stream's filter and `projection/dispatch.py` go by the lane, conditional writes by `n`, a night by `written`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Generic, NamedTuple, NewType, TypeVar

from ...facts.items.item import LedgerItem
from ...facts.order import Lane
from ..dynamo.calls import Item, Value, pack, unpack
from .kind import ItemKind

T = TypeVar("T", bound=LedgerItem)

# A ledger item in its envelope; what has none cannot be written (`Ledger.insert`, `Ledger.replace`).
Enveloped = NewType("Enveloped", Item)


class Stored(NamedTuple, Generic[T]):
    """An item with the revision under which it is stored; a write names the revision it replaces."""

    item: T
    n: int


def encode_item(
    kind: ItemKind[T],
    key: Mapping[str, str],
    item: T,
    *,
    replacing: Stored[T] | None,
    listed: Mapping[str, str] | None = None,
) -> Enveloped:
    """The item as it is stored under `key` in the place of `replacing` (None: nothing), and under the key `listed` in
    the index of kinds. Raises as `kind.encode`.
    """
    envelope: dict[str, Value] = {
        "n": replacing.n + 1 if replacing else 1,
        "lane": item.lane,
        "written": item.written_ms,
        "arrived": item.arrived_ms,
    }
    content = kind.encode(item, replacing.item if replacing else None)
    return Enveloped(pack({**content, **key, **(listed or {}), **envelope}))


def decode_item(kind: ItemKind[T], customer_id: str, item_id: str, item: Item) -> Stored[T]:
    """What `encode_item` gave."""
    values = unpack(item)
    return Stored(kind.decode(customer_id, item_id, values), values["n"])


def envelope_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that every item has from its envelope."""
    return {"arrived_ms": values["arrived"], "written_ms": values["written"], "lane": Lane(values["lane"])}
