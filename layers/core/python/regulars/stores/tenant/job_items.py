"""The records of all kinds of jobs together: which are under way, and what they quote of what callers sent."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ...facts.tenant import Tenant
from ...facts.time import DAY_MS
from .. import keys
from ..dynamo.calls import Client, pack, pages, unpack, won
from .erasures import Erasures
from .imports import Imports
from .job_record import JobState

# What a machine runs at most, and what a job may wait before it.
_LONGEST_MS = 2 * DAY_MS
_TEXTS = ("asked", "result", "error")
GONE = "[erased]"


class JobItems:
    """The records of all kinds of jobs of one tenant."""

    def __init__(self, client: Client, table: str, tenant: Tenant) -> None:
        self._client = client
        self._table = table
        self._tenant = tenant

    def under_way(self, now_ms: int, *, created_before_ms: int | None = None) -> frozenset[str]:
        """The ids of jobs that may still read or write what they found: they run, or wait for their turn with a file.
        With `created_before_ms` only those that were asked for by then.

        One that has been at it for longer than any may be has been stopped, whatever it says.
        """
        found = (item for item in self._all() if _is_under_way(item, now_ms))
        return frozenset(
            _id_of(item) for item in found if created_before_ms is None or item["created"] < created_before_ms
        )

    def without(self, names: Callable[[str], bool]) -> int:
        """Puts `[erased]` in the place of every text that names somebody; in how many records."""
        return sum(self._rewrite(item, names) for item in self._all())

    def _all(self) -> Iterator[dict[str, Any]]:
        query = {
            "TableName": self._table,
            "KeyConditionExpression": "pk = :pk AND begins_with(sk, :sk)",
            "ExpressionAttributeValues": pack({":pk": self._tenant.id, ":sk": keys.JOB}),
            "ConsistentRead": True,
        }
        for items in pages(self._client, **query):
            yield from map(unpack, items)

    def _rewrite(self, item: dict[str, Any], names: Callable[[str], bool]) -> bool:
        changed = {}
        for attribute in _TEXTS:
            stored = item.get(attribute)
            if stored is not None and names(stored):
                changed[attribute] = GONE if attribute == "error" else _dumped(_taken_out(json.loads(stored), names))
        if not changed:
            return False
        values = {f":{name}": value for name, value in changed.items()}
        seen = {f":seen_{name}": item[name] for name in changed}
        return won(
            self._client.update_item,
            TableName=self._table,
            Key=pack({"pk": item["pk"], "sk": item["sk"]}),
            UpdateExpression="SET " + ", ".join(f"#{name} = :{name}" for name in changed),
            ConditionExpression=" AND ".join(f"#{name} = :seen_{name}" for name in changed),
            ExpressionAttributeNames={f"#{name}": name for name in changed},
            ExpressionAttributeValues=pack({**values, **seen}),
        )


def _id_of(item: Mapping[str, Any]) -> str:
    return str(item["sk"]).rpartition("#")[2]


def _is_under_way(item: Mapping[str, Any], now_ms: int) -> bool:
    if str(item["sk"]).startswith(keys.job_sort(Erasures.kind, "")):
        return False
    # An import whose file has not come may wait for ever.
    begins = not str(item["sk"]).startswith(keys.job_sort(Imports.kind, "")) or "version_id" in item
    goes_on = item["state"] == JobState.RUNNING or (item["state"] == JobState.WAITING and begins)
    return goes_on and now_ms < item.get("begun", item["created"]) + _LONGEST_MS


def _taken_out(value: Any, names: Callable[[str], bool]) -> Any:
    match value:
        case str():
            return GONE if names(value) else value
        case list():
            return [_taken_out(one, names) for one in value]
        case dict():
            return {_taken_out(name, names): _taken_out(one, names) for name, one in value.items()}
        case _:
            return value


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
