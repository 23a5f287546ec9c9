"""What products are called, as their newest orders say it: of each its name, and apart from it its category."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field
from typing import Any, NamedTuple, Self

from ..dataclass import dataclass
from .order import Order


class Called(NamedTuple):
    """What answers show of a product; None: no order says it."""

    name: str | None = None
    category: str | None = None


class _Said(NamedTuple):
    """A text and the instant of the order that said it; the greater one stands, in whatever order they are added."""

    at_ms: int
    text: str


@dataclass(slots=True)
class Catalogue:
    """Parts of orders make the same whole in any order. What a counted order once said stays until a newer one says
    something else, also after that order is gone."""

    names: dict[str, _Said] = field(default_factory=dict)
    categories: dict[str, _Said] = field(default_factory=dict)

    def see(self, orders: Iterable[Order]) -> None:
        """Takes in what these orders say, as far as they count."""
        for order in orders:
            if order.counts:
                for line in order.lines:
                    if line.product_name:
                        _keep(self.names, line.product_id, _Said(order.ordered_at_ms, line.product_name))
                    if line.category:
                        _keep(self.categories, line.product_id, _Said(order.ordered_at_ms, line.category))

    def merge(self, other: Catalogue) -> None:
        for mine, theirs in ((self.names, other.names), (self.categories, other.categories)):
            for product_id, said in theirs.items():
                _keep(mine, product_id, said)

    def called(self, product_id: str) -> Called:
        name, category = self.names.get(product_id), self.categories.get(product_id)
        return Called(name.text if name else None, category.text if category else None)

    def as_json(self) -> dict[str, Any]:
        """The same for the same orders, in whatever order they came."""
        return {"names": dict(sorted(self.names.items())), "categories": dict(sorted(self.categories.items()))}

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """What `as_json` gave."""
        names, categories = (
            {product_id: _Said(*said) for product_id, said in stored[kind].items()} for kind in ("names", "categories")
        )
        return cls(names, categories)


def _keep(kept: dict[str, _Said], product_id: str, said: _Said) -> None:
    before = kept.get(product_id)
    if before is None or said > before:
        kept[product_id] = said
