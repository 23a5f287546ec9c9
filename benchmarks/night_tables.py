"""DynamoDB in a file as far as nights and answers call it, by the requests that go over the wire; each is charged.

Items lie there as the JSON that is sent, so that a table of a million costs no memory and an answer no encoding.
"""

from __future__ import annotations

import json
import sqlite3
import sys
from base64 import b64decode, b64encode
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from regulars.stores.limits import QUERY_PAGE_BYTES

from benchmarks.conditions import holds
from benchmarks.memory_tables import INDEXES
from benchmarks.units import Item, index_write_units, item_bytes, read_units, write_units

# Each condition on keys as SQL, with the names of its values.
_RANGES = {
    "pk = :pk": ("", ()),
    "pk = :pk AND sk > :after": (" AND sk > ?", (":after",)),
    "pk = :pk AND sk BETWEEN :low AND :high": (" AND sk BETWEEN ? AND ?", (":low", ":high")),
    "pk = :pk AND begins_with(sk, :kind)": (" AND sk BETWEEN ? AND ? || char(1114111)", (":kind", ":kind")),
    "pk = :pk AND begins_with(sk, :begins)": (" AND sk BETWEEN ? AND ? || char(1114111)", (":begins", ":begins")),
}


class Refused(Exception):
    """A condition that did not hold."""


@dataclass
class Used:
    """What was asked of one operation on one table; `items` that were answered with, `sent` in bytes."""

    requests: int = 0
    items: int = 0
    read_units: float = 0.0
    write_units: float = 0.0
    sent: int = 0


