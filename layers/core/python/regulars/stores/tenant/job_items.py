"""The records of all kinds of jobs together: how each stands, and what they quote of what callers sent."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from ...facts.tenant import Tenant
from .. import keys
from ..dynamo.calls import Client, pack, pages, unpack, won
from .job_record import JobRecord, decode_job

_TEXTS = ("asked", "result", "error")
GONE = "[erased]"


class JobItems:
    """The records of all kinds of jobs of one tenant."""

    def __init__(self, client: Client, table: str, tenant: Tenant) -> None:
        self._client = client
        self._table = table
        self._tenant = tenant

    def each(self) -> Iterator[tuple[str, JobRecord]]:
        """Every job with the name of its kind, consistently."""
        for item in self._all():
            kind = str(item["sk"]).split("#")[1]
            yield kind, JobRecord(**decode_job(item, keys.job_sort(kind, "")))

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
