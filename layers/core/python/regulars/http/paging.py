"""How a piece of a list says how much there is and where it goes on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from ..errors import FieldError, QueryRefused
from ..stores.page import Page
from ..stores.tenants import TenantRecord
from . import render
from .params import MAX_LIMIT, Param, integer, opaque

CURSOR = opaque("cursor", "`nextCursor` of the page before. Everything else but `limit` stays as it was.")

T = TypeVar("T")
_MOST_OFFSET = 10_000


def _offset(text: str, _: TenantRecord) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text) <= _MOST_OFFSET):
        raise ValueError(f"must be a whole number from 0 to {_MOST_OFFSET}; further on, use cursor")
    return int(text)


OFFSET = Param(
    "offset",
    _offset,
    {"type": "integer", "minimum": 0, "maximum": _MOST_OFFSET, "default": 0},
    "Rows to pass over, up to 10 000; `cursor` goes further.",
    0,
)


def limit(default: int) -> Param:
    return integer("limit", 1, MAX_LIMIT, "How many at most.", default)


def offset(params: Mapping[str, Any]) -> int:
    """Raises `QueryRefused` where there is a cursor too: that already says where to go on."""
    found: int = params["offset"]
    if found and params["cursor"] is not None:
        raise QueryRefused([FieldError("offset", "does not go with cursor, which says where to go on")])
    return found


def only(items: list[T], params: Mapping[str, Any], now_ms: int) -> Page[T]:
    """The list of what was asked for by its id: one item, or none. Raises `QueryRefused` for a cursor: it has none."""
    if params["cursor"] is not None:
        raise QueryRefused([FieldError("cursor", "does not go with customerId: one customer has no further page")])
    return Page(items[params["offset"] :], len(items), None, now_ms)


def beside(page: Page[Any], params: Mapping[str, Any]) -> dict[str, Any]:
    """What stands beside the rows in source 001's lists. `total` null: more than can be counted now."""
    return {
        "count": len(page.items),
        "total": page.total,
        "totalAsOf": render.instant(page.total_as_of_ms),
        "limit": params["limit"],
        "offset": params["offset"],
        "nextCursor": page.next_cursor,
        "asOf": render.instant(page.as_of_ms),
    }


def meta(page: Page[Any]) -> dict[str, Any]:
    """`total` null: more than can be counted now; `totalAsOf` null: counted at `asOf`."""
    return {
        "count": len(page.items),
        "total": page.total,
        "totalAsOf": render.instant(page.total_as_of_ms),
        "nextCursor": page.next_cursor,
        "asOf": render.instant(page.as_of_ms),
    }
