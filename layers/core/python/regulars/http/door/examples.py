"""An example of each call."""

from __future__ import annotations

from .operation import Example

EXAMPLES = {
    "get_openapi": Example(),
    "get_docs": Example(),
    "get_docs_asset": Example(ids={"asset": "init.js"}),
    "get_health": Example(),
    "get_api_health": Example(),
}
