"""A tenant's own segments among what is announced of a customer."""

from __future__ import annotations

from collections.abc import Iterable

from ..facts.customer import CustomerFacts
from ..scoring.announced import Announced
from ..scoring.derive import Scores
from .membership import WITHOUT_LEAF, Membership
from .turning import turns_of

SEGMENT = "segment:"


def announced_of(memberships: Iterable[Membership]) -> tuple[Announced, ...]:
    """Whether somebody is in each of these segments, under `segment:` and its id, decided by a leaf's path."""
    return tuple(map(_announced, memberships))


def _announced(one: Membership) -> Announced:
    return Announced(
        f"{SEGMENT}{one.segment.id}",
        one.member,
        lambda facts, settings, now_ms: turns_of(one, facts, settings, now_ms),
        decided_by=lambda facts, scores, now_ms: _leaf(one, facts, scores, now_ms),
    )


def _leaf(one: Membership, facts: CustomerFacts, scores: Scores, now_ms: int) -> str | None:
    """The path of the leaf that decided; None where it was a pin."""
    decided_by = one.evaluate(facts, scores, now_ms).decided_by
    return None if decided_by in WITHOUT_LEAF else decided_by
