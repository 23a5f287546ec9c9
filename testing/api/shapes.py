"""Whatever a test asks the API: the answer has the shape that its endpoint declares, without a field more."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any
from urllib.parse import unquote

from regulars.http.all_endpoints import ENDPOINTS
from regulars.http.door.endpoint import Endpoint
from regulars.http.door.shapes import Problem

from openapi.operations import OPERATIONS
from openapi.schemas import check

_JSON, _PROBLEM = "application/json", "application/problem+json"


def check_answer(method: str, path: str, status: int, media_type: str, text: str) -> None:
    """Raises `pydantic.ValidationError` where it has not. Documents, and what OAuth says in its own shapes, pass."""
    endpoint = endpoint_of(method, unquote(path))
    if media_type == _PROBLEM:
        check(Problem, json.loads(text))
    elif media_type == _JSON and endpoint is not None and status in _statuses(endpoint):
        shape = OPERATIONS[endpoint.run.__name__].answer
        if shape is not None:
            check(shape, json.loads(text))


def endpoint_of(method: str, path: str) -> Endpoint | None:
    """The first that takes the path, as in the API."""
    return next((one for one, pattern in _patterns() if one.method == method and pattern.fullmatch(path)), None)


def _statuses(endpoint: Endpoint) -> tuple[Any, ...]:
    operation = OPERATIONS[endpoint.run.__name__]
    return operation.status, operation.or_status and operation.or_status[0]


@cache
def _patterns() -> list[tuple[Endpoint, re.Pattern[str]]]:
    return [(one, re.compile(re.sub(r"<\w+>", ".+", one.path), re.DOTALL)) for one in ENDPOINTS]