class NightTables:
    """`used` grows with every request, by operation and table."""

    def __init__(self, folder: Path) -> None:
        self._file = sqlite3.connect(folder / "tables", check_same_thread=False, isolation_level=None)
        self._file.execute("PRAGMA journal_mode = OFF")
        self._file.execute("PRAGMA synchronous = OFF")
        self._file.execute(
            "CREATE TABLE items (tbl TEXT, pk TEXT, sk TEXT, size INT, item TEXT, PRIMARY KEY (tbl, pk, sk))"
            " WITHOUT ROWID"
        )
        self._lock = Lock()
        self.used: dict[tuple[str, str], Used] = defaultdict(Used)

    def load(self, items: Iterable[tuple[str, Item]]) -> None:
        """Puts (table, item) that nobody is charged for; bytes as the stores make them."""
        self._file.execute("BEGIN")
        self._file.executemany("INSERT OR REPLACE INTO items VALUES (?, ?, ?, ?, ?)", map(_stored, items))
        self._file.execute("COMMIT")

    def answer(self, operation: str, asked: Mapping[str, Any]) -> bytes:
        """The body of an answer. Raises `Refused`."""
        with self._lock:
            answer: str = getattr(self, f"_{operation}")(asked)
        return answer.encode()

    def _Query(self, asked: Mapping[str, Any]) -> str:
        """A page of at most `Limit` items or 1 MB, by sort key."""
        table, values = asked["TableName"], asked["ExpressionAttributeValues"]
        within, names = _RANGES[asked["KeyConditionExpression"]]
        order, behind = ("ASC", ">") if asked.get("ScanIndexForward", True) else ("DESC", "<")
        given = [table, values[":pk"]["S"], *(values[name]["S"] for name in names)]
        if start := asked.get("ExclusiveStartKey"):
            within += f" AND sk {behind} ?"
            given.append(start["sk"]["S"])
        limit = asked.get("Limit", sys.maxsize)
        rows = self._file.execute(
            f"SELECT sk, size, item FROM items WHERE tbl = ? AND pk = ?{within} ORDER BY sk {order} LIMIT ?",
            [*given, limit],
        )
        found, size, last = [], 0, None
        for sort, bytes_of_item, text in rows:
            size += bytes_of_item
            found.append(_projected(text, asked))
            if size >= QUERY_PAGE_BYTES or len(found) == limit:
                last = json.dumps({"pk": values[":pk"], "sk": {"S": sort}})
                break
        units = read_units(size, consistent=asked.get("ConsistentRead", False))
        answer = f'{{"Count":{len(found)},"Items":[{",".join(found)}]' + (
            f',"LastEvaluatedKey":{last}}}' if last else "}"
        )
        self._note("Query", table, items=len(found), read=units, sent=len(answer))
        return answer

    def _BatchGetItem(self, asked: Mapping[str, Any]) -> str:
        [(table, request)] = asked["RequestItems"].items()
        found, units = [], 0.0
        for key in request["Keys"]:
            size, text = self._at(table, key)
            units += read_units(size, consistent=request.get("ConsistentRead", False))
            if text:
                found.append(_projected(text, request))
        answer = f'{{"Responses":{{{json.dumps(table)}:[{",".join(found)}]}},"UnprocessedKeys":{{}}}}'
        self._note("BatchGetItem", table, items=len(found), read=units, sent=len(answer))
        return answer

    def _GetItem(self, asked: Mapping[str, Any]) -> str:
        size, text = self._at(asked["TableName"], asked["Key"])
        units = read_units(size, consistent=asked.get("ConsistentRead", False))
        self._note("GetItem", asked["TableName"], items=bool(text), read=units, sent=len(text))
        return f'{{"Item":{text}}}' if text else "{}"

    def _PutItem(self, asked: Mapping[str, Any]) -> str:
        self._put("PutItem", asked["TableName"], asked["Item"], asked)
        return "{}"

    def _UpdateItem(self, asked: Mapping[str, Any]) -> str:
        """`SET #name = :name, ...` alone."""
        names, values = asked.get("ExpressionAttributeNames", {}), asked["ExpressionAttributeValues"]
        _, text = self._at(asked["TableName"], asked["Key"])
        pairs = (pair.split(" = ") for pair in asked["UpdateExpression"].removeprefix("SET ").split(", "))
        changed = {names.get(name, name): values[value] for name, value in pairs}
        self._put("UpdateItem", asked["TableName"], {**asked["Key"], **(json.loads(text or "{}")), **changed}, asked)
        return "{}"

    def _TransactWriteItems(self, asked: Mapping[str, Any]) -> str:
        """Puts, each at twice its price, and updates, which only happen before anything is measured."""
        for write in asked["TransactItems"]:
            if "Update" in write:
                self._UpdateItem(write["Update"])
                continue
            self._put("TransactWriteItems", write["Put"]["TableName"], write["Put"]["Item"], write["Put"], times=2)
        return "{}"

    def _put(self, operation: str, table: str, item: Item, asked: Mapping[str, Any], *, times: int = 1) -> None:
        old, new = _typed(self._at(table, item)[1]), _typed(json.dumps(item))
        self._note(operation, table, write=times * write_units(old, new))
        # A condition that does not hold is charged as well; and its values are compared as they are sent.
        sent = json.loads(self._at(table, item)[1] or "null")
        values, names = asked.get("ExpressionAttributeValues", {}), asked.get("ExpressionAttributeNames", {})
        if not holds(asked.get("ConditionExpression", ""), sent, values, names):
            raise Refused
        for index in INDEXES.get(table, {}).values():
            self.used[operation, table].write_units += times * index_write_units(index, old, new)
        row = (table, item["pk"]["S"], item["sk"]["S"], item_bytes(new or {}), json.dumps(item))
        self._file.execute("INSERT OR REPLACE INTO items VALUES (?, ?, ?, ?, ?)", row)

    def _at(self, table: str, key: Item) -> tuple[int, str]:
        """Size and JSON of the item under a key; 0 and an empty text where there is none."""
        query = "SELECT size, item FROM items WHERE tbl = ? AND pk = ? AND sk = ?"
        return self._file.execute(query, (table, key["pk"]["S"], key["sk"]["S"])).fetchone() or (0, "")

    def _note(
        self, operation: str, table: str, *, items: int = 0, read: float = 0.0, write: float = 0.0, sent: int = 0
    ) -> None:
        used = self.used[operation, table]
        used.requests += 1
        used.items += items
        used.read_units += read
        used.write_units += write
        used.sent += sent


def _stored(given: tuple[str, Item]) -> tuple[str, str, str, int, str]:
    table, item = given
    wire = {name: {"B": b64encode(value["B"]).decode()} if "B" in value else value for name, value in item.items()}
    return table, item["pk"]["S"], item["sk"]["S"], item_bytes(item), json.dumps(wire, separators=(",", ":"))


def _typed(text: str) -> Item | None:
    """An item of the wire as the stores make it."""
    if not text:
        return None
    item = json.loads(text)
    return {name: {"B": b64decode(value["B"])} if "B" in value else value for name, value in item.items()}


def _projected(text: str, asked: Mapping[str, Any]) -> str:
    """The attributes that are asked for; charged is the whole item."""
    if "ProjectionExpression" not in asked:
        return text
    spelled = asked.get("ExpressionAttributeNames", {})
    names = [spelled.get(name, name) for name in asked["ProjectionExpression"].split(", ")]
    item = json.loads(text)
    return json.dumps({name: item[name] for name in names if name in item}, separators=(",", ":"))
