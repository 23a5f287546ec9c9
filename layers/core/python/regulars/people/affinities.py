"""What a customer bought, the closest first: by score, then last purchase, then product id.

See docs/scoring.md, Affinity.
"""

from __future__ import annotations

import json

from ..dataclass import dataclass
from ..scoring.affinity import EngagementLevel, PairSegment
from ..stores.reading import Position, Reading, in_order
from ..stores.shop import Shop
from .pairs import Buyer, Pair, read_pairs


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


def list_affinities(shop: Shop, customer_id: str, query: AffinityQuery, *, after: Position) -> Reading[Buyer]:
    """The customer's pairs behind a place, at the shop's instant. Raises `NotFound`."""
    found = [buyer for buyer in read_pairs(shop, customer_id) if _matches(query, buyer.pair)]
    return in_order(found, _place, after=after)


def _matches(query: AffinityQuery, pair: Pair) -> bool:
    found, category = pair.affinity, pair.product.category
    if query.min_score is not None and found.score < query.min_score:
        return False
    if query.category is not None and (category is None or category.casefold() != query.category.casefold()):
        return False
    if query.segments and found.segment not in query.segments:
        return False
    return not query.levels or found.engagement_level in query.levels


def _place(buyer: Buyer) -> tuple[int, int, str]:
    """Ascends in the order of the list: score and last purchase are negated."""
    pair = buyer.pair
    return -pair.affinity.score, -pair.product.last_at_ms, pair.product.product_id
