"""What the description says of a call that a document writes down."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import regulars

METHODS = ("GET", "POST", "PUT", "DELETE")


@cache
def description() -> dict[str, Any]:
    """The committed OpenAPI document."""
    text = (Path(regulars.__file__).parent / "http" / "openapi.json").read_text("utf-8")
    document: dict[str, Any] = json.loads(text)
    return document


def parameters_of(method: str, path: str) -> frozenset[str] | None:
    """The query parameters of a call, whatever stands in the places of ids; None where there is no such call."""
    for template, pattern in _patterns():
        operation = description()["paths"][template].get(method.lower())
        if operation is not None and pattern.fullmatch(path):
            return frozenset(one["name"] for one in operation.get("parameters", []) if one["in"] == "query")
    return None


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    """Each path with the pattern of what may stand for it, those that say most first: `/rfm` is no id."""
    paths = sorted(description()["paths"], key=lambda path: (path.count("{"), path))
    return [(path, re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path)))) for path in paths]
