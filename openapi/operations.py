"""The operations and examples that folders declare beside their endpoints, and which problems belong to which."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from regulars import http
from regulars.http.door.operation import Example, Operation
from regulars.http.resources import RESOURCES

TAGS = (
    "Orders",
    "Imports",
    "Customers",
    "Segments",
    "Loyalty",
    "Webhooks",
    "Exports",
    "Privacy",
    "Analytics",
    "Product affinity",
    "Venue",
    "Settings",
    "Tokens",
    "Documents",
)


def _declared(table: str) -> Mapping[str, Any]:
    """What folders with endpoints declare under this name. Raises `ValueError` where two declare the same."""
    found: dict[str, Any] = {}
    for folder in dict.fromkeys(name.partition(".")[0] for name in RESOURCES):
        package = f"{http.__name__}.{folder}"
        for module in iter_modules(import_module(package).__path__, package + "."):
            if not module.name.endswith(("shapes", "examples")):
                continue
            more: Mapping[str, Any] = getattr(import_module(module.name), table, {})
            if twice := found.keys() & more.keys():
                raise ValueError(f"declared twice: {', '.join(sorted(twice))}")
            found |= more
    return found


OPERATIONS: Mapping[str, Operation] = _declared("OPERATIONS")
EXAMPLES: Mapping[str, Example] = _declared("EXAMPLES")

PROBLEMS = {
    308: "The customer was merged into another: `Location` is the same call under the id in `mergedInto`.",
    400: "Malformed, or a parameter or field that is not known: each is named.",
    401: "No token, or a bad one: answered by the gateway.",
    403: "Another tenant, a suspended one, or a role that may not.",
    404: "Nothing is known under that id.",
    409: "The state does not allow it; `code` says why.",
    412: "`If-Match` names what has been changed since.",
    413: "The body is over 4 MB.",
    422: "The Idempotency-Key came with another body or query before.",
    428: "`If-Match` is missing.",
    429: "Too many calls: ours says when to try again; the gateway's own has a message and none of these headers.",
    503: "The store is busy: try again.",
}
TOKEN_ERRORS = {
    400: "Malformed, another grant, or a scope: `error` says which.",
    401: "The id or the secret is wrong, or the client's time is over.",
    429: "Too many tokens are asked for; the gateway's own answer has a message alone.",
    503: "The user pool is busy: try again.",
}
PRIVATE = (400, 401, 403, 429, 503)
WRITES = (409, 413, 422)
BY_GATEWAY = frozenset({401, 429})
# Of these the gateway has its own answer, and we have ours.
BY_BOTH = frozenset({429})
