"""What a change of settings would do, before it is saved: who moves from where to where."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from ..errors import Conflict
from ..facts.customer import CustomerFacts
from ..lists.histories import Histories
from ..lists.walk import Budget, Walk, stretches_of
from ..scoring.derive import FIELDS, derive
from ..scoring.fields import value_text
from ..scoring.reach import ANY
from ..scoring.scores import SCORES
from ..scoring.setting import re_derived
from ..scoring.settings import Settings
from ..stores.rows.indexes import BY_LAST_ORDER
from ..stores.shop import Shop

MOST_EXAMPLES = 10


class Move(NamedTuple):
    """How many customers move between two values, and the first ten of them, newest order first."""

    before: str
    after: str
    customers: int
    examples: list[CustomerFacts]


class Preview(NamedTuple):
    """`customers` were looked at. `moves` by the name of each previewed field, the largest first."""

    customers: int
    moves: Mapping[str, list[Move]]

    def moved(self, field: str) -> int:
        """How many customers would change a field's value."""
        return sum(move.customers for move in self.moves[field])


PREVIEWED = tuple(field for field in FIELDS if field.previewed)


def preview_settings(shop: Shop, after: Settings) -> Preview:
    """Derives every customer under the shop's settings and after a change.

    Raises `Conflict` beyond the bound of a page.
    """
    before, now_ms = shop.settings, shop.now_ms
    everywhere, budget = stretches_of(ANY, without_orders=True), Budget()
    # Only where a change re-derives a score that needs timelines are they read.
    re_derives = re_derived(before, after)
    lacking = [score.lacks for score in SCORES if score.lacks and score.name in re_derives]
    walk = Walk(shop.rows, BY_LAST_ORDER, everywhere, descending=True, budget=budget, timelines=bool(lacking))
    rows = Histories(shop, walk, lambda facts: any(lacks(facts, after, now_ms) for lacks in lacking), budget=budget)
    preview = preview_of((row.facts for _, row in rows), before, after, now_ms)
    if not rows.complete:
        raise Conflict(
            "too_many_customers_live",
            "There are more customers than a preview may read while somebody waits; "
            "a preview as a job is not offered yet.",
        )
    return preview


def preview_of(everybody: Iterable[CustomerFacts], before: Settings, after: Settings, now_ms: int) -> Preview:
    """The same of customers who have been read, newest order first, with the timelines that the change takes."""
    moved: list[dict[tuple[str, str], list[CustomerFacts]]] = [defaultdict(list) for _ in PREVIEWED]
    customers = 0
    for facts in everybody:
        customers += 1
        was, becomes = derive(facts, before, now_ms), derive(facts, after, now_ms)
        for field, moves in zip(PREVIEWED, moved, strict=True):
            from_, to = field.read(facts, was), field.read(facts, becomes)
            if from_ is not None and to is not None and from_ != to:
                moves[value_text(from_), value_text(to)].append(facts)
    return Preview(customers, {field.name: _by_size(moves) for field, moves in zip(PREVIEWED, moved, strict=True)})


def _by_size(moved: dict[tuple[str, str], list[CustomerFacts]]) -> list[Move]:
    moves = [Move(before, after, len(who), who[:MOST_EXAMPLES]) for (before, after), who in moved.items()]
    return sorted(moves, key=lambda move: (-move.customers, move.before, move.after))
