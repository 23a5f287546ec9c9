"""moto asked by calls of its own methods, for items, messages and objects, not over HTTP that never leaves here.

A request to moto is signed, written out as HTTP and matched against addresses; its answer is described value by value,
written out and parsed: most of what a test on moto takes. Here botocore checks the request as before, and moto's own
operation answers it. What moto refuses is asked again over HTTP, so that errors are botocore's own; of a condition that
fails botocore parses what moto would have sent.
`tests/stores` run both ways, and on a second engine.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any

import botocore.handlers
from botocore import xform_name
from botocore.awsrequest import AWSResponse
from botocore.client import BaseClient
from botocore.compat import HTTPHeaders
from botocore.exceptions import ParamValidationError
from moto.core.exceptions import ServiceException
from moto.core.models import botocore_stubber
from moto.core.responses import BaseResponse
from moto.dynamodb.exceptions import ConditionalCheckFailed
from moto.dynamodb.models import DynamoDBBackend, dynamodb_backends
from moto.dynamodb.responses import DynamoHandler
from moto.sqs.models import SQSBackend, sqs_backends
from moto.sqs.responses import SQSResponse
from werkzeug.exceptions import HTTPException

from testing.aws import objects

ACCOUNT, REGION = "123456789012", "us-east-1"
_over_http = False
_over_botocore = BaseClient._make_api_call  # type: ignore[attr-defined]


@contextmanager
def over_http() -> Iterator[None]:
    """Within it requests go over HTTP, as if this module were not there."""
    global _over_http
    before, _over_http = _over_http, True
    try:
        yield
    finally:
        _over_http = before


class _Items(DynamoHandler):
    """moto's own, which looks into no request for its account and region."""

    @cached_property
    def dynamodb_backend(self) -> DynamoDBBackend:
        backend: DynamoDBBackend = dynamodb_backends[ACCOUNT][REGION]
        return backend


class _Messages(SQSResponse):
    """The same."""

    @cached_property
    def sqs_backend(self) -> SQSBackend:
        backend: SQSBackend = sqs_backends[ACCOUNT][REGION]
        return backend


# By service who answers what; everything else goes over HTTP.
_ANSWERED: dict[str, tuple[type[BaseResponse], frozenset[str]]] = {
    "dynamodb": (
        _Items,
        frozenset(
            {
                *("GetItem", "BatchGetItem", "Query", "Scan", "PutItem", "UpdateItem", "DeleteItem"),
                *("BatchWriteItem", "TransactWriteItems", "BatchExecuteStatement"),
            }
        ),
    ),
    "sqs": (_Messages, frozenset({"SendMessage", "SendMessageBatch", "ReceiveMessage", "DeleteMessage"})),
}
_REFUSED = {"ConditionalCheckFailedException": 400, "NoSuchKey": 404, "PreconditionFailed": 412}
_BY_NOBODY: tuple[type[BaseResponse], frozenset[str]] = (BaseResponse, frozenset())


class _Request(dict[str, Any]):
    """What a `before-call` handler is shown; the body is written out for whoever looks at it."""

    def __init__(self, client: Any, model: Any, params: dict[str, Any]) -> None:
        super().__init__(headers={}, url=client.meta.endpoint_url, context={})
        self._written = client._serializer, params, model

    def __missing__(self, name: str) -> Any:
        serializer, *asked = self._written
        self.update(serializer.serialize_to_request(*asked))
        return self[name]


