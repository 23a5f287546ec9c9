"""What a customer bought, the closest first: by score, then last purchase, then product id (scoring.md §2)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, NamedTuple

from ..facts.customer import CustomerFacts
from ..facts.tenant import Tenant
from ..scoring.affinity import EngagementLevel, PairSegment
from ..stores import cursors
from ..stores.ledger import Ledger
from ..stores.page import Page, fitting
from .pairs import Pair, answer_bytes, read_pairs


@dataclass(frozen=True, slots=True)
class AffinityQuery:
    """All filters combine; an empty set or None does not filter. `category` compares case-folded."""

    min_score: int | None = None
    category: str | None = None
    segments: frozenset[PairSegment] = frozenset()
    levels: frozenset[EngagementLevel] = frozenset()

    def canonical(self, customer_id: str) -> str:
        """Equal for equal queries of one customer, so that a cursor serves no other."""
        category = None if self.category is None else self.category.casefold()
        parts = ("affinities", customer_id, self.min_score, category, sorted(self.segments), sorted(self.levels))
        return json.dumps(parts)


class Affinities(NamedTuple):
    customer: CustomerFacts
    page: Page[Pair]


def list_affinities(
    customer_id: str,
    query: AffinityQuery,
    *,
    limit: int,
    cursor: str | None,
    ledger: Ledger,
    tenant: Tenant,
    now_ms: int,
) -> Affinities:
    """A page of at most `limit` pairs, fewer where their texts are long; a cursor keeps the clock of its walk.

    Raises `NotFound`, and `QueryRefused` for a cursor of another query.
    """
    canonical = query.canonical(customer_id)
    place: dict[str, Any] = {"asOf": now_ms}
    if cursor is not None:
        place = cursors.unseal(cursor, tenant=tenant, query=canonical)
    customer, pairs, as_of_ms = read_pairs(customer_id, ledger=ledger, as_of_ms=place["asOf"])
    wanted = sorted((pair for pair in pairs if _matches(query, pair)), key=_place)
    left = wanted
    if cursor is not None:
        left = [pair for pair in wanted if _place(pair) > tuple(place["after"])]
    page = left[: fitting(answer_bytes(customer, pair) for pair in left[:limit])]
    sealed = None
    if len(page) < len(left):
        sealed = cursors.seal({"after": _place(page[-1]), "asOf": as_of_ms}, tenant=tenant, query=canonical)
    return Affinities(customer, Page(page, len(wanted), sealed, as_of_ms))


def _matches(query: AffinityQuery, pair: Pair) -> bool:
    found, category = pair.affinity, pair.product.category
    if query.min_score is not None and found.score < query.min_score:
        return False
    if query.category is not None and (category is None or category.casefold() != query.category.casefold()):
        return False
    if query.segments and found.segment not in query.segments:
        return False
    return not query.levels or found.engagement_level in query.levels


def _place(pair: Pair) -> tuple[int, int, str]:
    """Ascends in the order of the list: score and last purchase are negated."""
    return -pair.affinity.score, -pair.product.last_at_ms, pair.product.product_id
