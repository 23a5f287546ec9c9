"""A page of 1 000 customers: `derive` alone, rows and JSON with it, and the whole handler over botocore's own parsing.

DynamoDB is cut off below botocore: its answers are bytes from memory, so that nothing of a network is measured.
"""

from __future__ import annotations

import base64
import io
import json
import os
import platform
import random
import statistics
import time
import uuid
from collections.abc import Callable
from typing import Any
from unittest.mock import patch

from botocore.awsrequest import AWSResponse
from botocore.httpsession import URLLib3Session
from regulars.config import Names
from regulars.customers.customer import Customer
from regulars.facts.customer import CustomerFacts, FactsRow, ProfileFacts, PurchaseFacts
from regulars.facts.time import DAY_MS
from regulars.http import render
from regulars.http.app import Application, to_json
from regulars.scoring.derive import derive
from regulars.scoring.settings import Settings
from regulars.stores import facts as facts_store
from regulars.stores.opened import Stores

NOW_MS = 1_760_517_000_000
CUSTOMERS = 1_000
RUNS = 30
SETTINGS = Settings.defaults(2)
_SECRET = base64.b64encode(b"x" * 32).decode()
_GENERATIONS = json.dumps({"reading": 1, "writing": [1], "shards": {"1": 1}})
_TENANT = [
    {
        "sk": {"S": "tenant"},
        "name": {"S": "Acme"},
        "status": {"S": "active"},
        "currency": {"S": "USD"},
        "exponent": {"N": "2"},
        "secret": {"B": _SECRET},
    },
    {"sk": {"S": "generation"}, "generations": {"S": _GENERATIONS}},
]


def main() -> None:
    """Prints the table."""
    customers = _customers()
    rows = [
        ("derive of one customer", "us", 1_000 / CUSTOMERS, lambda: _derive(customers)),
        ("derive + rows + JSON, 1 000 customers", "ms", 1, lambda: _page(customers)),
        ("whole handler, limit=1000", "ms", 1, _handler(customers)),
    ]
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}; {RUNS} runs")
    for name, unit, scale, work in rows:
        taken = _measure(work)
        print(
            f"{name:40} median {statistics.median(taken) * scale:7.2f} {unit}   least {min(taken) * scale:7.2f} {unit}"
        )


def _measure(work: Callable[[], object]) -> list[float]:
    """Milliseconds of each run, after one that warms up."""
    work()
    taken = []
    for _ in range(RUNS):
        started = time.perf_counter()
        work()
        taken.append((time.perf_counter() - started) * 1_000)
    return taken


def _customers() -> list[CustomerFacts]:
    chance = random.Random(1)
    made = []
    for number in range(CUSTOMERS):
        last = NOW_MS - chance.randrange(400 * DAY_MS)
        purchases = PurchaseFacts(
            order_count=chance.randint(1, 20),
            spend_minor=chance.randrange(900_000),
            units_milli=1_000,
            first_at_ms=last - chance.randrange(300 * DAY_MS),
            last_at_ms=last,
            last_reference=f"ORD-{number}-1729845000000",
        )
        profile = ProfileFacts(
            name=f"Mediterranean Cafe {number}",
            email=f"cafe{number}@example.com",
            company="Mediterranean Cafe",
            phone="+64 9 123 4567",
            account_name="MED001",
            account_code="MED001",
        )
        made.append(CustomerFacts(str(uuid.UUID(int=chance.getrandbits(128))), True, purchases, profile))
    return made


def _derive(customers: list[CustomerFacts]) -> None:
    for customer in customers:
        derive(customer, SETTINGS, NOW_MS)


def _page(customers: list[CustomerFacts]) -> str:
    rows = [render.list_row(Customer(one, derive(one, SETTINGS, NOW_MS)), 2) for one in customers]
    return to_json({"success": True, "data": rows})


def _handler(customers: list[CustomerFacts]) -> Callable[[], object]:
    os.environ |= {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x", "AWS_DEFAULT_REGION": "us-east-1"}
    stores = Stores(Names(**{f"{name}_table": name for name in ("ledger", "registry", "facts", "tenants", "requests")}))
    application = Application(stores)
    answers = {
        "BatchGetItem": _wire({"Responses": {"tenants": _TENANT}, "UnprocessedKeys": {}}),
        "Query": _wire({"Items": [_item(one) for one in customers], "Count": len(customers)}),
    }
    empty = _wire({"Items": [], "Count": 0})
    event = {
        "rawPath": "/api/customers",
        "rawQueryString": "limit=1000&minDaysSinceLastOrder=0",
        "headers": {},
        "requestContext": {
            "stage": "$default",
            "http": {"method": "GET", "path": "/api/customers"},
            "authorizer": {"jwt": {"claims": {"tenant": "acme", "role": "viewer"}}},
        },
    }

    def send(self: URLLib3Session, request: Any) -> AWSResponse:
        operation = request.headers["X-Amz-Target"].decode().rpartition(".")[2]
        body = empty if b'"0#"' in request.body else answers[operation]
        return AWSResponse(request.url, 200, {}, _Raw(body))

    def run() -> None:
        with patch.object(URLLib3Session, "send", send):
            response = application.answer(event, None, now_ms=NOW_MS).response
        assert json.loads(response["body"])["meta"]["count"] == CUSTOMERS

    return run


def _item(customer: CustomerFacts) -> dict[str, Any]:
    """What the index sends of a row."""
    sent = facts_store._encode(FactsRow(NOW_MS, NOW_MS, 1, customer))
    names = ("revision", "read_at", "facts_version", "facts", "last_order_key")
    return {"sk": {"S": customer.customer_id}} | {name: sent[name] for name in names}


def _wire(answer: Any) -> bytes:
    return json.dumps(answer).encode()


class _Raw(io.BytesIO):
    def stream(self, **_: Any) -> Any:
        yield self.read()


if __name__ == "__main__":
    main()
