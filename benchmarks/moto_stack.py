"""The stack's tables and queues on moto, and the API over them; every request to DynamoDB is counted by botocore."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

from moto import mock_aws
from regulars.facts.tenant import Tenant
from regulars.http.door.app import Application
from regulars.http.door.buckets import Buckets
from regulars.stores.opened import Stores

from testing.aws.moto_stack import ENVIRONMENT, create_stack
from testing.aws.tenants import make_tenant

_LAMBDA_CONTEXT = None


@dataclass
class Made:
    """What one call made: requests by operation, queries that only count, pages with rows in them, rows read."""

    requests: Counter[str] = field(default_factory=Counter)
    counting: int = 0
    pages: int = 0
    rows: int = 0
    rows_counted: int = 0
    # Rows that each query has read, sent or only counted: it is charged for them together.
    scanned: list[int] = field(default_factory=list)

    @property
    def text(self) -> str:
        """`2 Query, 1 BatchGetItem`, the queries that only count left out."""
        plain = self.requests - Counter(Query=self.counting)
        return ", ".join(f"{number} {name}" for name, number in sorted(plain.items()))


@dataclass(frozen=True)
class MotoStack:
    stores: Stores
    application: Application

    def tenant(self, tenant_id: str, *, shards: int = 1) -> Tenant:
        return make_tenant(self.stores, tenant_id, shards=shards)

    def made(self, work: Callable[[], object]) -> Made:
        """The requests to DynamoDB that `work` makes."""
        made = Made()

        def sent(params: Any, model: Any, **_: Any) -> None:
            made.requests[model.name] += 1

        def came(parsed: Any, **_: Any) -> None:
            made.scanned.append(parsed["ScannedCount"])
            if "Items" in parsed:
                made.rows += parsed["ScannedCount"]
                made.pages += parsed["ScannedCount"] > 0
            else:
                made.counting += 1
                made.rows_counted += parsed["ScannedCount"]

        events = self.stores.dynamodb.meta.events
        events.register("before-call.dynamodb", sent)
        events.register("after-call.dynamodb.Query", came)
        try:
            work()
        finally:
            events.unregister("before-call.dynamodb", sent)
            events.unregister("after-call.dynamodb.Query", came)
        return made

    def call(self, method: str, path: str, tenant: Tenant, *, now_ms: int, query: str = "", body: Any = None) -> Any:
        """The answer's JSON; fails where the API refuses."""
        event = {
            "rawPath": path,
            "rawQueryString": query,
            "headers": {},
            "body": None if body is None else json.dumps(body),
            "requestContext": {
                "stage": "$default",
                "http": {"method": method, "path": path},
                "authorizer": {"jwt": {"claims": {"tenant": tenant.id, "role": "admin"}}},
            },
        }
        response = self.application.answer(event, _LAMBDA_CONTEXT, now_ms=now_ms).response
        assert response["statusCode"] == 200, response["body"]
        return json.loads(response["body"])


@contextmanager
def moto_stack() -> Iterator[MotoStack]:
    """Everything empty."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    with patch.dict(os.environ, kept | ENVIRONMENT, clear=True), mock_aws():
        stores = Stores(create_stack())
        yield MotoStack(stores, Application(stores, buckets=Buckets(1_000_000)))
