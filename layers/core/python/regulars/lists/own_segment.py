"""A list of the members of an own segment."""

from __future__ import annotations

from dataclasses import replace

from ..errors import FieldError, QueryRefused
from ..stores.ledger.pins import PIN
from ..stores.shop import Shop
from .query import ListQuery


def in_segment(shop: Shop, query: ListQuery, segment_id: str) -> ListQuery:
    """The query of members alone. Raises `QueryRefused` for a segment that does not exist.

    Where nobody was put into it by hand, its rule says which part of an index is read; the index of pins follows the
    ledger as the rows do.
    """
    known = shop.memberships()
    if segment_id not in known.by_id:
        raise QueryRefused([FieldError("customSegment", "is no segment: GET /api/customers/segments lists them")])
    pinned = shop.listed(PIN, under=segment_id).any({"action": {"in"}})
    return replace(query, of_segment=known.by_id[segment_id], segments_revision=known.revision, segment_pinned=pinned)
