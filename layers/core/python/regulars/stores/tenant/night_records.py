"""What nights leave among a tenant's own records, by its local day: a summary, and beside it the rest."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, NamedTuple

from ...facts.tenant import Tenant
from .. import keys
from ..dynamo.calls import Client, call, pack, pages, unpack

# Zones lie up to 26 hours apart: after a tenant's has changed, today may be the day before yesterday.
_NEWEST_DAYS = 3


class LastNight(NamedTuple):
    """The newest night that was completed: the tenant-local `day` (YYYY-MM-DD), its job, its instant, what it left."""

    day: str
    job_id: str
    as_of_ms: int
    values: Mapping[str, Any]


class NightRecords:
    """The records of one tenant's nights. The last run of a day stands."""

    def __init__(self, client: Client, table: str, tenant: Tenant) -> None:
        self._client = client
        self._table = table
        self._tenant = tenant

    def put(self, night: LastNight, summary: Mapping[str, Any]) -> None:
        """Stores what a night left: the summary by itself, since a chart reads hundreds of them."""
        self._put(keys.summary_sort(night.day), summary=json.dumps(summary, separators=(",", ":")))
        values = json.dumps(night.values, separators=(",", ":"))
        self._put(keys.night_sort(night.day), job=night.job_id, as_of=night.as_of_ms, night=values)

    def last(self) -> LastNight | None:
        """The night of the newest instant; None before the first."""
        newest = islice(self._newest(keys.NIGHT, limit=_NEWEST_DAYS), _NEWEST_DAYS)
        item = max(newest, key=lambda found: (found["as_of"], found["sk"]), default=None)
        if item is None:
            return None
        return LastNight(item["sk"].removeprefix(keys.NIGHT), item["job"], item["as_of"], json.loads(item["night"]))

    def summaries(self, days: int) -> list[tuple[str, dict[str, Any]]]:
        """The newest stored summaries by day, the newest first."""
        found: list[tuple[str, dict[str, Any]]] = []
        for item in self._newest(keys.SUMMARY, limit=days):
            found.append((item["sk"].removeprefix(keys.SUMMARY), json.loads(item["summary"])))
            if len(found) == days:
                break
        return found

    def _newest(self, kind: str, *, limit: int) -> Iterator[dict[str, Any]]:
        """Items of a kind by day, the newest first; `limit` a page, of which there may be more. Consistently: who has
        waited for a recalculation is answered from it."""
        query = {
            "TableName": self._table,
            "KeyConditionExpression": "pk = :pk AND begins_with(sk, :kind)",
            "ExpressionAttributeValues": {":pk": {"S": self._tenant.id}, ":kind": {"S": kind}},
            "ScanIndexForward": False,
            "ConsistentRead": True,
            "Limit": limit,
        }
        for items in pages(self._client, **query):
            yield from map(unpack, items)

    def _put(self, sort: str, **values: str | int) -> None:
        call(self._client.put_item, TableName=self._table, Item=pack({**self._key(sort), **values}))

    def _key(self, sort: str) -> keys.Key:
        return keys.tenant_item(self._tenant.id, sort)
