"""When a customer's membership can change while nothing is known anew of them: for who tells others in time.

Every leaf gives the instants at which it may turn (`scoring/turns.py`). Who tells asks at each of them, in order, until
something is another (`scoring/turning.py`): so that is exact whatever a rule is made of.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..facts.customer import CustomerFacts
from ..facts.time import DAY_MS
from ..scoring.derive import derive
from ..scoring.fields import Operator
from ..scoring.settings import Settings
from ..scoring.turns import leaving
from .membership import Membership
from .rule import Count, Leaf

_IN_LAST = (Operator.IN_LAST, Operator.NOT_IN_LAST)


def turns_of(one: Membership, facts: CustomerFacts, settings: Settings, now_ms: int) -> Iterator[int]:
    """Every instant at which the customer may join or leave, and maybe others; none for rules over predictions."""
    if not one.segment.active:
        return
    scores = derive(facts, settings, now_ms)
    for leaf in one.over:
        if isinstance(leaf, Count):
            yield from _of_count(leaf, facts, settings, now_ms)
        elif leaf.operator in _IN_LAST:
            at_ms = leaf.field.read(facts, scores)
            if at_ms is not None:
                yield from (at_ms, at_ms + leaf.wanted * DAY_MS + 1)
        else:
            yield from _of_leaf(leaf, facts, settings, now_ms)


def _of_leaf(leaf: Leaf, thing: Any, settings: Settings, now_ms: int) -> Iterator[int]:
    if leaf.field.changes_with_time and leaf.field.turns is not None:
        yield from leaf.field.turns(thing, settings, now_ms, _compared(leaf.wanted))


def _of_count(count: Count, facts: CustomerFacts, settings: Settings, now_ms: int) -> Iterator[int]:
    """What lies ahead of the clock counts once that has come to it, and what is older than the window no more."""
    instants = list(count.collection.instants(facts))
    yield from instants
    if count.within_days is not None:
        yield from leaving(instants, count.within_days * DAY_MS)
    for leaf in count.where:
        for thing in count.collection.things(facts):
            yield from _of_leaf(leaf, thing, settings, now_ms)


def _compared(wanted: Any) -> tuple[Any, ...]:
    if wanted is None:
        return ()
    return tuple(wanted) if isinstance(wanted, (tuple, frozenset)) else (wanted,)
