"""The event bus, and the queue of what it did not take.

What leaves here is a `BusEntry`: the stores know no events.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from typing import Any, NamedTuple

from ..errors import StoreUnavailable
from .batches import batches
from .dynamo.calls import Client, call
from .limits import BUS_ENTRIES, BUS_ENTRY_BYTES, SEND_MESSAGE_BATCH

_ATTEMPTS = 4
SOURCE = "regulars"
WEBHOOK, NO_WEBHOOK = "webhook", "no-webhook"
"""Among the resources of an event: whether some webhook wants it. The rule of `infra/webhooks.py` passes over one that
none wants, and takes one that does not say so, which an earlier version has put."""


class BusEntry(NamedTuple):
    """One event as the bus takes it: its type, its detail as JSON, and whether some webhook wants it."""

    type: str
    detail: str
    for_webhooks: bool = True


def encode_entry(entry: BusEntry) -> str:
    """The body of a dead letter."""
    return json.dumps(entry._asdict(), ensure_ascii=False)


def decode_entry(body: str) -> BusEntry | None:
    """What `encode_entry` gave; None for what no code of ours has sent. One that does not say so is for webhooks."""
    try:
        values = json.loads(body)
        entry = BusEntry(values["type"], values["detail"], values.get("for_webhooks", True))
        json.loads(entry.detail)
        return entry
    except (ValueError, KeyError, TypeError):
        return None


class Bus:
    """The stack's own bus."""

    def __init__(self, client: Client, name: str) -> None:
        self._client = client
        self._name = name

    def put(self, entries: Sequence[BusEntry]) -> list[BusEntry]:
        """Those that the bus has not taken after all attempts. Raises `StoreUnavailable` where it does not answer.

        The bus takes or refuses each entry by itself; those that were refused are tried again, in their order.
        """
        refused: list[BusEntry] = []
        for batch in batches(entries, _bytes, most=BUS_ENTRIES, most_bytes=BUS_ENTRY_BYTES):
            for attempt in range(_ATTEMPTS):
                batch = self._put(batch)
                if not batch:
                    break
                time.sleep(0.05 * 4**attempt)
            refused += batch
        return refused

    def put_all(self, entries: Sequence[BusEntry]) -> None:
        """Raises `StoreUnavailable` where one of them is not taken."""
        if refused := self.put(entries):
            raise StoreUnavailable(f"the bus refused {len(refused)} events")

    def _put(self, entries: Sequence[BusEntry]) -> list[BusEntry]:
        asked: list[dict[str, Any]] = [
            {
                "EventBusName": self._name,
                "Source": SOURCE,
                "DetailType": entry.type,
                "Detail": entry.detail,
                "Resources": _resources(entry),
            }
            for entry in entries
        ]
        answers = call(self._client.put_events, Entries=asked)["Entries"]
        return [entry for entry, answer in zip(entries, answers, strict=True) if "ErrorCode" in answer]


class DeadEvents:
    """Events that the bus refused, until `regulars replay` puts them on it again."""

    def __init__(self, client: Client, url: str) -> None:
        self._client = client
        self._url = url

    def keep(self, entries: Sequence[BusEntry]) -> None:
        """Raises `StoreUnavailable` where one of them is not taken."""
        for start in range(0, len(entries), SEND_MESSAGE_BATCH):
            batch = [
                {"Id": str(index), "MessageBody": encode_entry(entry)}
                for index, entry in enumerate(entries[start : start + SEND_MESSAGE_BATCH])
            ]
            answer = call(self._client.send_message_batch, QueueUrl=self._url, Entries=batch)
            if answer.get("Failed"):
                raise StoreUnavailable(f"{len(answer['Failed'])} dead letters were not taken")


def _resources(entry: BusEntry) -> list[str]:
    return [WEBHOOK if entry.for_webhooks else NO_WEBHOOK]


def _bytes(entry: BusEntry) -> int:
    return len(entry.detail.encode()) + len(entry.type) + len(SOURCE) + sum(map(len, _resources(entry)))
