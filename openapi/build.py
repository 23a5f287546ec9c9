"""The description of the API as OpenAPI 3.1, from endpoints, shapes and the answers to the examples."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Mapping
from typing import Any

from regulars.http.all_endpoints import ENDPOINTS
from regulars.http.door.endpoint import Endpoint
from regulars.http.door.operation import Operation

from .ask import Asked
from .operations import EXAMPLES, OPERATIONS, PROBLEMS, TAGS
from .parameters import camel, parameters
from .responses import problem, responses
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
_FORM = "application/x-www-form-urlencoded"
_ERASED = "\n\nOf somebody who was erased nothing is taken: 409 `customer_erased`."


def build(asked: Mapping[str, Asked]) -> dict[str, Any]:
    """The whole document."""
    paths: dict[str, dict[str, Any]] = {}
    for endpoint in ENDPOINTS:
        path = re.sub(r"<(\w+)>", lambda match: "{" + camel(match[1]) + "}", endpoint.path)
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
            "responses": {str(status): problem(status, text) for status, text in PROBLEMS.items()},
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
        "operationId": camel(endpoint.run.__name__),
        "tags": [operation.tag],
        # Plain text, where a description is Markdown.
        "summary": re.split(r"(?<=[.:]) ", text.splitlines()[0])[0].rstrip(".:;").replace("`", ""),
        "description": text,
        "parameters": parameters(endpoint, operation),
        "responses": responses(endpoint, operation, asked),
        "security": _security(endpoint, operation),
    }
    if operation.refuses_erased:
        described["description"] += _ERASED
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
