"""What the API really answers: the examples of its description, in part as a test would have them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from regulars.http.all_endpoints import ENDPOINTS
from regulars.http.door.shapes import Problem

from openapi.__main__ import PATH
from openapi.operations import OPERATIONS
from openapi.schemas import check
from testing.api.shapes import endpoint_of

_PROBLEM = {
    "success": False,
    "type": "urn:regulars:problem:conflict",
    "title": "The state does not allow it",
    "detail": "",
    "requestId": "request-1",
}


def real_answer(call: str, told: Any, status: int) -> Any:
    """The example's answer to `GET /path` with what is told in its place; its shape is checked as the API's own is.

    What is no path of the API, or is told as bytes, is answered as it is told: storage, or something in between.
    """
    method, _, address = call.partition(" ")
    endpoint = endpoint_of(method, address.partition("?")[0])
    if endpoint is None or isinstance(told, bytes):
        return told
    operation = OPERATIONS[endpoint.run.__name__]
    if status >= 400:
        problem = _PROBLEM | {"status": status} | told
        check(Problem, problem)
        return problem
    assert status in (operation.status, operation.or_status and operation.or_status[0]), f"{call} never says {status}"
    assert operation.answer is not None
    answer = _over(_examples()[endpoint.run.__name__], told)
    check(operation.answer, answer)
    return answer


@cache
def _examples() -> Mapping[str, Any]:
    """By the endpoint's function name."""
    paths = json.loads(PATH.read_text("utf-8"))["paths"]
    found = {}
    for path, methods in paths.items():
        for method, described in methods.items():
            pattern = re.sub(r"{\w+}", "<id>", path)
            endpoint = next(
                one
                for one in ENDPOINTS
                if (one.method.lower(), re.sub(r"<\w+>", "<id>", one.path)) == (method, pattern)
            )
            status = str(OPERATIONS[endpoint.run.__name__].status)
            content = described["responses"][status]["content"].get("application/json", {})
            if "examples" in content:
                found[endpoint.run.__name__] = content["examples"]["example"]["value"]
    return found


def _over(example: Any, told: Any) -> Any:
    """Objects field by field, but an empty one as it is; everything else as told."""
    if isinstance(example, dict) and isinstance(told, dict) and told:
        return example | {name: _over(example.get(name), one) for name, one in told.items()}
    return told
