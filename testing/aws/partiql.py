"""What moto lacks of PartiQL: an INSERT with parameters, as `stores.dynamo.insert_all` sends 25 at a time.

Its parser takes literal values only. The stack tests send the same statements to the emulator.
"""

from __future__ import annotations

import re
from typing import Any

from moto.dynamodb.exceptions import MockValidationException
from moto.dynamodb.models import DynamoDBBackend

_INSERT = re.compile(r'INSERT INTO "([^"]+)" VALUE \{(.*)\}')
_MOST = 25


def batch_execute_statement(backend: DynamoDBBackend, statements: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each INSERT for itself: an item where none lies under its key, else the error DuplicateItem."""
    if len(statements) > _MOST:
        raise MockValidationException(f"Member must have length less than or equal to {_MOST}")
    return [_insert(backend, statement) for statement in statements]


def _insert(backend: DynamoDBBackend, statement: dict[str, Any]) -> dict[str, Any]:
    parsed = _INSERT.fullmatch(statement["Statement"])
    assert parsed is not None, "only inserts are batched"
    table, values = parsed.groups()
    names = re.findall(r"'([^']+)': \?", values)
    item = dict(zip(names, statement["Parameters"], strict=True))
    key = {name: item[name] for name in ("pk", "sk")}
    if backend.get_item(table, key) is not None:
        return {"TableName": table, "Error": {"Code": "DuplicateItem", "Message": "Duplicate primary key"}}
    backend.put_item(table, item)
    return {"TableName": table}


def teach_moto() -> None:
    """From here on moto takes such statements."""
    setattr(DynamoDBBackend, "batch_execute_statement", batch_execute_statement)  # noqa: B010
