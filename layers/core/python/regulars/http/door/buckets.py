"""How many calls a caller may make: a token bucket each, in the memory of one container. Pure: the clock is given.

A container answers one call at a time, so no lock is needed; ten busy containers let a caller make ten times as many.
What bounds all callers together is the throttle of the gateway's stage (docs/limits.md).
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Mapping
from typing import NamedTuple

from ...facts.time import SECOND_MS

CALLS_A_SECOND = 50
# This many callers are remembered, about 3 MB; the one who has not called for longest is forgotten first.
MOST_CALLERS = 10_000
# A call in thousandths: a bucket of `n` calls a second gains `n` of them a millisecond.
_CALL = 1_000
_POLICY = "caller"


class Allowance(NamedTuple):
    """Whether a call was let in, how many more would be now, and in how many ms the next one is, and all are again."""

    taken: bool
    left: int
    next_ms: int
    full_ms: int
    a_second: int

    @property
    def retry_after_s(self) -> int:
        """Whole seconds, as `Retry-After` takes them."""
        return _seconds(self.next_ms)

    @property
    def headers(self) -> Mapping[str, str]:
        """The fields of draft-ietf-httpapi-ratelimit-headers-11: q calls in w seconds; r are left, all again in t."""
        return {
            "RateLimit-Policy": f'"{_POLICY}";q={self.a_second};w=1',
            "RateLimit": f'"{_POLICY}";r={self.left};t={_seconds(self.full_ms)}',
        }


class Buckets:
    """A bucket a caller: it holds as many calls as come into it in a second."""

    def __init__(self, a_second: int = CALLS_A_SECOND, *, most_callers: int = MOST_CALLERS) -> None:
        self._a_second = a_second
        self._most_callers = most_callers
        # What is in each bucket, in thousandths of a call, and since when (ms); who called last is the last.
        self._held: OrderedDict[Hashable, tuple[int, int]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._held)

    def take(self, caller: Hashable, now_ms: int) -> Allowance:
        """Lets a call in, where the caller's bucket holds one. A clock that steps back adds nothing."""
        whole = self._a_second * _CALL
        held, since_ms = self._held.pop(caller, (whole, now_ms))
        held = min(whole, held + max(0, now_ms - since_ms) * self._a_second)
        taken = held >= _CALL
        held -= _CALL if taken else 0
        self._held[caller] = (held, now_ms)
        if len(self._held) > self._most_callers:
            self._held.popitem(last=False)
        return Allowance(taken, held // _CALL, self._ms_until(_CALL, held), self._ms_until(whole, held), self._a_second)

    def _ms_until(self, wanted: int, held: int) -> int:
        return max(0, -((held - wanted) // self._a_second))


def _seconds(ms: int) -> int:
    """Rounded up."""
    return -(-ms // SECOND_MS)
