"""What a customer is likely to buy again within days, the soonest first (docs/scoring.md, Affinity)."""

from __future__ import annotations

from ..scoring.reorder import is_recommended
from ..stores.shop import Shop
from .pairs import Buyer, read_pairs


def list_recommendations(shop: Shop, customer_id: str, *, include_overdue: bool) -> list[Buyer]:
    """The pairs by predicted date, then score, then product id; `include_overdue`: those past it too.

    Raises `NotFound`.
    """
    found = (
        buyer
        for buyer in read_pairs(shop, customer_id)
        if is_recommended(buyer.pair.affinity, shop.settings, shop.now_ms, overdue=include_overdue)
    )
    return sorted(found, key=_soonest)


def _soonest(buyer: Buyer) -> tuple[int, int, str]:
    pair = buyer.pair
    return pair.affinity.next_at_ms or 0, -pair.affinity.score, pair.product.product_id
