"""The whole API behind a botocore whose answers are bytes from memory: all that an answer costs but the network."""

from __future__ import annotations

import base64
import io
import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.httpsession import URLLib3Session
from regulars.config import Names
from regulars.facts.customer import FACTS_VERSION, CustomerFacts, FactsRow
from regulars.http.door.app import Application
from regulars.http.door.buckets import Buckets
from regulars.stores.dynamo.calls import Item
from regulars.stores.limits import QUERY_PAGE_BYTES
from regulars.stores.opened import Stores
from regulars.stores.rows.row_codec import encode_row

from benchmarks.units import item_bytes

# A page of 1 000.
_ALL = "limit=1000&minDaysSinceLastOrder=0"
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
    stores = _stores()
    application = Application(stores, buckets=Buckets(1_000_000))
    found = _wire({"Items": [_item(one) for one in customers], "Count": len(customers)})

    def answer(operation: str, body: bytes) -> bytes:
        if operation == "BatchGetItem":
            return _THE_TENANT
        # Customers without a counted order are a request of their own; there are none.
        return _NOTHING if b'"0#"' in body else found

    def handle() -> None:
        with _answering(answer):
            response = application.answer(event_of("/api/customers", _ALL), None, now_ms=now_ms).response
        assert json.loads(response["body"])["meta"]["count"] == len(customers)

    def parse() -> None:
        with _answering(answer):
            found = stores.dynamodb.query(TableName="facts", KeyConditionExpression="pk = :pk")
        assert len(found["Items"]) == len(customers)

    return handle, parse


def handler_of_one(path: str, items: Sequence[Item], now_ms: int) -> Callable[[], object]:
    """A call about one customer, whose ledger holds these items, read in pages of 1 MB."""
    application = Application(_stores(), buckets=Buckets(1_000_000))
    pages = [_wire(page) for page in _pages(sorted(items, key=lambda item: item["sk"]["S"]))]
    turn = iter(pages)

    def answer(operation: str, body: bytes) -> bytes:
        return _THE_TENANT if operation == "BatchGetItem" else next(turn)

    def handle() -> None:
        nonlocal turn
        turn = iter(pages)
        with _answering(answer):
            response = application.answer(event_of(path), None, now_ms=now_ms).response
        assert response["statusCode"] == 200, response["body"]
        assert next(turn, None) is None, "all pages were read"

    return handle


def _stores() -> Stores:
    os.environ |= {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x", "AWS_DEFAULT_REGION": "us-east-1"}
    tables = ("ledger", "registry", "facts", "tenants", "requests")
    names: dict[str, Any] = {f"{name}_table": name for name in tables}
    return Stores(Names(**names))


@contextmanager
def _answering(answer: Callable[[str, bytes], bytes]) -> Iterator[None]:
    """Whatever is sent meanwhile gets the bytes that `answer` has for the operation and the request's body."""

    def send(self: URLLib3Session, request: Any) -> AWSResponse:
        operation = request.headers["X-Amz-Target"].decode().rpartition(".")[2]
        return AWSResponse(request.url, 200, HTTPHeaders(), _Raw(answer(operation, request.body)))

    with patch.object(URLLib3Session, "send", send):
        yield


def _pages(items: Sequence[Item]) -> Iterator[dict[str, Any]]:
    """As DynamoDB cuts them: each but the last says where the next one begins."""
    page: list[Item] = []
    size = 0
    for item in items:
        page.append(item)
        size += item_bytes(item)
        if size >= QUERY_PAGE_BYTES and item is not items[-1]:
            yield {"Items": page, "Count": len(page), "LastEvaluatedKey": {name: item[name] for name in ("pk", "sk")}}
            page, size = [], 0
    yield {"Items": page, "Count": len(page)}


def event_of(path: str, query: str = "") -> dict[str, Any]:
    """A GET as the gateway hands it over."""
    return {
        "rawPath": path,
        "rawQueryString": query,
        "headers": {},
        "requestContext": {
            "stage": "$default",
            "http": {"method": "GET", "path": path},
            "authorizer": {"jwt": {"claims": {"tenant": "acme", "role": "viewer"}}},
        },
    }


def _item(customer: CustomerFacts) -> dict[str, Any]:
    """What the index sends of a row."""
    sent = encode_row(FactsRow(1, 1, FACTS_VERSION, customer))
    names = ("v", "facts", "last_order_key")
    return {"sk": {"S": customer.customer_id}} | {name: sent[name] for name in names}


def _wire(answer: Any) -> bytes:
    return json.dumps(answer, default=lambda content: base64.b64encode(content).decode()).encode()


_THE_TENANT = _wire({"Responses": {"tenants": _TENANT}, "UnprocessedKeys": {}})
_NOTHING = _wire({"Items": [], "Count": 0})


class _Raw(io.BytesIO):
    def stream(self, **_: Any) -> Any:
        yield self.read()
