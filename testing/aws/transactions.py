"""Transactions of moto that copy no more than the items they may write.

moto copies each table of a transaction whole, with all its stream, so that writing n orders takes n^2 copies.
"""

from __future__ import annotations

import copy
from types import SimpleNamespace
from typing import Any

from moto.dynamodb import models
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.dynamo_type import DynamoType
from moto.dynamodb.models.table import Table

_transact = DynamoDBBackend.transact_write_items


class _Before:
    """A table as it was before a transaction, as far as the transaction may write: the items under its keys."""

    def __init__(self, table: Table, keys: list[dict[str, Any]]) -> None:
        self._table = table
        # Without their items: those of other keys stay the same objects. Items of these are changed in place.
        self._items: Any = table.items.copy()
        self._written = len(table.stream_shard.items) if table.stream_shard else 0
        for key in keys:
            partition = DynamoType(key[table.hash_key_attr])
            if partition in self._items:
                self._items[partition] = self._kept(self._items[partition], key)

    def _kept(self, stored: Any, key: dict[str, Any]) -> Any:
        if self._table.range_key_attr is None:
            return copy.deepcopy(stored)
        kept = stored.copy()
        place = DynamoType(key[self._table.range_key_attr])
        if place in kept:
            kept[place] = copy.deepcopy(kept[place])
        return kept

    def restore(self) -> None:
        self._table.items = self._items
        if self._table.stream_shard:
            del self._table.stream_shard.items[self._written :]


def transact_write_items(backend: DynamoDBBackend, transact_items: list[dict[str, Any]]) -> None:
    """All of the actions or none, as moto's own, which takes back what it wrote from `_Before`."""
    keys: dict[str, list[dict[str, Any]]] = {}
    for action in transact_items:
        operation = next(iter(action.values()))
        keys.setdefault(operation["TableName"], []).append(operation.get("Key") or operation["Item"])
    before = [_Before(backend.tables[name], of) for name, of in keys.items() if name in backend.tables]
    try:
        _transact(backend, transact_items)
    except Exception:
        for table in before:
            table.restore()
        raise


def _copied(value: Any, *memo: Any) -> Any:
    """What moto's backend copies; a table stays itself, as only its transactions copy one."""
    return value if isinstance(value, Table) else copy.deepcopy(value, *memo)


def copy_less_in_transactions() -> None:
    """From here on, in this process."""
    setattr(models, "copy", SimpleNamespace(deepcopy=_copied))  # noqa: B010
    setattr(DynamoDBBackend, "transact_write_items", transact_write_items)  # noqa: B010
