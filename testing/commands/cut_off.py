"""A command that is killed before one of its writes."""

from __future__ import annotations

from typing import Any

from regulars.stores.opened import Stores

_WRITES = frozenset(
    {
        *("PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems"),
        *("PutObject", "DeleteObjects"),
    }
)


class Killed(Exception):
    """No error that any code knows."""


class CutOff:
    """Kills whoever writes for the time after `left`; None: nobody."""

    def __init__(self, stores: Stores) -> None:
        self.left: int | None = None
        for client in (stores.dynamodb, stores.s3):
            client.meta.events.register_first("before-call", self._look)

    def _look(self, model: Any, **_: Any) -> None:
        if self.left is None or model.name not in _WRITES:
            return
        if self.left == 0:
            raise Killed
        self.left -= 1
