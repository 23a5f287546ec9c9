"""The products that were bought most, as the last night counted them: its answer, and the ranking of the next one."""

from __future__ import annotations

from typing import NamedTuple

from ..facts.catalogue import Called, Catalogue
from ..facts.words import folded
from ..stores.shop import Shop
from .last_night import answer_of, last_night

ANSWER = "ranking.json.gz"
"""The object that a night leaves: the ids of 1 000 products at most, in order, each with its purchases."""


class Ranked(NamedTuple):
    """A product in its place: 1 was bought most. `purchases` is None where the night was of before they were left."""

    rank: int
    product_id: str
    purchases: int | None
    called: Called


class Ranking(NamedTuple):
    products: list[Ranked]
    as_of_ms: int


def most_bought(shop: Shop, words: str | None) -> Ranking:
    """All of them, or those whose id or name has these words in it, whatever their case and accents.

    Raises `Conflict` before the first night.
    """
    night = last_night(shop)
    left = answer_of(shop, night.job_id, ANSWER)
    purchases: dict[str, int | None] = left if isinstance(left, dict) else dict.fromkeys(left)
    catalogue: Catalogue = shop.files.catalogue()
    ranked = [
        Ranked(rank, product_id, count, catalogue.called(product_id))
        for rank, (product_id, count) in enumerate(purchases.items(), 1)
    ]
    wanted = folded(words or "").split()
    found = [
        one for one in ranked if all(word in folded(f"{one.product_id} {one.called.name or ''}") for word in wanted)
    ]
    return Ranking(found, night.as_of_ms)
