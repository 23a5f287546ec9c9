"""How much may run at once, so that the API always has room: an account's functions share one limit."""

from __future__ import annotations

from typing import NamedTuple

LEAST, USUAL = 10, 1000
"""What a new account may run at once, and what one may after its first raise."""


class Capacity(NamedTuple):
    """How many run at once: batches of a queue or a stream's shard, nights and their shards, imports' parts."""

    live: int
    bulk: int
    lookups: int
    webhooks: int
    per_stream_shard: int
    nights: int
    shards: int
    parts: int
    imports: int

    @property
    def background(self) -> int:
        """All that may run beside the API: three streams with a shard each, the one reader of merges, all nights, all
        imports."""
        queues = self.live + self.bulk + self.lookups + self.webhooks
        streams = 3 * self.per_stream_shard + self.in_turn
        return queues + streams + self.nights * self.shards + self.imports * self.parts

    @property
    def in_turn(self) -> int:
        """Of what goes one after the other: a job that somebody's edit begins, an export's shards, what is told of
        merges."""
        return 1


LAPTOP = Capacity(live=2, bulk=3, lookups=2, webhooks=4, per_stream_shard=4, nights=50, shards=4, parts=4, imports=4)
"""Of two cores that the emulator shares."""


def capacity_of(limit: int, nights: int | None = None, imports: int | None = None) -> Capacity:
    """For an account whose functions may run `limit` at once; `nights` and `imports` instead of what follows from it.

    From 28 on half of the limit is left to the API and to sign-ins. Below there is no bound that low: AWS knows no
    mapping with fewer than two workers.
    """
    workers = _within(2, limit // 100, 10)
    return Capacity(
        live=workers,
        bulk=workers,
        lookups=workers,
        webhooks=_within(2, limit // 50, 20),
        per_stream_shard=_within(1, limit // 100, 4),
        nights=nights or _within(1, limit // 20, 50),
        shards=_within(1, limit // 50, 4),
        parts=_within(1, limit // 50, 4),
        imports=imports or _within(1, limit // 50, 20),
    )


def _within(least: int, number: int, most: int) -> int:
    return max(least, min(number, most))
