"""One turn at work: what its phases read by, and what they add to together."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from ..dataclass import dataclass
from ..facts.tenant import HashRange, hashes_of
from ..stores.opened import Stores
from ..stores.registry import Registry
from ..stores.tenant.jobs import Counts
from .announce import Announcer
from .gathered import Gathered
from .lookups import LookupComparison
from .places import Place
from .repair import Verification
from .tally import Tally
from .turn_left import TurnLeft
from .work import Night

_PAGE = 100
# A turn with this many suspects ends, to have time to repair them: a second look and a projection are some 50 ms each.
_MOST_SUSPECTS = 500


@dataclass(frozen=True)
class Turn:
    """Turn `number` of a shard, that goes on until `deadline_ms`."""

    night: Night
    shard: int
    number: int
    before: TurnLeft | None
    stores: Stores
    clock: Callable[[], int]
    deadline_ms: int

    @property
    def page(self) -> int:
        """How many rows, or customers of the roster, are read together."""
        return _PAGE

    @cached_property
    def hashes(self) -> HashRange:
        """Those of the shard."""
        return hashes_of(self.shard, self.night.generation.shards)

    @cached_property
    def registry(self) -> Registry:
        return self.stores.registry(self.night.tenant)

    @cached_property
    def tally(self) -> Tally:
        return Tally(self.night, self.before)

    @cached_property
    def gathered(self) -> Gathered:
        return Gathered.begin(self.night)

    @cached_property
    def announcer(self) -> Announcer:
        return Announcer(self.night, stores=self.stores, clock=self.clock)

    @cached_property
    def verification(self) -> Verification:
        return Verification(self.night, stores=self.stores, clock=self.clock, see=self.gathered.see)

    @cached_property
    def comparison(self) -> LookupComparison:
        return LookupComparison(self.night, self.shard, self.before, stores=self.stores)

    def is_over(self) -> bool:
        """Whether the turn has to end and mend what it has found."""
        full = self.verification.suspects >= _MOST_SUSPECTS or self.comparison.is_full
        return full or self.clock() >= self.deadline_ms

    def end(self, place: Place | None) -> TurnLeft:
        """What the turn leaves, which the next one begins with at `place`."""
        read_now = self.stores.generations(self.night.tenant).read().reading
        overtaken = self.announcer.overtaken(self.stores.rows(self.night.tenant, read_now))
        drifted, sent = self.verification.settle(self.tally, overtaken)
        self.tally.count(Counts(written=len(self.comparison.found)))
        kept = self.comparison.keep(self.number, goes_on=place is not None)
        return TurnLeft(
            next=place,
            parts=self.night.keep_lines(self.shard, self.number, "parts", self.gathered.hand_over()),
            counts=self.tally.counts,
            expected=kept.expected,
            lookups=kept.lookups,
            drifted=tuple(drifted),
            sent=tuple(sent),
            failed=self.tally.failed,
        )
