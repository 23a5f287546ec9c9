"""Commands against the stack on moto, and against an API that answers what a test says."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import boto3
import pytest
from regulars.cli import (
    backtest,
    certificates,
    client,
    doctor,
    export,
    get,
    http,
    import_file,
    member,
    rebuild,
    recalculate,
    replay,
    tenant,
    token,
    url,
    watch,
)
from regulars.cli.connection import Connection
from regulars.cli.main import run
from regulars.config import Names
from regulars.stores.opened import Stores

from testing.commands.fake_api import FakeApi
from testing.commands.pool import FakePool, SessionWithPool
from testing.commands.runs import Run


@pytest.fixture
def pool() -> FakePool:
    return FakePool()


@pytest.fixture
def connection(aws: Names, pool: FakePool, monkeypatch: pytest.MonkeyPatch) -> Connection:
    """Every command's stack: the one on moto."""
    session = boto3.session.Session()
    dead = [
        session.client("sqs").create_queue(QueueName=f"{lane}-dead")["QueueUrl"]
        for lane in ("live", "bulk", "lookups", "hooks")
    ]
    session.client("s3").create_bucket(Bucket="failures")
    outputs = {
        "LedgerTable": aws.ledger_table,
        "RegistryTable": aws.registry_table,
        "FactsTable": aws.facts_table,
        "LookupsTable": aws.lookups_table,
        "EvaluationsTable": aws.evaluations_table,
        "TenantsTable": aws.tenants_table,
        "LiveQueueUrl": aws.live_queue_url,
        "BulkQueueUrl": aws.bulk_queue_url,
        "LookupsQueueUrl": aws.lookups_queue_url,
        "LiveDlqUrl": dead[0],
        "BulkDlqUrl": dead[1],
        "LookupsDlqUrl": dead[2],
        "WebhooksQueueUrl": aws.webhooks_queue_url,
        "WebhooksDlqUrl": dead[3],
        "DeadEventsUrl": aws.dead_events_url,
        "EventBus": aws.event_bus,
        "SigningKey": aws.signing_key,
        "ImportsBucket": aws.imports_bucket,
        "ImportsMachineArn": aws.machine_arn("imports"),
        "NightsMachineArn": aws.machine_arn("nights"),
        "FailuresBucket": "failures",
        "UndeliveredUrl": session.client("sqs").create_queue(QueueName="undelivered")["QueueUrl"],
        "BackgroundConcurrency": "342",
        "UserPoolId": "pool",
        "OperatorClientId": "operator",
    }
    connected = Connection(SessionWithPool(session, pool), outputs, "http://api")
    for module in (
        *(backtest, certificates, client, doctor, export, get, import_file, member),
        *(rebuild, recalculate, replay, tenant, token, url),
    ):
        monkeypatch.setattr(module, "connect", lambda: connected)
    return connected


@pytest.fixture
def stores(connection: Connection) -> Stores:
    return connection.stores


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeApi]:
    """The API and the storage behind it, at one address."""
    fake = FakeApi()

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            call = f"{self.command} {self.path}"
            fake.asked.append((call, dict(self.headers), body))
            answers = fake.answers[call]
            status, answer = answers.pop(0) if len(answers) > 1 else answers[0]
            content = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = _answer

        def log_message(self, *_: Any) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    fake.base = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    for module in (backtest, export, get, import_file, recalculate, url):
        monkeypatch.setattr(module, "connect", lambda: Connection(None, {}, fake.base))
    tokens = iter(f"token-{number}" for number in range(1, 100))
    monkeypatch.setattr(http, "make_token", lambda *_: next(tokens))
    monkeypatch.setattr(watch, "POLL_S", 0.0)
    yield fake
    server.shutdown()
    server.server_close()


@pytest.fixture
def regulars() -> Run:
    """Runs one command; its exit code."""
    return lambda *arguments: run(arguments)
