"""Every item that the tables hold of a tenant, by where it lies: what two moments differ in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping

from testing.deployed.resources import of_type
from testing.deployed.stack import Stack

# Of a row of facts: how often it was made, and when. A message that comes twice makes the same row anew.
_MADE = frozenset({"revision", "read_at"})


def name_of(title: str) -> str:
    """A table by its logical id: `Ledger`."""
    return title[:-8].removeprefix("Tables")


def items_of(stack: Stack, tenant: str, *, without: Collection[str] = ()) -> dict[str, str]:
    """By `Table pk sk` a digest of each item; those in which one of the texts stands are left out.

    Keys of every table begin with the tenant but for those of answers to repeated calls, which are nobody's.
    """
    found = {}
    for title, table in of_type(stack, "AWS::DynamoDB::Table").items():
        for page in stack.client("dynamodb").get_paginator("scan").paginate(TableName=table, ConsistentRead=True):
            for item in page["Items"]:
                pk = item.get("pk", {}).get("S", "")
                if pk != tenant and not pk.startswith(f"{tenant}#"):
                    continue
                said = json.dumps(
                    {name: repr(value) for name, value in item.items() if name not in _MADE}, sort_keys=True
                )
                if not any(text in said for text in without):
                    found[f"{name_of(title)} {pk} {item['sk']['S']}"] = hashlib.sha256(said.encode()).hexdigest()
    return found


def differing(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """Where an item came, went or changed."""
    return sorted(place for place in before.keys() | after.keys() if before.get(place) != after.get(place))
