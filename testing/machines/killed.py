"""Processes that are killed before one of their writes, and begun again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from regulars.stores.opened import Stores

WRITES = {
    "dynamodb": (
        "PutItem",
        "UpdateItem",
        "TransactWriteItems",
        "BatchWriteItem",
        "BatchExecuteStatement",
        "DeleteItem",
    ),
    "s3": ("PutObject", "DeleteObject"),
    "events": ("PutEvents",),
    "sqs": ("SendMessageBatch", "SendMessage"),
}


class Killed(BaseException):
    """The function's process has ended: nothing catches this."""


class Kill:
    """Ends the process before the write of that number; `writes` counts them."""

    def __init__(self, number: int | None = None) -> None:
        self.number = number
        self.writes = 0

    def before(self, **_: Any) -> None:
        self.writes += 1
        if self.writes == self.number:
            raise Killed

    @contextmanager
    def over(self, stores: Stores) -> Iterator[None]:
        hooked = [
            (getattr(stores, service).meta.events, f"before-call.{service}.{name}")
            for service, names in WRITES.items()
            for name in names
        ]
        for events, name in hooked:
            events.register(name, self.before)
        try:
            yield
        finally:
            for events, name in hooked:
                events.unregister(name, self.before)


def again_and_again(kill: Kill, stores: Stores, do: Callable[[], Any]) -> Any:
    """As the state machine does: a step that broke off is done again."""
    while True:
        try:
            with kill.over(stores):
                return do()
        except Killed:
            continue
