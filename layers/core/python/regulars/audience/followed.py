"""What is bought next after a product, of all customers live: pairs with their days are too many for a night."""

from __future__ import annotations

from ..lists.live import live_alone
from ..population.followed import Followed
from ..stores.shop import Shop
from .summary import count_everybody


def read_followed(shop: Shop, product_id: str) -> Followed:
    """Raises `Conflict` where there are more customers than one page may read."""
    found = Followed(product_id, shop.now_ms)
    live_alone("what is bought next", lambda: count_everybody(shop, found))
    return found
