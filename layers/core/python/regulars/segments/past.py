"""Rules at an earlier instant: which of them follow from the orders by then, and who would have been in."""

from __future__ import annotations

from dataclasses import replace

from ..errors import FieldError
from ..facts.customer import CustomerFacts
from ..facts.pins import NO_PINS
from ..scoring.derive import derive
from ..scoring.settings import Settings
from .membership import Membership, Memberships
from .rule import Count, InSegment, Leaf, Rule
from .vocabulary import has_past


def faults_of_past(rule: Rule, known: Memberships) -> list[FieldError]:
    """The leaves of which nothing is known at an earlier instant, each with the field that it reads."""
    return [
        FieldError(leaf.path, f"reads {name}, of which only today's value is known: such a rule has no past")
        for leaf in rule.leaves
        if (name := _without_past(leaf, known)) is not None
    ]


def _without_past(leaf: Leaf | Count | InSegment, known: Memberships) -> str | None:
    if isinstance(leaf, Leaf):
        return None if has_past(leaf.field) else leaf.field.rule_name
    if isinstance(leaf, Count):
        return None if leaf.collection.in_past else leaf.collection.name
    for segment_id in leaf.segment_ids:
        one = known.by_id.get(segment_id)
        if one is None:
            continue
        if one.rule is None:
            return f"the pins of {one.segment.name}"
        for inner in one.rule.leaves:
            if (name := _without_past(inner, known)) is not None:
                return name
    return None


def was_member(one: Membership, facts: CustomerFacts, settings: Settings, at_ms: int) -> bool:
    """Whether the rule would have held at `at_ms`, by the orders placed by then: nobody was pinned."""
    then = replace(facts.as_of(at_ms), pins=NO_PINS)
    if not then.purchases.order_count:
        return False
    return one.member(then, derive(then, settings, at_ms), at_ms)
