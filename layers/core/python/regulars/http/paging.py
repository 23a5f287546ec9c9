"""How a piece of a list says how much there is and where it goes on."""

from __future__ import annotations

from typing import Any

from ..stores.page import Page
from . import render
from .params import MAX_LIMIT, Param, integer, opaque

CURSOR = opaque("cursor", "`nextCursor` of the page before. Everything else but `limit` stays as it was.")


def limit(default: int) -> Param:
    return integer("limit", 1, MAX_LIMIT, "How many at most.", default)


def meta(page: Page[Any]) -> dict[str, Any]:
    """`total` null: more than can be counted now; `totalAsOf` null: counted at `asOf`."""
    return {
        "count": len(page.items),
        "total": page.total,
        "totalAsOf": None,
        "nextCursor": page.next_cursor,
        "asOf": render.instant(page.as_of_ms),
    }
