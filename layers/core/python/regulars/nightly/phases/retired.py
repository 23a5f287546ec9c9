"""`retired`: generations that were retired a day before the night are deleted, some shards of theirs with each."""

from __future__ import annotations

from ...projection.generations import sweep_due
from ...stores.opened import Stores
from ..places import Retired
from ..turn import Turn
from ..work import Night


def sweep_retired(place: Retired, turn: Turn) -> Retired | None:
    """Deletes rows until the turn is over or there are none; None where none is left."""
    night = turn.night
    for retired in turn.stores.generations(night.tenant).read().due(night.as_of_ms):
        facts = turn.stores.rows(night.tenant, retired.generation)
        for swept in range(turn.shard, retired.generation.shards, night.generation.shards):
            for rows in facts.sweep(swept):
                if rows and turn.is_over():
                    return place
    return None


def forget_swept(night: Night, *, stores: Stores) -> None:
    """Notes what the shards have swept, and forgets what a previous night had."""
    for _ in sweep_due(night.tenant, stores=stores, now_ms=night.as_of_ms):
        pass
