"""Which requests a client makes: the tests of the stores count them, as AWS would."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def requests_of(client: Any) -> Iterator[list[str]]:
    """The names of the operations called within, in order."""
    made: list[str] = []

    def note(model: Any, **_: Any) -> None:
        made.append(model.name)

    client.meta.events.register("before-call", note)
    try:
        yield made
    finally:
        client.meta.events.unregister("before-call", note)
