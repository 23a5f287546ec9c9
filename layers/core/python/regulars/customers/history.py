"""One customer's way through the lifecycle segments: exact entries, time in each, transitions (scoring.md §1)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from ..facts.fold import fold
from ..scoring.history import Stay, segment_history, until
from ..scoring.lifecycle import LifecycleSegment
from ..scoring.settings import Settings
from ..stores.ledger import Ledger
from .one import unknown


class Transition(NamedTuple):
    before: LifecycleSegment
    after: LifecycleSegment


class TimeIn(NamedTuple):
    """Time spent in one segment: completed stays and, apart from them, the open one (0 or 1 for one customer)."""

    completed: int = 0
    completed_ms: int = 0
    open: int = 0
    open_ms: int = 0

    @property
    def total_ms(self) -> int:
        return self.completed_ms + self.open_ms


class History(NamedTuple):
    """Stays ascend without gaps and end at `now_ms`; the last one is open. Empty without counted orders."""

    stays: list[Stay]
    now_ms: int


def read_history(customer_id: str, *, ledger: Ledger, settings: Settings, now_ms: int) -> History:
    """The customer's history from his first order until now. Raises `NotFound`."""
    facts = fold(ledger.read_customer(customer_id))
    if not facts.known:
        raise unknown(customer_id)
    return History(until(segment_history(facts.purchases.timeline, settings), now_ms), now_ms)


def transitions(stays: Sequence[Stay]) -> Counter[Transition]:
    """How often each segment was left for each other one."""
    return Counter(Transition(stay.segment, following.segment) for stay, following in pairwise(stays))


def time_in_segments(histories: Iterable[History]) -> dict[LifecycleSegment, TimeIn]:
    """The time that these customers spent in each segment; every segment is there."""
    spent = dict.fromkeys(LifecycleSegment, TimeIn())
    for stays, now_ms in histories:
        for segment, from_ms, until_ms in stays:
            so_far = spent[segment]
            if until_ms is None:
                spent[segment] = so_far._replace(open=so_far.open + 1, open_ms=so_far.open_ms + now_ms - from_ms)
            else:
                spent[segment] = so_far._replace(
                    completed=so_far.completed + 1, completed_ms=so_far.completed_ms + until_ms - from_ms
                )
    return spent
