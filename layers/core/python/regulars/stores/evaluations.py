"""Evaluations: what was last announced of each customer. Outside generations; no rebuild touches them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from heapq import merge
from operator import itemgetter
from typing import Any

from ..facts.tenant import Tenant
from ..scoring.announced import Value as AnnouncedValue
from ..scoring.evaluate import Evaluation, Reason, Revision
from ..segments.announcing import SEGMENT
from . import keys
from .due_entries import DueEntries
from .dynamo.calls import Client, batch_delete, batch_get, pack, pages, unpack, won

# This many at a time of each of 64 buckets: some 4 MB, and for one read unit too many in ten.
_AT_A_TIME = 50


class Evaluations:
    """The evaluations of one tenant."""

    def __init__(self, client: Client, table: str, tenant: Tenant, *, noted: set[str] | None = None) -> None:
        """`noted` as in `DueEntries`."""
        self._client = client
        self._table = table
        self._tenant = tenant
        self.due = DueEntries(client, table, tenant, set() if noted is None else noted)

    def of(self, customer_ids: Iterable[str]) -> dict[str, Evaluation]:
        """The stored evaluations, consistently; customers without one are left out."""
        found = batch_get(self._client, self._table, map(self._key, customer_ids), consistent=True)
        return {item["sk"]["S"]: decode_evaluation(unpack(item)) for item in found}

    def in_order(self, buckets: Iterable[int], *, after: str = "") -> Iterator[tuple[str, Evaluation]]:
        """The stored evaluations of whole buckets by customer id, behind `after`; read as far as they are asked for.

        Consistently, some 50 of them for a read unit, where `of` takes a unit each.
        """
        return merge(*(self._bucket(bucket, after) for bucket in buckets), key=itemgetter(0))

    def put(self, customer_id: str, evaluation: Evaluation, *, replacing: Evaluation | None) -> bool:
        """Replaces the evaluation last seen; False where another projection was faster.

        Who is armed for another hour is put among those due in it first: an entry too many is looked at in vain, one
        too few is a change that nobody tells.
        """
        if evaluation.armed is not None and (replacing is None or evaluation.armed != replacing.armed):
            self.due.put(customer_id, evaluation.armed, evaluation.at_ms)
        condition = "attribute_not_exists(pk)" if replacing is None else "n = :seen"
        seen = {} if replacing is None else {"ExpressionAttributeValues": {":seen": {"N": str(replacing.n)}}}
        return won(
            self._client.put_item,
            TableName=self._table,
            Item=pack(
                {
                    **self._key(customer_id),
                    **_encode_values(evaluation.values),
                    "at": evaluation.at_ms,
                    "n": evaluation.n,
                    "silent": evaluation.silent,
                    "job": evaluation.job,
                    "armed": evaluation.armed,
                    "settings": evaluation.revision.settings or None,
                    "segments": evaluation.revision.segments or None,
                    "reason": None if evaluation.reason is Reason.DATA_CHANGED else evaluation.reason,
                    "because": json.dumps(evaluation.because) if evaluation.because else None,
                }
            ),
            ConditionExpression=condition,
            **seen,
        )

    def forget(self, customer_ids: Iterable[str]) -> int:
        """Deletes the evaluations of customers who were erased, and that they are due in the hour that these name; how
        many there were."""
        found = self.of(customer_ids)
        self.due.forget((told.armed, customer_id) for customer_id, told in found.items() if told.armed is not None)
        batch_delete(self._client, self._table, map(self._key, found))
        return len(found)

    def _bucket(self, bucket: int, after: str) -> Iterator[tuple[str, Evaluation]]:
        query = {
            "TableName": self._table,
            "KeyConditionExpression": "pk = :pk AND sk > :after" if after else "pk = :pk",
            "ExpressionAttributeValues": pack(
                {":pk": keys.evaluations_partition(self._tenant.id, bucket), ":after": after or None}
            ),
            "ConsistentRead": True,
            "Limit": _AT_A_TIME,
        }
        for items in pages(self._client, **query):
            yield from ((item["sk"]["S"], decode_evaluation(unpack(item))) for item in items)

    def _key(self, customer_id: str) -> keys.Key:
        return keys.evaluation(self._tenant.id, self._tenant.customer_hash(customer_id), customer_id)


def _encode_values(values: Mapping[str, AnnouncedValue]) -> dict[str, str | None]:
    """Memberships of own segments as the ids of those that somebody is in and of those that they are not in: a night
    reads the evaluations of everybody, and ten names with a value each would be longer than all the rest."""
    own = {name.removeprefix(SEGMENT): value for name, value in values.items() if _is_membership(name, value)}
    rest = {name: value for name, value in values.items() if not _is_membership(name, value)}
    joined, left = (" ".join(one for one, value in own.items() if value is inside) for inside in (True, False))
    return {"values": json.dumps(rest), "in": joined or None, "out": left or None}


def _decode_values(stored: Mapping[str, Any]) -> dict[str, AnnouncedValue]:
    values: dict[str, AnnouncedValue] = json.loads(stored["values"])
    for name, inside in (("in", True), ("out", False)):
        values |= {SEGMENT + one: inside for one in stored.get(name, "").split()}
    return values


def _is_membership(name: str, value: AnnouncedValue) -> bool:
    return name.startswith(SEGMENT) and value is not None


def decode_evaluation(values: dict[str, Any]) -> Evaluation:
    """An evaluation of its unpacked item."""
    return Evaluation(
        _decode_values(values),
        values["at"],
        values["n"],
        values["silent"],
        job=values.get("job"),
        armed=values.get("armed"),
        revision=Revision(values.get("settings", 0), values.get("segments", 0)),
        reason=Reason(values.get("reason", Reason.DATA_CHANGED)),
        because=json.loads(values.get("because", "{}")),
    )
