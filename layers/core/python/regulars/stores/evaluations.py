"""Evaluations: what was last announced of each customer. Outside generations; no rebuild touches them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from heapq import merge
from operator import itemgetter
from typing import Any

from ..facts.tenant import Tenant
from ..scoring.evaluate import Evaluation
from . import keys
from .dynamo.calls import Client, batch_get, pack, pages, unpack, won

# This many at a time of each of 64 buckets: some 4 MB, and for one read unit too many in ten.
_AT_A_TIME = 50


class Evaluations:
    """The evaluations of one tenant."""

    def __init__(self, client: Client, table: str, tenant: Tenant) -> None:
        self._client = client
        self._table = table
        self._tenant = tenant

    def of(self, customer_ids: Iterable[str]) -> dict[str, Evaluation]:
        """The stored evaluations, consistently; customers without one are left out."""
        found = batch_get(self._client, self._table, map(self._key, customer_ids), consistent=True)
        return {item["sk"]["S"]: _decode(unpack(item)) for item in found}

    def in_order(self, buckets: Iterable[int], *, after: str = "") -> Iterator[tuple[str, Evaluation]]:
        """The stored evaluations of whole buckets by customer id, behind `after`; read as far as they are asked for.

        Consistently, some 50 of them for a read unit, where `of` takes a unit each.
        """
        return merge(*(self._bucket(bucket, after) for bucket in buckets), key=itemgetter(0))

    def put(self, customer_id: str, evaluation: Evaluation, *, replacing: Evaluation | None) -> bool:
        """Replaces the evaluation last seen; False where another projection was faster."""
        condition = "attribute_not_exists(pk)" if replacing is None else "n = :seen"
        seen = {} if replacing is None else {"ExpressionAttributeValues": {":seen": {"N": str(replacing.n)}}}
        return won(
            self._client.put_item,
            TableName=self._table,
            Item=pack(
                {
                    **self._key(customer_id),
                    "values": json.dumps(evaluation.values),
                    "at": evaluation.at_ms,
                    "n": evaluation.n,
                    "silent": evaluation.silent,
                    "job": evaluation.job,
                }
            ),
            ConditionExpression=condition,
            **seen,
        )

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
            yield from ((item["sk"]["S"], _decode(unpack(item))) for item in items)

    def _key(self, customer_id: str) -> keys.Key:
        return keys.evaluation(self._tenant.id, self._tenant.customer_hash(customer_id), customer_id)


def _decode(values: dict[str, Any]) -> Evaluation:
    return Evaluation(json.loads(values["values"]), values["at"], values["n"], values["silent"], job=values.get("job"))
