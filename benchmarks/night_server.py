"""The services that a night calls, on a port of this machine: what calls them pays for botocore, as a function does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar

from regulars.config import PLAIN, Names

from benchmarks.night_tables import NightTables, Refused, Used

_NAMES: dict[str, Any] = {name: name.removesuffix("_table").replace("_", "-") for name in PLAIN} | {
    # Tokens are of an issuer of its own: nobody is read as a member.
    "user_pool_id": "",
    "bulk_queue_url": "http://127.0.0.1/queue/bulk",
    "lookups_queue_url": "http://127.0.0.1/queue/lookups",
    "machines": {"nights": "arn:aws:states:us-east-1:123456789012:stateMachine:nights"},
}
NAMES = Names(**_NAMES)


class World:
    """The tables, and objects in a folder. Queues take messages and state machines start: both are counted alone."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.tables = NightTables(folder)
        self.endpoint = ""

    def used(self) -> dict[tuple[str, str], Used]:
        """What was used since this was asked before, by operation and table, bucket or queue."""
        used = dict(self.tables.used)
        self.tables.used.clear()
        return used


@contextmanager
def serving(folder: Path) -> Iterator[World]:
    """Everything empty, at `endpoint`."""
    world = World(folder)
    handler = type("Handler", (_Handler,), {"world": world})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    world.endpoint = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield world
    finally:
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    world: ClassVar[World]
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        service, _, operation = self.headers["X-Amz-Target"].partition(".")
        asked = json.loads(self._body())
        tables = self.world.tables
        if service.startswith("DynamoDB"):
            try:
                self._answer(200, tables.answer(operation, asked))
            except Refused:
                self._answer(400, b'{"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException"}')
            return
        entries = asked.get("Entries", ())
        if operation == "PutEvents":
            used = tables.used[operation, "bus"]
            used.requests += 1
            used.items += len(entries)
            self._answer(
                200, json.dumps({"FailedEntryCount": 0, "Entries": [{"EventId": "1"}] * len(entries)}).encode()
            )
            return
        used = tables.used[operation, asked["QueueUrl"].rsplit("/", 1)[-1] if entries else "nights"]
        used.requests += 1
        used.items += len(entries)
        taken = [{"Id": entry["Id"], "MessageId": entry["Id"], "MD5OfMessageBody": ""} for entry in entries]
        answer = {"Successful": taken} if entries else {"executionArn": "arn", "startDate": 0}
        self._answer(200, json.dumps(answer).encode())

    def do_PUT(self) -> None:
        content = self._body()
        path = self.world.folder / "objects" / self.path.partition("?")[0].lstrip("/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        used = self.world.tables.used["PutObject", "bucket"]
        used.requests += 1
        used.sent += len(content)
        self._answer(200, b"")

    def do_GET(self) -> None:
        path = self.world.folder / "objects" / self.path.partition("?")[0].lstrip("/")
        content = path.read_bytes() if path.exists() else None
        used = self.world.tables.used["GetObject", "bucket"]
        used.requests += 1
        used.sent += len(content or b"")
        if content is None:
            self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>")
        else:
            self._answer(200, content)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def _answer(self, status: int, content: bytes) -> None:
        # In one write: a head by itself waits for its acknowledgement.
        head = f"HTTP/1.1 {status} .\r\nContent-Length: {len(content)}\r\n\r\n"
        self.wfile.write(head.encode() + content)
