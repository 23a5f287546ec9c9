"""The few calls to DynamoDB that all stores share: values in and out, pages, batches, conditions, throttling."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import Enum
from typing import Any

from botocore.exceptions import ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as NotConnected

from ...errors import StoreUnavailable
from ..limits import BATCH_GET_KEYS, BATCH_STATEMENTS, BATCH_WRITE_ITEMS

Item = dict[str, Any]
Value = str | int | bytes | bool | Mapping[str, int]
Client = Any

_THROTTLED = {
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "ThrottlingException",
    "InternalServerError",
}
_LOST = {"ConditionalCheckFailedException", "TransactionConflictException"}
# https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
_LOST_REASONS = {"None", "ConditionalCheckFailed", "TransactionConflict"}
# https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchStatementError.html
_STATEMENT_THROTTLED = {
    "ProvisionedThroughputExceeded",
    "RequestLimitExceeded",
    "ThrottlingError",
    "InternalServerError",
    "TransactionConflict",
}
_BATCH_ATTEMPTS = 8


def pack(values: Mapping[str, Value | None]) -> Item:
    """Python values as DynamoDB attributes; None is left out."""
    return {name: _attribute(value) for name, value in values.items() if value is not None}


def unpack(item: Item) -> dict[str, Any]:
    """DynamoDB attributes as Python values; numbers are integers (no store keeps a fraction). A map stays packed."""
    return {name: int(value["N"]) if "N" in value else next(iter(value.values())) for name, value in item.items()}


def table_of(stream_arn: str) -> str:
    """The table of a stream: `arn:aws:dynamodb:region:account:table/NAME/stream/LABEL`."""
    return stream_arn.split("/")[1]


def call(method: Callable[..., Any], **arguments: Any) -> Any:
    """One request; throttling or no answer past the client's retries becomes `StoreUnavailable`."""
    try:
        return method(**arguments)
    except (NotConnected, HTTPClientError) as error:
        raise StoreUnavailable(type(error).__name__) from error
    except ClientError as error:
        if error.response["Error"]["Code"] in _THROTTLED:
            raise StoreUnavailable(error.response["Error"]["Code"]) from error
        raise


def won(method: Callable[..., Any], **arguments: Any) -> bool:
    """One conditional write: False where its condition no longer held."""
    return replaced(method, **arguments) is not None


class Written(Enum):
    """How a transaction ended."""

    DONE = "done"
    LOST = "lost"
    """A condition no longer held: somebody else has won."""
    CROSSED = "crossed"
    """Another transaction was at one of the items at the same time; maybe nobody has won."""


def transact(client: Client, writes: Sequence[Item]) -> Written:
    """All of the writes, at most 100 of distinct items, or none."""
    try:
        call(client.transact_write_items, TransactItems=list(writes))
    except ClientError as error:
        reasons = _reasons_of(error)
        if "ConditionalCheckFailed" in reasons:
            return Written.LOST
        if "TransactionConflict" in reasons:
            return Written.CROSSED
        raise
    return Written.DONE


def replaced(method: Callable[..., Any], **arguments: Any) -> Item | None:
    """What a conditional write replaced, as far as it asks for it; None where its condition no longer held."""
    try:
        answer = call(method, **arguments)
    except ClientError as error:
        if error.response["Error"]["Code"] in _LOST:
            return None
        reasons = _reasons_of(error)
        if reasons and reasons <= _LOST_REASONS:
            return None
        raise
    return dict((answer or {}).get("Attributes", {}))


def _reasons_of(error: ClientError) -> set[str]:
    """Why a transaction was cancelled; empty for any other error. Raises `StoreUnavailable` where it was throttled."""
    told: Any = error.response.get("CancellationReasons", ())
    reasons = {reason.get("Code", "None") for reason in told}
    if reasons & {"ThrottlingError", "ProvisionedThroughputExceeded"}:
        raise StoreUnavailable("a transaction was throttled") from error
    return reasons


def pages(client: Client, **query: Any) -> Iterator[list[Item]]:
    """The pages of a Query, each at most 1 MB."""
    start: Item | None = None
    while True:
        answer = call(client.query, **query, **({"ExclusiveStartKey": start} if start else {}))
        yield answer["Items"]
        start = answer.get("LastEvaluatedKey")
        if not start:
            return


