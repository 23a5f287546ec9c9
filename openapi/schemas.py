"""The shapes of bodies and answers as JSON Schema, and whether an answer has the shape that is declared."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from pydantic import TypeAdapter
from regulars.http.door.shapes import GatewayMessage, Problem
from regulars.http.oauth.shapes import TokenError

from .operations import OPERATIONS

_PLACE = "#/components/schemas/"


def schemas() -> dict[str, Any]:
    """Every shape by its name. An answer may gain fields: only what callers send is closed."""
    shapes: set[Any] = {Problem, GatewayMessage, TokenError}
    for operation in OPERATIONS.values():
        shapes |= {shape for shape in (operation.answer, operation.body) if shape is not None}
    ordered = sorted(shapes, key=lambda shape: str(shape.__name__))
    _, schema = TypeAdapter.json_schemas(
        [(shape, "validation", _adapter(shape)) for shape in ordered], ref_template=_PLACE + "{model}"
    )
    found: dict[str, Any] = schema["$defs"]
    return found


def ref(shape: Any) -> dict[str, str]:
    """Where the description has it."""
    return {"$ref": f"{_PLACE}{shape.__name__}"}


def check(shape: Any, answer: Any) -> None:
    """Raises `pydantic.ValidationError` where an answer differs from its shape; a field that is not declared, too."""
    _adapter(shape).validate_json(json.dumps(answer), extra="forbid", strict=True)


@cache
def _adapter(shape: Any) -> TypeAdapter[Any]:
    return TypeAdapter(shape)
