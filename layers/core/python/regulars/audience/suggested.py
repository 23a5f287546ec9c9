"""Settings that a shop's own customers suggest, with what each would move, and all of them together previewed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import NamedTuple

from ..facts.customer import CustomerFacts
from ..facts.shares import share
from ..lists.histories import everybody, not_read
from ..lists.live import live_alone
from ..population.suggested import Suggestion, habits_of, suggestions
from ..scoring.derive import Scores, derive
from ..scoring.setting import re_derived
from ..scoring.settings import Settings
from ..stores.shop import Shop
from .preview import PREVIEWED, Preview, preview_of


class Suggested(NamedTuple):
    """`moved` are the customers whose previewed values each suggestion alone would change; `after` has all of them."""

    suggestions: Sequence[Suggestion]
    moved: Sequence[int]
    after: Settings
    preview: Preview

    def share_of(self, moved: int) -> float | None:
        """Of all customers; None where there are none."""
        return share(moved, self.preview.customers)


def suggest_settings(shop: Shop) -> Suggested:
    """Reads every customer once. Raises `Conflict` where there are more than one page may read."""
    before, now_ms = shop.settings, shop.now_ms
    people = live_alone("suggestions", lambda: list(everybody(shop, not_read, "suggestions")))
    habits = habits_of([one.purchases for one in people], now_ms)
    found = suggestions(habits, Settings.defaults(shop.tenant.exponent))
    was = [derive(one, before, now_ms) for one in people]
    moved = [_moved(people, was, before, one.applied(before), now_ms) for one in found]
    after = reduce(lambda settings, one: one.applied(settings), found, before)
    return Suggested(found, moved, after, preview_of(people, before, after, now_ms))


def _moved(
    people: Sequence[CustomerFacts], was: Sequence[Scores], before: Settings, after: Settings, now_ms: int
) -> int:
    if not re_derived(before, after):
        return 0
    return sum(
        any(field.read(facts, scores) != field.read(facts, becomes) for field in PREVIEWED)
        for facts, scores in zip(people, was, strict=True)
        for becomes in (derive(facts, after, now_ms),)
    )
