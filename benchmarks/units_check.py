"""Holds our own charges to those that the local emulator answers for the same requests."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from regulars.cli.connection import NOTE, Connection

from benchmarks.local_stack import running_stack
from benchmarks.memory_tables import INDEXES, MemoryTables

_TABLES = ("ledger", "registry", "facts", "lookups", "evaluations")


def check_against_emulator(replay: Callable[[Any], object]) -> None:
    """Replays on both and compares each operation's units in each table and index. Prints what it found."""
    connection = running_stack()
    if connection is None:
        print(f"Not compared with MiniStack: no {NOTE} here (`make up`).")
        return
    ours = MemoryTables()
    replay(ours)
    expected = Counter[tuple[str, str, str]]()
    for charge in ours.writes:
        expected[charge.operation, charge.table, charge.index] += int(charge.units)
    with _emulated(connection) as (client, theirs):
        replay(client)
    same = {key: units for key, units in expected.items() if theirs[key] == units}
    different = {key: (units, theirs[key]) for key, units in expected.items() if theirs[key] != units}
    print(f"MiniStack charges the same for {sum(same.values())} write units of a sample, operation by operation.")
    for (operation, table, index), (units, charged) in different.items():
        print(f"MiniStack differs: {operation} on {table} {index}: {charged} instead of {units}.")


@contextmanager
def _emulated(connection: Connection) -> Iterator[tuple[Any, Counter[tuple[str, str, str]]]]:
    """A client whose tables are made for the purpose beside the stack's, and what it was charged."""
    client = connection.session.client("dynamodb")
    prefix = f"bench-{secrets.token_hex(4)}-"
    charged: Counter[tuple[str, str, str]] = Counter()

    def asked(params: dict[str, Any], model: Any, **_: Any) -> None:
        params["ReturnConsumedCapacity"] = "INDEXES"
        if "TableName" in params:
            params["TableName"] = prefix + params["TableName"]
        if "RequestItems" in params:
            params["RequestItems"] = {prefix + name: items for name, items in params["RequestItems"].items()}

    def answered(parsed: dict[str, Any], model: Any, **_: Any) -> None:
        capacity = parsed.get("ConsumedCapacity", [])
        for one in capacity if isinstance(capacity, list) else [capacity]:
            name = one["TableName"].removeprefix(prefix)
            charged[model.name, name, ""] += int(one["Table"]["CapacityUnits"])
            for index, units in one.get("GlobalSecondaryIndexes", {}).items():
                charged[model.name, name, index] += int(units["CapacityUnits"])
        if "Responses" in parsed and isinstance(parsed["Responses"], dict):
            parsed["Responses"] = {name.removeprefix(prefix): items for name, items in parsed["Responses"].items()}

    for name in _TABLES:
        _create(client, prefix + name, name)
    client.meta.events.register("provide-client-params.dynamodb", asked)
    client.meta.events.register("after-call.dynamodb", answered)
    try:
        yield client, charged
    finally:
        client.meta.events.unregister("provide-client-params.dynamodb", asked)
        client.meta.events.unregister("after-call.dynamodb", answered)
        for name in _TABLES:
            client.delete_table(TableName=prefix + name)


def _create(client: Any, name: str, like: str) -> None:
    indexes = INDEXES.get(like, {})
    names = ("pk", "sk", *(index.key[1] for index in indexes.values()))
    more = {
        "GlobalSecondaryIndexes": [
            {
                "IndexName": index_name,
                "KeySchema": _schema(*index.key),
                "Projection": {
                    "ProjectionType": "INCLUDE",
                    "NonKeyAttributes": sorted(index.attributes - {"pk", "sk", *index.key}),
                },
            }
            for index_name, index in indexes.items()
        ]
    }
    client.create_table(
        TableName=name,
        KeySchema=_schema("pk", "sk"),
        AttributeDefinitions=[{"AttributeName": one, "AttributeType": "S"} for one in names],
        BillingMode="PAY_PER_REQUEST",
        **(more if indexes else {}),
    )


def _schema(partition: str, sort: str) -> list[dict[str, str]]:
    return [{"AttributeName": partition, "KeyType": "HASH"}, {"AttributeName": sort, "KeyType": "RANGE"}]
