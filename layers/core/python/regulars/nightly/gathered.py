"""What a night gathers of its customers, turn by turn and shard by shard, and leaves when all shards are complete."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Self

from ..facts.customer import CustomerFacts
from ..facts.order import Order
from ..scoring.derive import Scores
from ..scoring.settings import Settings
from ..stores.opened import Stores
from ..stores.tenant.jobs import Counts
from . import parts
from .left import Left
from .parts.part import Part
from .work import Night


class Gathered:
    """Parts of several kinds over the same customers, by name."""

    def __init__(self, made: Iterable[Part]) -> None:
        self._parts = {part.name: part for part in made}

    @classmethod
    def begin(cls, night: Night, *, of_one_shard: bool | None = None) -> Self:
        """Parts before the first customer: of every kind, or only of those that are (not) of one shard."""
        return cls(kind.begin(night) for kind in parts.PARTS if of_one_shard in (None, kind.of_one_shard))

    def add(self, facts: CustomerFacts, scores: Scores, settings: Settings) -> None:
        """Counts a customer in. `facts` are whole: those of a heavy customer come from the ledger."""
        for part in self._parts.values():
            part.add(facts, scores, settings)

    def see(self, orders: Iterable[Order]) -> None:
        """Shows every part the orders of a customer that is verified."""
        shown = list(orders)
        for part in self._parts.values():
            part.see(shown)

    def take(self, name: str, stored: Any) -> None:
        """Adds what `hand_over` gave of other customers of the night; nothing where there is no part of the kind."""
        if (part := self._parts.get(name)) is not None:
            part.merge(type(part).of(stored))

    def hand_over(self) -> Iterator[tuple[str, Any]]:
        """Each part as JSON, by name. A part that was handed over is held no longer."""
        for name in list(self._parts):
            yield name, self._parts.pop(name).as_json()

    def leave(self, left: Left) -> None:
        """Leaves what each part amounts to. A part that has left its answer is held no longer."""
        for name in list(self._parts):
            self._parts.pop(name).leave(left)


def leave_all(night: Night, counts: Counts, *, stores: Stores) -> None:
    """Leaves what the turns of all shards amount to, the records last.

    No more than one part of one turn is held beside the sums. Broken off and done again, it ends the same. Raises
    `LookupError` where a turn kept no part of some kind: a sum without it would be wrong.
    """
    left = Left(night, stores)
    whole = Gathered.begin(night, of_one_shard=False)
    for shard in range(night.generation.shards):
        of_shard = Gathered.begin(night, of_one_shard=True)
        for turn in night.turns(shard):
            missing = {kind.name for kind in parts.PARTS}
            for name, stored in night.kept_lines(turn.parts):
                of_shard.take(name, stored)
                whole.take(name, stored)
                missing.discard(name)
            if missing:
                raise LookupError(f"{', '.join(sorted(missing))} missing in {turn.parts}")
        left.shard = shard
        of_shard.leave(left)
    left.shard = None
    whole.leave(left)
    left.end(counts)
