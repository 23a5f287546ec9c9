"""A page of a customer's items of one kind, newest first."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from ..facts.items.item import LedgerItem
from ..facts.tenant import Tenant
from ..stores import cursors
from ..stores.page import Page, fitting

T = TypeVar("T", bound=LedgerItem)


def newest_first(
    items: Iterable[T],
    *,
    query: str,
    offset: int,
    limit: int,
    cursor: str | None,
    tenant: Tenant,
    now_ms: int,
    size: Callable[[T], int],
) -> Page[T]:
    """By moment, then id; after the first `offset`, or where the cursor ended. `size` is the most bytes an item takes.

    `query` is equal for equal queries. Raises `QueryRefused` for a cursor of another one.
    """
    place: dict[str, Any] = cursors.unseal(cursor, tenant=tenant, query=query) if cursor else {"asOf": now_ms}
    wanted = sorted(items, key=_place, reverse=True)
    left = [one for one in wanted if _place(one) < tuple(place["position"])] if cursor else wanted[offset:]
    page = left[: fitting(map(size, left[:limit]))]
    sealed = None
    if len(page) < len(left):
        sealed = cursors.seal(place | {"position": _place(page[-1])}, tenant=tenant, query=query)
    return Page(page, len(wanted), sealed, place["asOf"])


def _place(item: LedgerItem) -> tuple[int, str]:
    return item.moment_ms or 0, item.item_id
