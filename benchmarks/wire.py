"""The whole API behind a botocore whose answers are bytes from memory: all that an answer costs but the network."""

from __future__ import annotations

import base64
import io
import json
import os
from collections.abc import Callable, Sequence
from typing import Any
from unittest.mock import patch

from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.httpsession import URLLib3Session
from regulars.config import Names
from regulars.facts.customer import CustomerFacts, FactsRow
from regulars.http.door.app import Application
from regulars.http.door.buckets import Buckets
from regulars.stores.opened import Stores
from regulars.stores.rows.row_codec import encode_row

_TENANT = [
    {
        "sk": {"S": "tenant"},
        "name": {"S": "Acme"},
        "status": {"S": "active"},
        "currency": {"S": "USD"},
        "exponent": {"N": "2"},
        "secret": {"B": base64.b64encode(b"x" * 32).decode()},
    },
    {
        "sk": {"S": "generation"},
        "generations": {"S": json.dumps({"reading": 1, "writing": [1], "shards": {"1": 1}})},
    },
]


def whole_handler(customers: Sequence[CustomerFacts], now_ms: int) -> tuple[Callable[[], object], Callable[[], object]]:
    """A call of the list that answers with these customers, and boto3's bare Query of the same bytes."""
    os.environ |= {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x", "AWS_DEFAULT_REGION": "us-east-1"}
    tables = ("ledger", "registry", "facts", "tenants", "requests")
    names: dict[str, Any] = {f"{name}_table": name for name in tables}
    stores = Stores(Names(**names))
    application = Application(stores, buckets=Buckets(1_000_000))
    answers = {
        "BatchGetItem": _wire({"Responses": {"tenants": _TENANT}, "UnprocessedKeys": {}}),
        "Query": _wire({"Items": [_item(one) for one in customers], "Count": len(customers)}),
    }
    empty = _wire({"Items": [], "Count": 0})

    def send(self: URLLib3Session, request: Any) -> AWSResponse:
        operation = request.headers["X-Amz-Target"].decode().rpartition(".")[2]
        # Customers without a counted order are a request of their own; there are none.
        body = empty if b'"0#"' in request.body else answers[operation]
        return AWSResponse(request.url, 200, HTTPHeaders(), _Raw(body))

    def handle() -> None:
        with patch.object(URLLib3Session, "send", send):
            response = application.answer(list_event(), None, now_ms=now_ms).response
        assert json.loads(response["body"])["meta"]["count"] == len(customers)

    def parse() -> None:
        with patch.object(URLLib3Session, "send", send):
            found = stores.dynamodb.query(TableName="facts", KeyConditionExpression="pk = :pk")
        assert len(found["Items"]) == len(customers)

    return handle, parse


def list_event() -> dict[str, Any]:
    """A page of 1 000 as the gateway hands it over."""
    return {
        "rawPath": "/api/customers",
        "rawQueryString": "limit=1000&minDaysSinceLastOrder=0",
        "headers": {},
        "requestContext": {
            "stage": "$default",
            "http": {"method": "GET", "path": "/api/customers"},
            "authorizer": {"jwt": {"claims": {"tenant": "acme", "role": "viewer"}}},
        },
    }


def _item(customer: CustomerFacts) -> dict[str, Any]:
    """What the index sends of a row."""
    sent = encode_row(FactsRow(1, 1, 1, customer))
    names = ("v", "facts", "last_order_key")
    return {"sk": {"S": customer.customer_id}} | {name: sent[name] for name in names}


def _wire(answer: Any) -> bytes:
    return json.dumps(answer).encode()


class _Raw(io.BytesIO):
    def stream(self, **_: Any) -> Any:
        yield self.read()
