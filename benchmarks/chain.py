"""Orders through the real handlers, one function after the other, and what each function used on the way.

botocore is in it, the network is not. What Lambda itself writes into a function's log is no part of this.
"""

from __future__ import annotations

import json
import os
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from io import StringIO
from types import ModuleType, SimpleNamespace
from typing import Any

import boto3
from regulars.config import PLAIN, Names
from regulars.facts.order import Lane
from regulars.facts.tenant import Tenant
from regulars.http.door.app import Application
from regulars.http.door.buckets import Buckets
from regulars.stores.clients import PROMPT
from regulars.stores.opened import Stores
from regulars.stores.tenant.members import Member
from regulars.telemetry import logger

from benchmarks.chain_wire import StreamedTables, Wire, as_json
from testing.aws.moto_stack import ENVIRONMENT
from testing.builders import a_tenant
from testing.events import Context, queue_event, stream_arn
from testing.handlers import load_handler

_SUBJECT = "3f1d4c1e-8a57-4a0e-9d6b-1f0c2b7a9e55"
_QUEUES = "https://sqs.us-east-1.amazonaws.com/123456789012"
_NAMES: dict[str, Any] = (
    {one: one.removesuffix("_table") for one in PLAIN if one.endswith("_table")}
    | {f"{one}_queue_url": f"{_QUEUES}/{one}" for one in ("live", "bulk", "lookups")}
    | {"user_pool_id": "pool"}
)
NAMES = Names(**_NAMES)


@dataclass
class Used:
    """What all calls of one function used: processor seconds, requests to AWS by operation, and its own log lines."""

    calls: int = 0
    processor_s: float = 0.0
    requests: Counter[str] = field(default_factory=Counter)
    read_units: Counter[str] = field(default_factory=Counter)
    write_units: Counter[str] = field(default_factory=Counter)
    sqs_requests: int = 0
    lines: list[str] = field(default_factory=list)


class Chain:
    """One tenant's pipeline, everything empty. `used` grows by function."""

    def __init__(self, tenant: Tenant | None = None) -> None:
        os.environ.update(ENVIRONMENT)
        self.tables = StreamedTables()
        self.wire = Wire(self.tables)
        self.used: dict[str, Used] = {}
        self.now_ms = 0
        session = boto3.session.Session()
        session.events.register_first("before-send", self.wire.answer)  # type: ignore[arg-type]  # its answer is used
        self.stores = Stores(NAMES, session)
        self.tenant = tenant or a_tenant("shop", currency="GBP")
        assert self.stores.directory.create(self.tenant)
        assert self.stores.directory.put_member(_SUBJECT, Member(self.tenant.id, "editor"))
        application = Application(Stores(NAMES, session, config=PROMPT), buckets=Buckets(1_000_000))
        self._handlers = {
            name: self._handler(name) for name in ("api", "dispatch_changes", "update_facts", "update_lookups")
        }
        self._handlers["api"].application = lambda: application  # type: ignore[attr-defined]
        self._forget()

    def post(self, *orders: Mapping[str, Any]) -> None:
        """One call with these orders as the API takes them, and all that follows from it."""
        self.call("POST", "/api/orders", {"orders": orders})
        self.flow()

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """The answer's JSON; fails where the API refuses."""
        answer = self._run("api", http_event(self.tenant, method, path, body))
        assert answer["statusCode"] == 200, answer["body"]
        return json.loads(answer["body"])

    def flow(self, *, lane: Lane = Lane.LIVE, touched: Sequence[Mapping[str, str]] = ()) -> None:
        """What was written becomes facts and lookups: batches are as large as the mappings allow.

        `touched`: what an import sends of its customers itself.
        """
        self._dispatch("ledger")
        queue = "live" if lane is Lane.LIVE else "bulk"
        self.wire.sent.setdefault(queue, []).extend(json.dumps(one) for one in touched)
        self._receive("update_facts", queue)
        self._dispatch("facts")
        self._receive("update_lookups", "lookups")
        self.tables.changes.clear()

    def measured(self, name: str, work: Callable[[], Any]) -> Any:
        """Work of a function called `name`, as a handler's is counted."""
        used = self.used.setdefault(name, Used())
        output = StringIO()
        for one in logger()._logger.handlers:
            # Not setStream, which flushes the stream before: that of another test may be closed.
            one.stream = output  # type: ignore[attr-defined]
        before, queues, answering = Counter(self.wire.requests), self.wire.sqs_requests, self.wire.answering_s
        began = time.thread_time()
        with redirect_stdout(output):
            answer = work()
        used.processor_s += time.thread_time() - began - (self.wire.answering_s - answering)
        used.calls += 1
        used.requests += self.wire.requests - before
        used.sqs_requests += self.wire.sqs_requests - queues
        used.lines += output.getvalue().splitlines()
        self._charge(used)
        return answer

    def _run(self, name: str, event: Mapping[str, Any]) -> Any:
        handler = self._handlers[name]
        return self.measured(name, lambda: handler.lambda_handler(event, Context()))

    def _dispatch(self, table: str) -> None:
        found = [change for change in self.tables.changes if change[0] == table]
        records = [_record(*change) for change in found if table == "facts" or change[2]["lane"]["S"] != Lane.IMPORT]
        for start in range(0, len(records), 100):
            answer = self._run("dispatch_changes", {"Records": records[start : start + 100]})
            assert answer == {"batchItemFailures": []}

    def _receive(self, name: str, queue: str) -> None:
        bodies = self.wire.sent.pop(queue, [])
        for start in range(0, len(bodies), 10):
            answer = self._run(name, queue_event(*bodies[start : start + 10], queue=queue))
            assert answer == {"batchItemFailures": []}, answer

    def _charge(self, used: Used) -> None:
        for charges, units in ((self.tables.reads, used.read_units), (self.tables.writes, used.write_units)):
            for charge in charges:
                units[charge.table] += charge.units  # type: ignore[assignment]
            charges.clear()

    def _handler(self, name: str) -> ModuleType:
        module = load_handler(name)
        module.stores = lambda: self.stores  # type: ignore[attr-defined]
        module.time = SimpleNamespace(time_ns=lambda: self.now_ms * 1_000_000)  # type: ignore[attr-defined]
        return module

    def _forget(self) -> None:
        """What making the tenant has cost."""
        self._charge(Used())
        self.tables.changes.clear()
        self.wire.requests.clear()


def http_event(tenant: Tenant, method: str, path: str, body: Any) -> dict[str, Any]:
    """A call as the gateway hands it over, of a member of our own pool."""
    return {
        "rawPath": path,
        "rawQueryString": "",
        "headers": {"content-type": "application/json", "user-agent": "shop/1.0"},
        "body": None if body is None else json.dumps(body),
        "requestContext": {
            "stage": "$default",
            "requestId": "JKJaXmPLvHcESHA=",
            "http": {"method": method, "path": path},
            "authorizer": {"jwt": {"claims": {"tenant": tenant.id, "role": "editor", "sub": _SUBJECT}}},
        },
    }


def _record(table: str, old: Any, new: Any) -> dict[str, Any]:
    images = {"OldImage": old, "NewImage": new}
    change = {name: as_json(image) for name, image in images.items() if image is not None}
    keys = {name: new[name] for name in ("pk", "sk")}
    return {
        "eventName": "MODIFY" if old else "INSERT",
        "eventSourceARN": stream_arn(table),
        "dynamodb": {"Keys": keys, **change},
    }
