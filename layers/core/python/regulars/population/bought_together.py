"""Which products are bought by the same customers more often than chance would have it (docs/scoring.md, Affinity)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from heapq import nsmallest
from typing import Any, NamedTuple

from ..dataclass import dataclass
from .together import CoPurchases, row_start

LEAST_SUPPORT = 5
"""Customers who bought both, at least."""
MOST_KEPT = 50
"""Companions that are kept of a product."""

# Both numbers of buyers have less than 32 bits: two different fractions of them differ by more than one in 2^64.
_EXACT_BITS = 64


class Companion(NamedTuple):
    """A product that is bought by those who bought another one; all counts are of distinct customers.

    `both` bought the two, `buyers` the one, `companion_buyers` this one, `everybody` anything at all.
    """

    product_id: str
    both: int
    buyers: int
    companion_buyers: int
    everybody: int

    @property
    def confidence(self) -> Fraction:
        """The share of the one's buyers who bought this one."""
        return Fraction(self.both, self.buyers)

    @property
    def lift(self) -> Fraction:
        """How many times as large that share is as among everybody; 1 is chance."""
        return Fraction(self.both * self.everybody, self.buyers * self.companion_buyers)


@dataclass(frozen=True, slots=True)
class BoughtTogether:
    """What a night leaves: by place in the ranking each product's buyers and its companions, the best first.

    A companion is two numbers in `companions`: its place, and who bought both.
    """

    ranking: list[str]
    buyers: list[int]
    everybody: int
    companions: list[list[int]]

    @classmethod
    def found_in(cls, counts: CoPurchases) -> BoughtTogether:
        """Of every product the companions of enough customers and a lift above 1: by lift times confidence, then
        support, then product id; the best 50."""
        alphabetical = {product_id: nth for nth, product_id in enumerate(sorted(counts.ranking))}
        ids = [alphabetical[product_id] for product_id in counts.ranking]
        companions = [_best(counts, place, ids) for place in range(len(ids))]
        return cls(list(counts.ranking), counts.buyers.tolist(), counts.everybody, companions)

    def of_product(self, product_id: str) -> list[Companion]:
        """Its companions in their order; none of a product that is not in the ranking."""
        if product_id not in self.ranking:
            return []
        place = self.ranking.index(product_id)
        flat = iter(self.companions[place])
        return [
            Companion(self.ranking[other], both, self.buyers[place], self.buyers[other], self.everybody)
            for other, both in zip(flat, flat, strict=True)
        ]

    def as_json(self) -> dict[str, Any]:
        return {
            "ranking": self.ranking,
            "buyers": self.buyers,
            "everybody": self.everybody,
            "companions": self.companions,
        }

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> BoughtTogether:
        """What `as_json` gave."""
        return cls(stored["ranking"], stored["buyers"], stored["everybody"], stored["companions"])


def _best(counts: CoPurchases, place: int, ids: list[int]) -> list[int]:
    """Lift times confidence is both² · everybody / (buyers² · companion's buyers): of one product only both² and its
    companion's buyers differ, and so whole numbers compare exactly."""
    buyers, everybody = counts.buyers, counts.everybody
    ranked = (
        (-((both * both << _EXACT_BITS) // buyers[other]), -both, ids[other], other)
        for other, both in _row(counts, place)
        if both >= LEAST_SUPPORT and both * everybody > buyers[place] * buyers[other]
    )
    return [number for _, support, _, other in nsmallest(MOST_KEPT, ranked) for number in (other, -support)]


def _row(counts: CoPurchases, place: int) -> Iterator[tuple[int, int]]:
    """Every other place, and who bought both."""
    both = counts.both
    start = row_start(place)
    yield from enumerate(both[start : start + place])
    for other in range(place + 1, len(counts.ranking)):
        yield other, both[row_start(other) + place]
