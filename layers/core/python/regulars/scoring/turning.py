"""When something announced of a customer can change next while nothing is known anew of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..facts.customer import CustomerFacts
from .announced import Announced, Value, announced_values
from .derive import derive
from .settings import Settings

# Each costs a derivation, some 15 to 50 microseconds.
MOST_TRIED = 200


def next_change(
    facts: CustomerFacts,
    settings: Settings,
    announced: Sequence[Announced],
    values: Mapping[str, Value],
    now_ms: int,
    before_ms: int | None = None,
) -> int | None:
    """The first instant after `now_ms`, and before `before_ms` where that is given, at which a value is not the one of
    `values` any more, while facts and settings stay; None where there is none.

    Each value gives the instants at which it may turn, and is read at these alone, in order. Where `MOST_TRIED` of
    them change nothing it is the next one after them: a bound, since nothing changes before it. Facts are whole.
    """
    turning: dict[int, list[Announced]] = {}
    for one in announced:
        for at_ms in set(one.turns(facts, settings, now_ms)):
            if at_ms > now_ms and (before_ms is None or at_ms < before_ms):
                turning.setdefault(at_ms, []).append(one)
    for tried, at_ms in enumerate(sorted(turning)):
        if tried == MOST_TRIED:
            return at_ms
        then = announced_values(turning[at_ms], facts, derive(facts, settings, at_ms), at_ms, values)
        if any(value != values[name] for name, value in then.items()):
            return at_ms
    return None
