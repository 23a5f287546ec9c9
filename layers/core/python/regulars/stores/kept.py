"""Answers over all customers, kept a minute in the memory of one container. Pure: the clock is given.

Never what is said of one customer, nor rows of a list: only counts and sums, which nobody reads back after a write.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, NamedTuple

from ..facts.time import MINUTE_MS

MOST_BYTES = 32_000_000
# What a key and its place take beside the value, about.
_PLACE_BYTES = 500


class _Value(NamedTuple):
    body: bytes
    at_ms: int


class Kept:
    """Bytes by key for `for_ms`, together `most_bytes`: what has not been asked for longest goes first."""

    def __init__(self, *, most_bytes: int = MOST_BYTES, for_ms: int = MINUTE_MS) -> None:
        self._most_bytes = most_bytes
        self._for_ms = for_ms
        self._values: OrderedDict[Hashable, _Value] = OrderedDict()
        self.size_bytes = 0

    def get(self, key: Hashable, now_ms: int) -> bytes | None:
        """What was put within the last minute; one of later than now, by a clock that stepped back, counts as none."""
        value = self._values.get(key)
        if value is None or not 0 <= now_ms - value.at_ms < self._for_ms:
            return None
        self._values.move_to_end(key)
        return value.body

    def put(self, key: Hashable, body: bytes, now_ms: int) -> None:
        """Keeps a value; one that is larger than everything may be is not kept."""
        self._drop(key)
        self._values[key] = _Value(body, now_ms)
        self.size_bytes += len(body) + _PLACE_BYTES
        while self.size_bytes > self._most_bytes:
            self._drop(next(iter(self._values)))

    def _drop(self, key: Hashable) -> None:
        value = self._values.pop(key, None)
        if value is not None:
            self.size_bytes -= len(value.body) + _PLACE_BYTES


class Keeper:
    """What is kept of one tenant under one revision of all that it is derived by: a change of it asks under another
    key."""

    def __init__(self, kept: Kept, tenant_id: str, revision: Hashable, now_ms: int) -> None:
        self._kept = kept
        self._bound = (tenant_id, revision)
        self._now_ms = now_ms

    def body(self, key: Hashable, make: Callable[[], bytes]) -> bytes:
        """The bytes kept under the key, else those that `make` gives. What it raises is not kept."""
        found = self._kept.get((self._bound, key), self._now_ms)
        if found is None:
            found = make()
            self._kept.put((self._bound, key), found, self._now_ms)
        return found

    def value(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """The same of a value that JSON can hold; a named tuple comes back as a list."""
        return json.loads(self.body(key, lambda: json.dumps(make()).encode()))

    def known(self, key: Hashable) -> Any:
        """A value as `value` or `keep` left it; None where there is none."""
        found = self._kept.get((self._bound, key), self._now_ms)
        return None if found is None else json.loads(found)

    def keep(self, key: Hashable, value: Any) -> None:
        self._kept.put((self._bound, key), json.dumps(value).encode(), self._now_ms)
