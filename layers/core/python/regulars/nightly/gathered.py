"""What a night gathers of its customers, turn by turn and shard by shard, and leaves when all shards are complete."""

from __future__ import annotations

from collections.abc import Iterable
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

    def take(self, stored: dict[str, Any]) -> None:
        """Adds other customers of the same night, as far as there are parts of these kinds here: what `as_json` gave,
        which is emptied of them, so that it and what it becomes are not held at once."""
        for kind in parts.PARTS:
            if (part := self._parts.get(kind.name)) is not None:
                part.merge(kind.of(stored.pop(kind.name)))

    def leave(self, left: Left) -> None:
        for part in self._parts.values():
            part.leave(left)

    def as_json(self) -> dict[str, Any]:
        return {name: part.as_json() for name, part in self._parts.items()}


def leave_all(night: Night, counts: Counts, *, stores: Stores) -> None:
    """Leaves what the turns of all shards amount to, the records last.

    No more than one part of one turn is held beside its sum, and the others as they were kept. Broken off and done
    again, it ends the same.
    """
    left = Left(night, stores)
    whole = Gathered.begin(night, of_one_shard=False)
    for shard in range(night.generation.shards):
        of_shard = Gathered.begin(night, of_one_shard=True)
        for turn in night.turns(shard):
            found = night.kept(turn.parts)
            of_shard.take(found)
            whole.take(found)
        left.shard = shard
        of_shard.leave(left)
    left.shard = None
    whole.leave(left)
    left.end(counts)
