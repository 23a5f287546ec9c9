"""A list by offset, as source 001 pages: what lies before it is passed over."""

from __future__ import annotations

from ..errors import FieldError, QueryRefused
from ..stores.opened import Shop
from ..stores.page import Page
from .customer import Customer
from .list import Known, list_customers
from .query import ListQuery

# Pages that one answer may pass over, each of thousands of customers.
_MOST_PAGES = 4


def list_after(
    shop: Shop, query: ListQuery, *, offset: int, limit: int, cursor: str | None, known: Known | None = None
) -> Page[Customer]:
    """The customers of `list_customers` after the first `offset` of them; with a cursor the offset is 0.

    Raises `QueryRefused` for an offset further than one answer may read.
    """
    for _ in range(_MOST_PAGES):
        page = list_customers(shop, query, limit=offset or limit, cursor=cursor, known=known)
        if not offset:
            return page
        offset -= len(page.items)
        cursor = page.next_cursor
        if cursor is None:
            return page._replace(items=[])
    raise QueryRefused([FieldError("offset", "is further than one answer may read: use cursor")])
