"""What a call takes beside its body: ids in its path, parameters, headers."""

from __future__ import annotations

import re
from typing import Any

from regulars.facts.ids import MAX_ID
from regulars.http.door.endpoint import Endpoint
from regulars.http.door.operation import Operation
from regulars.http.door.params import Param
from regulars.http.door.revisions import IF_MATCH

from .operations import EXAMPLES

# The examples' own tenant would be refused under any other token, so nothing is filled in for it.
_OWN_TENANT = {"venueId": "Your tenant: the token's."}
_PATTERNS = {"customer_hash": {"pattern": "^[0-9a-f]{64}$"}}


def parameters(endpoint: Endpoint, operation: Operation) -> list[dict[str, Any]]:
    """All of them, in the order of the address and then the headers."""
    return [*_path_parameters(endpoint), *map(_parameter, endpoint.params), *_headers(endpoint, operation)]


def camel(name: str) -> str:
    """`customer_id` as the description calls it: `customerId`."""
    head, *tail = name.split("_")
    return head + "".join(part.title() for part in tail)


def _path_parameters(endpoint: Endpoint) -> list[dict[str, Any]]:
    example = EXAMPLES[endpoint.run.__name__]
    return [
        {
            "name": camel(name),
            "in": "path",
            "required": True,
            "schema": {"type": "string", "minLength": 1, "maxLength": MAX_ID} | _PATTERNS.get(name, {}),
            **_filled_in(camel(name), example.ids[name]),
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


def _everywhere(pattern: re.Pattern[str]) -> str:
    """The same texts without possessive quantifiers: schemas are read by ECMA-262, which has none."""
    return re.sub(r"(?<=[*+?}])\+", "", pattern.pattern)
