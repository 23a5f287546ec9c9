"""What a call answers: its shape with the example's answer, and the problems that it may end in."""

from __future__ import annotations

import json
import re
from typing import Any

from regulars.http.door.endpoint import Endpoint
from regulars.http.door.moved import CUSTOMER_ID, CUSTOMER_PARAM
from regulars.http.door.operation import Operation
from regulars.http.door.shapes import GatewayMessage, Problem
from regulars.http.oauth.shapes import TokenError

from .ask import Asked
from .operations import BY_BOTH, BY_GATEWAY, PRIVATE, TOKEN_ERRORS, WRITES
from .schemas import ref

_JSON = "application/json"
_SIGNATURES = re.compile(r"^(x-amz-|policy$|X-Amz-)")
_PLACEHOLDER = "..."
_LIMITED = {
    "Retry-After": "Whole seconds.",
    "RateLimit-Policy": "Calls (q) in so many seconds (w): draft-ietf-httpapi-ratelimit-headers-11.",
    "RateLimit": "Calls that are left (r), and in how many seconds all are again (t).",
}


def responses(endpoint: Endpoint, operation: Operation, asked: Asked) -> dict[str, Any]:
    """By status."""
    return _answers(endpoint, operation, asked) | _problems(endpoint, operation)


def _answers(endpoint: Endpoint, operation: Operation, asked: Asked) -> dict[str, Any]:
    answers = {str(operation.status): _answer(operation, asked)}
    if endpoint.kept:
        answers["200"]["headers"] = {"ETag": {"description": "For If-None-Match.", "schema": {"type": "string"}}}
        answers["304"] = {"description": "The answer that you have still stands."}
    if operation.or_status is not None:
        assert operation.answer is not None
        status, text = operation.or_status
        content = {operation.media_type: {"schema": ref(operation.answer)}}
        answers[str(status)] = {"description": text, "content": content}
    return answers


def _answer(operation: Operation, asked: Asked) -> dict[str, Any]:
    answer: dict[str, Any] = {"description": "Done."}
    if operation.etag:
        answer["headers"] = {"ETag": {"description": "For If-Match.", "schema": {"type": "string"}}}
    if operation.answer is None:
        kind = "object" if operation.media_type == _JSON else "string"
        answer["content"] = {media: {"schema": {"type": kind}} for media in operation.media_type.split(", ")}
        return answer
    example = without_signatures(json.loads(asked.body))
    answer["content"] = {
        operation.media_type: {
            "schema": ref(operation.answer),
            "examples": {"example": {"summary": f"{asked.request}"[:200], "value": example}},
        }
    }
    return answer


def _problems(endpoint: Endpoint, operation: Operation) -> dict[str, Any]:
    if operation.secret:
        shape = {"application/json": {"schema": ref(TokenError)}}
        return {str(status): {"description": text, "content": shape} for status, text in TOKEN_ERRORS.items()}
    statuses = {*operation.problems}
    if endpoint.role is not None:
        statuses |= {*PRIVATE} | ({*WRITES} if endpoint.writes else set())
        if "<" in endpoint.path:
            # An id that is longer than ids can be.
            statuses.add(404)
        if not endpoint.writes and _names_a_customer(endpoint):
            statuses.add(308)
    return {str(status): {"$ref": f"#/components/responses/{status}"} for status in sorted(statuses)}


def _names_a_customer(endpoint: Endpoint) -> bool:
    return f"<{CUSTOMER_ID}>" in endpoint.path or any(param.name == CUSTOMER_PARAM for param in endpoint.params)


def problem(status: int, text: str) -> dict[str, Any]:
    """What all calls share that end in the status."""
    ours = {"application/problem+json": {"schema": ref(Problem)}}
    by_gateway = {_JSON: {"schema": ref(GatewayMessage)}}
    if status in BY_BOTH:
        headers = {name: {"description": what, "schema": {"type": "string"}} for name, what in _LIMITED.items()}
        return {"description": text, "headers": headers, "content": by_gateway | ours}
    described: dict[str, Any] = {"description": text, "content": by_gateway if status in BY_GATEWAY else ours}
    if status == 308:
        reference = {"type": "string", "format": "uri-reference"}
        described["headers"] = {"Location": {"description": "Relative to this call.", "schema": reference}}
    return described


def without_signatures(value: Any) -> Any:
    """The form of an upload is signed with the clock of the signer: no example could be made twice."""
    if isinstance(value, dict):
        return {key: _PLACEHOLDER if _SIGNATURES.match(key) else without_signatures(one) for key, one in value.items()}
    if isinstance(value, list):
        return [without_signatures(one) for one in value]
    if isinstance(value, str) and "X-Amz-Signature=" in value:
        return value.partition("?")[0] + "?" + _PLACEHOLDER
    return value
