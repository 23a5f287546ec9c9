"""Eventually consistent reads, as AWS may answer them: now and then an item as it was before its last write.

moto and the emulator always read what was written last; on them no test could tell a consistent read from another.
Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.ReadConsistency.html
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from moto.dynamodb.models import dynamodb_backends

from .gate import in_a_call

ACCOUNT, REGION = "123456789012", "us-east-1"
LAG_MS = 1_000
LATE = 0.5
_INSERT = re.compile(r"'([^']+)': \?")
Item = dict[str, Any]
Address = tuple[str, str, str]


class _Before(NamedTuple):
    """What lay at an address before its last write (None: nothing), and when that was."""

    item: Item | None
    written_ms: int


class EventualReads:
    """Hangs on a session's requests to DynamoDB. Only calls of the pipeline are answered late, never the test's own.

    A Query of an index is answered as it stands: lists say that they follow the ledger by the length of a queue.
    """

    def __init__(self, session: Any) -> None:
        self.begin(lambda: 0)
        session.events.register("provide-client-params.dynamodb", self._asked)
        session.events.register("after-call.dynamodb", self._answered)

    def begin(self, clock: Callable[[], int]) -> None:
        """Of another world: nothing was written yet."""
        self._clock = clock
        # Not always: a process that asks again must at some time be answered what is there.
        self._chance = random.Random(1)
        self._before: dict[Address, _Before] = {}
        self.answered_late = 0

    def forget(self) -> None:
        self._before.clear()

    def _asked(self, params: Item, model: Any, context: Item, **_: Any) -> None:
        context["regulars_params"] = params
        context["regulars_replaced"] = {address: _stored(address) for address in _written(model.name, params)}

    def _answered(self, parsed: Item, model: Any, context: Item, **_: Any) -> None:
        if parsed["ResponseMetadata"]["HTTPStatusCode"] >= 300:
            return
        for address, item in context["regulars_replaced"].items():
            if _stored(address) != item:
                self._before[address] = _Before(item, self._clock())
        if in_a_call():
            self._answer_late(model.name, context["regulars_params"], parsed)

    def _answer_late(self, operation: str, params: Item, parsed: Item) -> None:
        if operation == "GetItem" and not params.get("ConsistentRead"):
            for item in self._late(params["TableName"], [parsed.pop("Item", None) or _absent(params["Key"])]):
                parsed["Item"] = item
        elif operation == "BatchGetItem":
            for table, asked in params["RequestItems"].items():
                if not asked.get("ConsistentRead"):
                    parsed["Responses"][table] = self._late_parts(table, asked, asked["Keys"])
        elif operation == "Query" and "IndexName" not in params and not params.get("ConsistentRead"):
            pk = params["ExpressionAttributeValues"][":pk"]
            found = [{"pk": pk, "sk": item["sk"]} for item in parsed["Items"]]
            parsed["Items"] = self._late_parts(params["TableName"], params, found)

    def _late(self, table: str, items: list[Item]) -> list[Item]:
        """The items as they may be answered. One that was deleted a moment ago is back only where its key is asked."""
        shown = []
        for item in items:
            before = self._before.get((table, *_place(item)))
            young = before is not None and self._clock() < before.written_ms + LAG_MS
            if before is not None and young and self._chance.random() < LATE:
                self.answered_late += 1
                item = before.item or _absent(item)
            if not item.get("~absent"):
                shown.append(item)
        return shown

    def _late_parts(self, table: str, asked: Item, keys: list[Item]) -> list[Item]:
        """The items under these keys, cut to the attributes that are asked for."""
        shown = self._late(table, [_stored((table, *_place(key))) or _absent(key) for key in keys])
        if "ProjectionExpression" not in asked:
            return shown
        names = asked.get("ExpressionAttributeNames", {})
        wanted = [names.get(name.strip(), name.strip()) for name in asked["ProjectionExpression"].split(",")]
        return [{name: item[name] for name in wanted if name in item} for item in shown]


def _stored(address: Address) -> Item | None:
    table, partition, sort = address
    backend = dynamodb_backends[ACCOUNT][REGION]
    if backend.get_table(table).table_key_attrs != ["pk", "sk"]:
        return None
    found = backend.get_item(table, {"pk": {"S": partition}, "sk": {"S": sort}})
    return None if found is None else dict(found.to_json()["Attributes"])


def _written(operation: str, params: Item) -> Iterator[Address]:
    """Where the request may write."""
    if operation == "PutItem":
        yield params["TableName"], *_place(params["Item"])
    elif operation in ("UpdateItem", "DeleteItem"):
        yield params["TableName"], *_place(params["Key"])
    elif operation == "BatchWriteItem":
        for table, requests in params["RequestItems"].items():
            for request in requests:
                one = request["PutRequest"]["Item"] if "PutRequest" in request else request["DeleteRequest"]["Key"]
                yield table, *_place(one)
    elif operation == "TransactWriteItems":
        for action in params["TransactItems"]:
            [(kind, one)] = action.items()
            if kind != "ConditionCheck":
                yield one["TableName"], *_place(one.get("Item") or one["Key"])
    elif operation == "BatchExecuteStatement":
        for statement in params["Statements"]:
            item = dict(zip(_INSERT.findall(statement["Statement"]), statement["Parameters"], strict=True))
            yield statement["Statement"].split('"')[1], *_place(item)


def _place(item: Item) -> tuple[str, str]:
    return item["pk"]["S"], item["sk"]["S"]


def _absent(key: Item) -> Item:
    """Stands where nothing lies."""
    return {"pk": key["pk"], "sk": key["sk"], "~absent": True}
