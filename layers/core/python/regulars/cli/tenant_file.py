"""The file by which a tenant moves: JSON lines, each an item or an object, between a first and a last line.

    {"regulars": "tenant", "version": 1, "tenant": "acme", "exportedAt": "2026-11-30T02:00:00.000Z"}
    {"table": "ledger", "item": {"pk": {"S": "acme#ann"}, ...}}
    {"object": "catalogue/acme.json.gz", "content": "H4sI..."}
    {"items": 1, "objects": 1, "sha256": "..."}

An item is as DynamoDB has it, bytes in base64; those of webhooks have their `secrets` beside them, unsealed. The last
line holds the hash of all before it: a file that was cut off or changed is not taken in.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, NamedTuple

import click

VERSION = 1


class Writer:
    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._hash = hashlib.sha256()
        self.items = self.objects = 0

    def begin(self, tenant_id: str, exported_at: str) -> None:
        self._line({"regulars": "tenant", "version": VERSION, "tenant": tenant_id, "exportedAt": exported_at})

    def item(self, table: str, item: dict[str, Any], secrets: dict[str, str] | None = None) -> None:
        self._line({"table": table, "item": _text(item), **({"secrets": secrets} if secrets else {})})
        self.items += 1

    def object(self, key: str, content: bytes) -> None:
        self._line({"object": key, "content": base64.b64encode(content).decode()})
        self.objects += 1

    def end(self) -> None:
        self._line({"items": self.items, "objects": self.objects, "sha256": self._hash.hexdigest()})

    def _line(self, value: dict[str, Any]) -> None:
        line = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        self._hash.update(line)
        self._file.write(line)


class Found(NamedTuple):
    """What a whole file says of itself."""

    tenant_id: str
    exported_at: str
    items: int
    objects: int
    digest: str


class Entry(NamedTuple):
    """An item of a table, with secrets that are to be sealed again."""

    table: str
    item: dict[str, Any]
    secrets: dict[str, str]


class Object(NamedTuple):
    key: str
    content: bytes


def look_through(path: Path) -> Found:
    """Reads the whole file once. Ends the command for one that is none, or is not whole."""
    hashed, first, last, count = hashlib.sha256(), None, b"", 0
    with path.open("rb") as file:
        for line in file:
            hashed.update(last)
            first, last, count = first or line, line, count + 1
    begins, ends = _object(first or b""), _object(last)
    if begins.get("regulars") != "tenant" or begins.get("version") != VERSION:
        raise click.ClickException(f"{path} is not the export of a tenant in version {VERSION}.")
    if ends.get("sha256") != hashed.hexdigest() or ends["items"] + ends["objects"] != count - 2:
        raise click.ClickException(f"{path} is not whole, or was changed: export the tenant again.")
    return Found(begins["tenant"], begins["exportedAt"], ends["items"], ends["objects"], ends["sha256"])


def lines(path: Path) -> Iterator[Entry | Object]:
    """The items and objects of a file that was looked through."""
    with path.open("rb") as file:
        for line in file:
            value = json.loads(line)
            if "table" in value:
                yield Entry(value["table"], _bytes(value["item"]), value.get("secrets", {}))
            elif "object" in value:
                yield Object(value["object"], base64.b64decode(value["content"]))


def _object(line: bytes) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> Any:
    """An attribute, or a map or list of them, with bytes as base64: only `B` holds some."""
    match value:
        case bytes():
            return base64.b64encode(value).decode()
        case dict():
            return {name: _text(one) for name, one in value.items()}
        case list():
            return [_text(one) for one in value]
    return value


def _bytes(item: dict[str, Any]) -> dict[str, Any]:
    return {name: _attribute(one) for name, one in item.items()}


def _attribute(attribute: dict[str, Any]) -> dict[str, Any]:
    [(kind, value)] = attribute.items()
    match kind:
        case "B":
            return {"B": base64.b64decode(value)}
        case "M":
            return {"M": _bytes(value)}
        case "L":
            return {"L": [_attribute(one) for one in value]}
    return attribute