def batch_get(
    client: Client,
    table: str,
    keys: Iterable[Mapping[str, str]],
    *,
    consistent: bool,
    attributes: Sequence[str] | None = None,
) -> list[Item]:
    """The items that exist under distinct `keys`, in no particular order; what the store left over is asked again."""
    asked = [pack(key) for key in keys]
    request: dict[str, Any] = {"ConsistentRead": consistent}
    if attributes:
        request["ProjectionExpression"] = ", ".join(f"#{i}" for i in range(len(attributes)))
        request["ExpressionAttributeNames"] = {f"#{i}": name for i, name in enumerate(attributes)}
    found: list[Item] = []
    for start in range(0, len(asked), BATCH_GET_KEYS):
        left: list[Item] = asked[start : start + BATCH_GET_KEYS]
        for attempt in range(_BATCH_ATTEMPTS):
            answer = call(client.batch_get_item, RequestItems={table: {**request, "Keys": left}})
            found += answer["Responses"].get(table, [])
            left = answer.get("UnprocessedKeys", {}).get(table, {}).get("Keys", [])
            if not left:
                break
            _pause(attempt)
        if left:
            raise StoreUnavailable(f"{table} left {len(left)} keys unread")
    return found


def batch_put(client: Client, table: str, items: Sequence[Item]) -> None:
    """Unconditional puts, only for items that are a function of their key."""
    _batch_write(client, table, [{"PutRequest": {"Item": item}} for item in items])


def batch_delete(client: Client, table: str, keys: Iterable[Mapping[str, str]]) -> None:
    """Unconditional deletions, only of what nobody reads or writes any more."""
    _batch_write(client, table, [{"DeleteRequest": {"Key": pack(key)}} for key in keys])


def _batch_write(client: Client, table: str, requests: Sequence[Item]) -> None:
    for start in range(0, len(requests), BATCH_WRITE_ITEMS):
        left = list(requests[start : start + BATCH_WRITE_ITEMS])
        for attempt in range(_BATCH_ATTEMPTS):
            answer = call(client.batch_write_item, RequestItems={table: left})
            left = answer.get("UnprocessedItems", {}).get(table, [])
            if not left:
                break
            _pause(attempt)
        if left:
            raise StoreUnavailable(f"{table} left {len(left)} items unwritten")


def insert_all(client: Client, table: str, items: Sequence[Item]) -> list[bool]:
    """Writes each item where nothing lies under its key; False for one whose key is taken.

    Each is a conditional Put of its own at a Put's price: no transaction, and 25 of them in one request.
    """
    if len(items) == 1:
        condition = "attribute_not_exists(pk)"
        return [won(client.put_item, TableName=table, Item=items[0], ConditionExpression=condition)]
    inserted: dict[int, bool] = {}
    for start in range(0, len(items), BATCH_STATEMENTS):
        left = list(range(start, min(start + BATCH_STATEMENTS, len(items))))
        for attempt in range(_BATCH_ATTEMPTS):
            statements = [_insert(table, items[index]) for index in left]
            answer = call(client.batch_execute_statement, Statements=statements)
            for index, response in zip(left, answer["Responses"], strict=True):
                code = response.get("Error", {}).get("Code", "")
                if code not in _STATEMENT_THROTTLED:
                    inserted[index] = _was_inserted(code)
            left = [index for index in left if index not in inserted]
            if not left:
                break
            _pause(attempt)
        if left:
            raise StoreUnavailable(f"{table} left {len(left)} items unwritten")
    return [inserted[index] for index in range(len(items))]


def _insert(table: str, item: Item) -> Item:
    values = ", ".join(f"'{name}': ?" for name in item)
    return {"Statement": f'INSERT INTO "{table}" VALUE {{{values}}}', "Parameters": list(item.values())}


def _was_inserted(code: str) -> bool:
    """What a statement's error code says; raises for one that is neither success nor a taken key."""
    if code in ("", "DuplicateItem"):
        return not code
    raise StoreUnavailable(f"an insert failed: {code}")


def _attribute(value: Value) -> dict[str, Any]:
    match value:
        case bool():
            return {"BOOL": value}
        case int():
            return {"N": str(value)}
        case str():
            return {"S": value}
        case bytes():
            return {"B": value}
        case _:
            return {"M": pack(value)}


def _pause(attempt: int) -> None:
    """What a batch leaves over was throttled: the client's own retries do not see it."""
    time.sleep(min(0.05 * 2**attempt, 2.0))
