"""How many customers bought two products: counts that can be made of parts, and added up in any order.

See docs/scoring.md, Affinity.

Two products need not lie in one order: what counts is who bought both. Memory is bounded whatever the tenant: a number
for each two of at most 1 000 products, 2 MB.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from operator import add
from typing import Any, Self

from ..dataclass import dataclass
from ..facts.customer import CustomerFacts
from ..facts.product import ProductFacts
from ..scoring.derive import Scores
from ..scoring.settings import Settings

MOST_PRODUCTS = 1_000
"""Products of one ranking: those that were bought most by the night before."""
MOST_OF_A_CUSTOMER = 200
"""Products of one customer that count: the newest of the ranking that they bought."""

# Four bytes each, up to 4 294 967 295 customers.
_COUNT = "I"


@dataclass(slots=True)
class CoPurchases:
    """Distinct buyers of each product of a ranking, and of each two of them.

    `ranking` holds product ids; a product is known by its place there. `both` is a triangle row by row: of the places
    (1, 0), (2, 0), (2, 1), (3, 0) and so on. `everybody` counts who bought anything at all, of the ranking or not.
    """

    ranking: tuple[str, ...]
    both: array[int] = field(default_factory=lambda: array(_COUNT))
    buyers: array[int] = field(default_factory=lambda: array(_COUNT))
    everybody: int = 0
    _places: dict[str, int] = field(init=False, compare=False, repr=False)
    _rows: list[int] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        count = len(self.ranking)
        if count > MOST_PRODUCTS:
            raise ValueError(f"a ranking holds at most {MOST_PRODUCTS} products, not {count}")
        self._places = {product_id: place for place, product_id in enumerate(self.ranking)}
        self._rows = [row_start(place) for place in range(count)]
        self.both = self.both or _zeros(row_start(count))
        self.buyers = self.buyers or _zeros(count)

    def add(self, facts: CustomerFacts, scores: Scores, settings: Settings) -> None:
        """Counts a customer in. `facts` are whole: those of a heavy customer come from their ledger."""
        if facts.products:
            self.everybody += 1
            self._count(self._chosen(facts.products))

    def merge(self, other: CoPurchases) -> None:
        """Adds other customers. Raises `ValueError` where the ranking is another one."""
        if self.ranking != other.ranking:
            raise ValueError("counts by two rankings do not add up")
        # Half a million zeros take a tenth of a second, and most turns of a night see no row.
        if not other.everybody:
            return
        self.both = array(_COUNT, map(add, self.both, other.both))
        self.buyers = array(_COUNT, map(add, self.buyers, other.buyers))
        self.everybody += other.everybody

    def as_json(self) -> dict[str, Any]:
        return {
            "ranking": self.ranking,
            "both": _packed(self.both),
            "buyers": _packed(self.buyers),
            "everybody": self.everybody,
        }

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """What `as_json` gave."""
        both, buyers = _unpacked(stored["both"]), _unpacked(stored["buyers"])
        return cls(tuple(stored["ranking"]), both, buyers, stored["everybody"])

    def _chosen(self, products: Mapping[str, ProductFacts]) -> list[int]:
        """The places that count for a customer, ascending; of equal dates the product that is bought more."""
        places = self._places
        chosen = [places[product_id] for product_id in products if product_id in places]
        if len(chosen) > MOST_OF_A_CUSTOMER:
            chosen.sort(key=lambda place: (-products[self.ranking[place]].last_at_ms, place))
            del chosen[MOST_OF_A_CUSTOMER:]
        chosen.sort()
        return chosen

    def _count(self, places: Sequence[int]) -> None:
        both, rows = self.both, self._rows
        for nth, place in enumerate(places):
            self.buyers[place] += 1
            start = rows[place]
            for before in places[:nth]:
                both[start + before] += 1


def row_start(place: int) -> int:
    """Where in the triangle a place's row begins: of the places before it, in their order."""
    return place * (place - 1) // 2


def _zeros(count: int) -> array[int]:
    zeros = array(_COUNT)
    zeros.frombytes(bytes(zeros.itemsize * count))
    return zeros


def _packed(counts: Iterable[int]) -> list[int]:
    """As they are, except zeros: a run of them is one negative number, its length."""
    packed: list[int] = []
    zeros = 0
    for count in counts:
        if count:
            if zeros:
                packed.append(-zeros)
                zeros = 0
            packed.append(count)
        else:
            zeros += 1
    return [*packed, -zeros] if zeros else packed


def _unpacked(packed: Iterable[int]) -> array[int]:
    counts = array(_COUNT)
    for one in packed:
        if one > 0:
            counts.append(one)
        else:
            counts.extend(_zeros(-one))
    return counts
