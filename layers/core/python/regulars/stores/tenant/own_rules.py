"""One revision for all rules that a tenant makes of its own, segments and loyalty programs alike.

An edit is one transaction over the revision that was read, so that limits and names are seen by whoever edits, and
readers know by one number whether what they keep still stands. It lies in the tenant's own record, which every call and
every invocation reads anyway.
"""

from __future__ import annotations

from typing import Any

from ...facts.tenant import Tenant
from .. import keys
from ..dynamo.calls import Client, Item, call, pack, pages, unpack

_NOBODY_YET = 0


def read_revision(client: Client, table: str, tenant: Tenant) -> int:
    """Consistently; 0 before the first edit."""
    key = pack(keys.tenant_item(tenant.id, "tenant"))
    answer = call(client.get_item, TableName=table, Key=key, ConsistentRead=True)
    return int(unpack(answer["Item"]).get(keys.SEGMENTS_REVISION, _NOBODY_YET))


def read_stored(client: Client, table: str, tenant: Tenant, begins: str) -> list[dict[str, Any]]:
    """The tenant's own records whose sort key begins so, consistently, ascending."""
    query = {
        "TableName": table,
        "KeyConditionExpression": "pk = :pk AND begins_with(sk, :begins)",
        "ExpressionAttributeValues": {":pk": {"S": tenant.id}, ":begins": {"S": begins}},
        "ConsistentRead": True,
    }
    return [unpack(item) for items in pages(client, **query) for item in items]


def counting(table: str, tenant: Tenant, *, replacing: int, announces: bool) -> Item:
    """The part of an edit's transaction that makes its revision `replacing + 1`, and fails where `replacing` no longer
    stands. `announces`: the edit may change what is announced of somebody."""
    seen = f"{keys.SEGMENTS_REVISION} = :seen"
    if replacing == _NOBODY_YET:
        seen = f"attribute_not_exists({keys.SEGMENTS_REVISION})"
    names = (keys.SEGMENTS_REVISION, *((keys.ANNOUNCING_REVISION,) if announces else ()))
    return {
        "Update": {
            "TableName": table,
            "Key": pack(keys.tenant_item(tenant.id, "tenant")),
            "UpdateExpression": "SET " + ", ".join(f"{name} = :next" for name in names),
            "ConditionExpression": f"attribute_exists(pk) AND {seen}",
            "ExpressionAttributeValues": pack({":next": replacing + 1, ":seen": replacing or None}),
        }
    }
