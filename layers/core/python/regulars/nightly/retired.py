"""Sweeping generations that were retired a day before the night: the shards that one of the night takes along."""

from __future__ import annotations

from collections.abc import Callable

from ..projection.generations import sweep_due
from ..stores.opened import Stores
from .work import Night


def sweep_shard(night: Night, shard: int, *, stores: Stores, is_over: Callable[[], bool]) -> bool:
    """Deletes rows until there are none or `is_over`; whether none is left. What is gone stays gone: begin again."""
    for retired in stores.generations(night.tenant).read().due(night.as_of_ms):
        facts = stores.rows(night.tenant, retired.generation)
        for swept in range(shard, retired.generation.shards, night.generation.shards):
            for rows in facts.sweep(swept):
                if rows and is_over():
                    return False
    return True


def forget_swept(night: Night, *, stores: Stores) -> None:
    """Notes what the shards have swept, and forgets what a night before had."""
    for _ in sweep_due(night.tenant, stores=stores, now_ms=night.as_of_ms):
        pass