def _own(value: Any) -> Any:
    """A copy with which moto can do as it likes, as JSON would have made it. An attribute of the name B is bytes."""
    kind = type(value)
    if kind is str or kind is int or kind is bool or kind is bytes:
        return value
    if isinstance(value, dict):
        if isinstance(text := value.get("B"), str) and len(value) == 1:
            return {"B": text.encode()}
        return {name: _own(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_own(one) for one in value]
    # An enumeration's member is its text.
    return str(value) if isinstance(value, str) else bytes(value) if isinstance(value, bytearray) else value


def _make_api_call(self: Any, operation_name: str, api_params: dict[str, Any]) -> Any:
    """botocore's own, from the check of what is asked to the error that is raised; only who answers is another."""
    service = self._service_model.service_name
    moto_s, operations = _ANSWERED.get(service, _BY_NOBODY)
    here = operation_name in operations and self.meta.endpoint_url == f"https://{service}.{REGION}.amazonaws.com"
    if _over_http or not here or not botocore_stubber.enabled:
        return _over_botocore(self, operation_name, api_params)
    model = self._service_model.operation_model(operation_name)
    context = {
        "client_region": self.meta.region_name,
        "client_config": self.meta.config,
        "has_streaming_input": False,
        "auth_type": model.resolved_auth_type,
        "unsigned_payload": model.unsigned_payload,
        "auth_options": self._service_model.metadata.get("auth"),
    }
    params = self._emit_api_params(api_params=api_params, operation_model=model, context=context)
    report = self._serializer._param_validator.validate(params, model.input_shape)
    if report.has_errors():
        raise ParamValidationError(report=report.generate_report())
    told = {"model": model, "context": context}
    request = _Request(self, model, params)
    before, after = (f"{when}.{service}.{operation_name}" for when in ("before-call", "after-call"))
    _, answered = self.meta.events.emit_until_response(before, params=request, request_signer=None, **told)
    http, parsed = answered or _answer_of(self, moto_s(), model, params) or _sent(self, model, params, context)
    self.meta.events.emit(after, http_response=http, parsed=parsed, **told)
    if http.status_code >= 300:
        raise self.exceptions.from_code(parsed.get("Error", {}).get("Code"))(parsed, operation_name)
    return parsed


def _sent(client: Any, model: Any, params: dict[str, Any], context: dict[str, Any]) -> Any:
    """The answer over HTTP."""
    url, headers, _ = client._resolve_endpoint_ruleset(model, params, context)
    request = client._convert_to_request_dict(params, model, url, context=context, headers=headers)
    return client._make_request(model, request, context)


def _answer_of(
    client: Any, handler: Any, model: Any, params: dict[str, Any]
) -> tuple[AWSResponse, dict[str, Any]] | None:
    """None where moto refuses, but for a condition that fails, which is what many tests are about."""
    handler.uri_match = {}
    handler.body = handler.params = _own(params)
    try:
        result = getattr(handler, xform_name(model.name))().result or {}
    except ConditionalCheckFailed as failed:
        sent = {"status_code": 400, "headers": {}, "body": str(failed.description).encode()}
        parsed = client._response_parser.parse(sent, model.output_shape)
        client._endpoint._add_modeled_error_fields(sent, parsed, model, client._response_parser)
        return _answered(parsed)
    except (ServiceException, HTTPException):
        return None
    known = model.output_shape.members if model.output_shape else {}
    return _answered({name: value for name, value in result.items() if name in known and value is not None})


def _answer(model: Any, params: dict[str, Any], context: Any, **_: Any) -> tuple[AWSResponse, dict[str, Any]] | None:
    """A `before-call` handler of objects, after all others; None where botocore shall send the request."""
    if _over_http or not botocore_stubber.enabled or model.name not in objects.OPERATIONS:
        return None
    parsed = objects.answer_of(model.name, context, ACCOUNT)
    return None if parsed is None else _answered(parsed)


def _answered(parsed: dict[str, Any]) -> tuple[AWSResponse, dict[str, Any]]:
    code = parsed.get("Error", {}).get("Code")
    status = _REFUSED[code] if code else 206 if "ContentRange" in parsed else 200
    parsed["ResponseMetadata"] = {"HTTPStatusCode": status, "HTTPHeaders": {}, "RetryAttempts": 0}
    return AWSResponse("", status, HTTPHeaders(), None), parsed


def ask_moto_in_process() -> None:
    """From here on sessions are made so. What a test hangs on a client, for all services or one, is called before."""
    botocore.handlers.BUILTIN_HANDLERS.append(("before-call", _answer, botocore.handlers.REGISTER_LAST))
    BaseClient._make_api_call = _make_api_call  # type: ignore[attr-defined]
