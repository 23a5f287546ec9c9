"""The description of the API as OpenAPI 3.1, from endpoints, shapes and the answers to the examples."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Mapping
from typing import Any

from regulars.facts.ids import MAX_ID
from regulars.http.door.app import ENDPOINTS
from regulars.http.door.endpoint import Endpoint
from regulars.http.door.operation import Operation
from regulars.http.door.params import Param
from regulars.http.door.revisions import IF_MATCH
from regulars.http.door.shapes import GatewayMessage, Problem
from regulars.http.oauth.shapes import TokenError

from .ask import Asked
from .operations import BY_BOTH, BY_GATEWAY, EXAMPLES, OPERATIONS, PRIVATE, PROBLEMS, TAGS, TOKEN_ERRORS, WRITES
from .schemas import ref, schemas

_ABOUT = """Customer intelligence from orders: segments that are never stale.

Every call but this description, its page, the sign of life and `/oauth/token` needs a token; the tenant is the
token's. `tenantId`, `userId` and `venueId` are accepted as parameters of every call and as fields of every body (of an
event `userId` is the customer), and must name that tenant. Ids in paths are percent-encoded and may hold any printable
character but `?`, and no `%25`. Unknown parameters are refused. A customer who changes during a walk through a list may
come twice or not at all."""
_TOKEN = (
    "An access token of your tenant's user pool: a person's, or a machine client's by `POST /oauth/token`. On a laptop "
    "`.venv/bin/regulars token --tenant demo` prints one."
)
_CLIENT = "A machine client's id and secret: `regulars client create` prints them."
# The examples' own tenant would be refused under any other token, so nothing is filled in for it.
_OWN_TENANT = {"venueId": "Your tenant: the token's."}
_SIGNATURES = re.compile(r"^(x-amz-|policy$|X-Amz-)")
_PLACEHOLDER = "..."
_JSON = "application/json"
_LIMITED = {
    "Retry-After": "Whole seconds.",
    "RateLimit-Policy": "Calls (q) in so many seconds (w): draft-ietf-httpapi-ratelimit-headers-11.",
    "RateLimit": "Calls that are left (r), and in how many seconds all are again (t).",
}
_PATTERNS = {"customer_hash": {"pattern": "^[0-9a-f]{64}$"}}
_FORM = "application/x-www-form-urlencoded"


def build(asked: Mapping[str, Asked]) -> dict[str, Any]:
    """The whole document."""
    paths: dict[str, dict[str, Any]] = {}
    for endpoint in ENDPOINTS:
        path = re.sub(r"<(\w+)>", lambda match: "{" + _camel(match[1]) + "}", endpoint.path)
        name = endpoint.run.__name__
        paths.setdefault(path, {})[endpoint.method.lower()] = _operation(endpoint, OPERATIONS[name], asked[name])
    return {
        "openapi": "3.1.0",
        "info": {"title": "Regulars", "version": "1", "description": _ABOUT},
        "servers": [{"url": "/"}],
        "tags": [{"name": tag} for tag in TAGS],
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": schemas(),
            "responses": {str(status): _problem(status, text) for status, text in PROBLEMS.items()},
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": _TOKEN},
                "client": {"type": "http", "scheme": "basic", "description": _CLIENT},
            },
        },
    }


def as_text(document: Mapping[str, Any]) -> str:
    """As committed: readable, the same wherever it is made."""
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _operation(endpoint: Endpoint, operation: Operation, asked: Asked) -> dict[str, Any]:
    text = inspect.cleandoc(endpoint.run.__doc__ or "")
    described: dict[str, Any] = {
        "operationId": _camel(endpoint.run.__name__),
        "tags": [operation.tag],
        # Plain text, where a description is Markdown.
        "summary": re.split(r"(?<=[.:]) ", text.splitlines()[0])[0].rstrip(".:;").replace("`", ""),
        "description": text,
        "parameters": [*_path_parameters(endpoint), *map(_parameter, endpoint.params), *_headers(endpoint, operation)],
        "responses": _answers(endpoint, operation, asked) | _problems(endpoint, operation),
        "security": _security(endpoint, operation),
    }
    if endpoint.role is not None:
        described["description"] += f"\n\nRole: {endpoint.role.name.lower()} or above."
    if operation.body is not None:
        content = {"schema": ref(operation.body), "example": EXAMPLES[endpoint.run.__name__].body}
        media_type = _FORM if operation.secret else "application/json"
        described["requestBody"] = {"required": True, "content": {media_type: content}}
    return described


def _security(endpoint: Endpoint, operation: Operation) -> list[dict[str, list[str]]]:
    """What opens a call; `{}` where the form may hold the secret instead."""
    if operation.secret:
        return [{"client": []}, {}]
    return [] if endpoint.role is None else [{"token": []}]


def _path_parameters(endpoint: Endpoint) -> list[dict[str, Any]]:
    example = EXAMPLES[endpoint.run.__name__]
    return [
        {
            "name": _camel(name),
            "in": "path",
            "required": True,
            "schema": {"type": "string", "minLength": 1, "maxLength": MAX_ID} | _PATTERNS.get(name, {}),
            **_filled_in(_camel(name), example.ids[name]),
        }
        for name in re.findall(r"<(\w+)>", endpoint.path)
    ]


def _filled_in(name: str, example: str) -> dict[str, str]:
    """What a page to try it offers for an id of the path."""
    if name in _OWN_TENANT:
        return {"description": _OWN_TENANT[name]}
    return {} if "{" in example else {"example": example}


def _parameter(param: Param) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": param.name,
        "in": "query",
        **({"required": True} if param.required else {}),
        "description": param.doc,
        "schema": dict(param.schema),
    }
    if param.schema["type"] == "array":
        described |= {"style": "form", "explode": False}
    return described


def _headers(endpoint: Endpoint, operation: Operation) -> list[dict[str, Any]]:
    headers = []
    if operation.if_match:
        text = f"The `ETag` of {operation.if_match}."
        schema: dict[str, Any] = {"type": "string", "pattern": rf"^\s*(?:{_everywhere(IF_MATCH)})\s*$"}
        required = {"required": True} if 428 in operation.problems else {}
        headers.append({"name": "If-Match", "in": "header", **required, "description": text, "schema": schema})
    if endpoint.kept:
        text = "The `ETag` of an answer that you have: 304 where it still stands."
        headers.append({"name": "If-None-Match", "in": "header", "description": text, "schema": {"type": "string"}})
    if endpoint.writes:
        text = "The same key with the same body gives the first answer again, for 24 hours."
        schema = {"type": "string", "minLength": 1, "maxLength": 255}
        headers.append({"name": "Idempotency-Key", "in": "header", "description": text, "schema": schema})
    return headers


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
    return {str(status): {"$ref": f"#/components/responses/{status}"} for status in sorted(statuses)}


def _problem(status: int, text: str) -> dict[str, Any]:
    ours = {"application/problem+json": {"schema": ref(Problem)}}
    by_gateway = {_JSON: {"schema": ref(GatewayMessage)}}
    if status in BY_BOTH:
        headers = {name: {"description": what, "schema": {"type": "string"}} for name, what in _LIMITED.items()}
        return {"description": text, "headers": headers, "content": by_gateway | ours}
    return {"description": text, "content": by_gateway if status in BY_GATEWAY else ours}


def without_signatures(value: Any) -> Any:
    """The form of an upload is signed with the clock of the signer: no example could be made twice."""
    if isinstance(value, dict):
        return {key: _PLACEHOLDER if _SIGNATURES.match(key) else without_signatures(one) for key, one in value.items()}
    if isinstance(value, list):
        return [without_signatures(one) for one in value]
    if isinstance(value, str) and "X-Amz-Signature=" in value:
        return value.partition("?")[0] + "?" + _PLACEHOLDER
    return value


def _camel(name: str) -> str:
    head, *tail = name.split("_")
    return head + "".join(part.title() for part in tail)


def _everywhere(pattern: re.Pattern[str]) -> str:
    """The same texts without possessive quantifiers: schemas are read by ECMA-262, which has none."""
    return re.sub(r"(?<=[*+?}])\+", "", pattern.pattern)
