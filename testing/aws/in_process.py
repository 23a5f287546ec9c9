"""moto asked by calls of its own methods, DynamoDB and S3 for objects, not over HTTP that never leaves here.

A request to moto is signed, written out as HTTP and matched against addresses; its answer is described value by value,
written out and parsed: most of what a test on moto takes. Here botocore checks and writes the request as before, and
moto's own operation answers it. What moto refuses is asked again over HTTP, so that errors are botocore's own.
`tests/stores` run both ways, and on a second engine.
"""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any

import botocore.handlers
from botocore import xform_name
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from moto.core.exceptions import ServiceException
from moto.core.models import botocore_stubber
from moto.dynamodb.models import DynamoDBBackend, dynamodb_backends
from moto.dynamodb.responses import DynamoHandler
from werkzeug.exceptions import HTTPException

from testing.aws import objects

ACCOUNT, REGION = "123456789012", "us-east-1"
_ADDRESS = f"https://dynamodb.{REGION}.amazonaws.com/"
# What is done with items; everything else goes over HTTP.
_OPERATIONS = frozenset(
    {
        *("GetItem", "BatchGetItem", "Query", "Scan"),
        *("PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems", "BatchExecuteStatement"),
    }
)
_over_http = False


@contextmanager
def over_http() -> Iterator[None]:
    """Within it requests go over HTTP, as if this module were not there."""
    global _over_http
    before, _over_http = _over_http, True
    try:
        yield
    finally:
        _over_http = before


class _Handler(DynamoHandler):
    """moto's own, which looks into no request for its account and region."""

    @cached_property
    def dynamodb_backend(self) -> DynamoDBBackend:
        backend: DynamoDBBackend = dynamodb_backends[ACCOUNT][REGION]
        return backend


def _with_bytes(read: dict[str, Any]) -> dict[str, Any]:
    """Bytes travel as base64. An attribute of the name B is a value, not a text."""
    if len(read) == 1 and isinstance(text := read.get("B"), str):
        return {"B": b64decode(text)}
    return read


_BODY = json.JSONDecoder(object_hook=_with_bytes)


def _answer(model: Any, params: dict[str, Any], context: Any, **_: Any) -> tuple[AWSResponse, dict[str, Any]] | None:
    """A `before-call` handler: the answer, or None where botocore shall send the request."""
    if _over_http or not botocore_stubber.enabled:
        return None
    if model.name in objects.OPERATIONS:
        parsed = objects.answer_of(model.name, context, ACCOUNT)
    elif model.name in _OPERATIONS and params["url"] == _ADDRESS:
        parsed = _answer_of_dynamodb(model, params["body"])
    else:
        return None
    if parsed is None:
        return None
    status = 206 if "ContentRange" in parsed else 200
    parsed["ResponseMetadata"] = {"HTTPStatusCode": status, "HTTPHeaders": {}, "RetryAttempts": 0}
    return AWSResponse(params["url"], status, HTTPHeaders(), None), parsed


def _answer_of_dynamodb(model: Any, body: bytes) -> dict[str, Any] | None:
    handler = _Handler()
    handler.uri_match = {}
    handler.body = handler.params = _BODY.decode(body.decode())
    try:
        result = getattr(handler, xform_name(model.name))().result
    except (ServiceException, HTTPException):
        return None
    known = model.output_shape.members
    return {name: value for name, value in result.items() if name in known and value is not None}


def ask_moto_in_process() -> None:
    """From here on sessions are made so. What a test hangs on a client, for all services or one, is called before."""
    botocore.handlers.BUILTIN_HANDLERS.append(("before-call", _answer, botocore.handlers.REGISTER_LAST))
