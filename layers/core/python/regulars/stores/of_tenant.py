"""All that lies anywhere under a tenant, as it lies there: for who moves or erases a tenant, and for nobody else.

A table is scanned whole, since no index knows what a tenant has: it reads the other tenants' items too, and can miss
nothing. Some $0.13 a million read units, at 8 KB a unit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from . import keys
from .dynamo.calls import Client, Item, batch_delete, batch_put, call
from .places import Prefix, Table
from .tenant.erasures import Erasures

# Whose an item is: by its partition, or by its place in one that all tenants share.
_OF_TENANT = (
    "pk = :tenant OR begins_with(pk, :begins)"
    " OR (pk IN (:directory, :due) AND sk = :tenant)"
    " OR (pk = :turns AND begins_with(sk, :begins))"
    " OR (begins_with(pk, :member) AND #tenant = :tenant)"
)
_DELETED_AT_ONCE = 1_000


class Version(NamedTuple):
    """One version of an object, or the mark that it was deleted."""

    key: str
    id: str


class OfTenant:
    """The items and objects of one tenant."""

    def __init__(self, dynamodb: Client, s3: Client, bucket: str, tenant_id: str) -> None:
        self._dynamodb = dynamodb
        self._s3 = s3
        self._bucket = bucket
        self.tenant_id = tenant_id

    def items(self, table: str) -> Iterator[list[Item]]:
        """What lies in a table by name, consistently, page by page; a page that holds none of the tenant's is empty."""
        scan: dict[str, Any] = {
            "TableName": table,
            "ConsistentRead": True,
            "FilterExpression": _OF_TENANT,
            "ExpressionAttributeNames": {"#tenant": "tenant"},
            "ExpressionAttributeValues": {
                ":tenant": {"S": self.tenant_id},
                ":begins": {"S": f"{self.tenant_id}#"},
                ":directory": {"S": keys.directory_entry("")["pk"]},
                ":due": {"S": keys.DUE_TENANTS},
                ":turns": {"S": keys.DELIVERY_TURNS},
                ":member": {"S": keys.member("")["pk"]},
            },
        }
        while True:
            answer = call(self._dynamodb.scan, **scan)
            yield answer["Items"]
            if not answer.get("LastEvaluatedKey"):
                return
            scan["ExclusiveStartKey"] = answer["LastEvaluatedKey"]

    def put(self, table: str, items: Sequence[Item]) -> None:
        """Whatever lies there: only before anybody knows the tenant."""
        batch_put(self._dynamodb, table, items)

    def delete(self, table: str, items: Sequence[Item]) -> None:
        batch_delete(self._dynamodb, table, ({"pk": one["pk"]["S"], "sk": one["sk"]["S"]} for one in items))

    def versions(self, prefix: Prefix) -> Iterator[list[Version]]:
        """Every version of every object under a prefix, newer and older, and marks of deletion; page by page."""
        begins = prefix.of(self.tenant_id)
        asked: dict[str, Any] = {"Bucket": self._bucket, "Prefix": begins}
        while True:
            answer = self._s3.list_object_versions(**asked)
            found = [*answer.get("Versions", ()), *answer.get("DeleteMarkers", ())]
            yield [Version(one["Key"], one["VersionId"]) for one in found if one["Key"].startswith(begins)]
            if not answer.get("IsTruncated"):
                return
            asked["KeyMarker"] = answer["NextKeyMarker"]
            asked["VersionIdMarker"] = answer["NextVersionIdMarker"]

    def delete_versions(self, versions: Sequence[Version]) -> None:
        """Raises OSError where S3 leaves one."""
        for start in range(0, len(versions), _DELETED_AT_ONCE):
            batch = versions[start : start + _DELETED_AT_ONCE]
            objects = [{"Key": one.key, "VersionId": one.id} for one in batch]
            left = self._s3.delete_objects(Bucket=self._bucket, Delete={"Objects": objects, "Quiet": True})
            if left.get("Errors"):
                raise OSError(f"S3 left {len(left['Errors'])} objects: {left['Errors'][0].get('Code')}")

    def keys(self, prefix: Prefix) -> Iterator[str]:
        """The keys of the objects that are there now."""
        listing = self._s3.get_paginator("list_objects_v2")
        for page in listing.paginate(Bucket=self._bucket, Prefix=prefix.of(self.tenant_id)):
            yield from (one["Key"] for one in page.get("Contents", ()))

    def read_object(self, key: str) -> bytes:
        content: bytes = self._s3.get_object(Bucket=self._bucket, Key=key)["Body"].read()
        return content

    def put_object(self, key: str, content: bytes) -> None:
        self._s3.put_object(Bucket=self._bucket, Key=key, Body=content)


def moves(table: Table, item: Item) -> bool:
    """Whether an item goes where its tenant goes: not who belongs to it, whom the other user pool does not know, and
    no jobs, whose executions and files are of the stack that did them. Erasures of persons go, with their certificates.
    """
    if not table.moves:
        return False
    partition, sort = item["pk"]["S"], item["sk"]["S"]
    if partition.startswith("~"):
        return bool(partition == keys.DUE_TENANTS)
    stays = sort.startswith(keys.STAYING) and not sort.startswith(keys.job_sort(Erasures.kind, ""))
    return table.name != "tenants" or not stays
