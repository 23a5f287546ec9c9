"""Segments that a shop's own customers suggest, with how many would be in each now."""

from __future__ import annotations

from typing import NamedTuple

from ..facts.customer import CustomerFacts
from ..lists.histories import everybody, not_read
from ..lists.live import live_alone
from ..scoring.derive import derive
from ..segments.membership import Membership, memberships
from ..segments.parse import parse_rule
from ..segments.purchases_counted import PRODUCTS
from ..segments.segment import Segment
from ..segments.suggested import Suggestion, suggestions
from ..stores.shop import Shop


class Counted(NamedTuple):
    """`members` of `customers` would be in it; None where it is left out."""

    suggestion: Suggestion
    members: int | None
    customers: int


def suggest_segments(shop: Shop) -> list[Counted]:
    """Reads every customer once. Raises `Conflict` where there are more than one page may read."""
    what = "suggestions"
    people = live_alone(what, lambda: list(everybody(shop, _lacks, what, whole=True)))
    found = suggestions(people, shop.settings, shop.tenant, shop.files.catalogue(), shop.now_ms)
    asked = [_membership(one, shop) for one in found]
    counts = [0] * len(found)
    for facts in people:
        scores = derive(facts, shop.settings, shop.now_ms)
        for at, one in enumerate(asked):
            counts[at] += one is not None and one.member(facts, scores, shop.now_ms)
    return [
        Counted(suggestion, None if one is None else count, len(people))
        for suggestion, one, count in zip(found, asked, counts, strict=True)
    ]


def _lacks(facts: CustomerFacts) -> bool:
    return not_read(facts) or PRODUCTS.unread(facts)


def _membership(suggestion: Suggestion, shop: Shop) -> Membership | None:
    """As it would be stored: parsed like any other rule."""
    if suggestion.criteria is None:
        return None
    text = parse_rule(suggestion.criteria, shop.units).as_json()
    segment = Segment(suggestion.key, suggestion.name, text, shop.now_ms, shop.now_ms)
    return memberships((segment,), shop.units, 0).by_id[segment.id]
