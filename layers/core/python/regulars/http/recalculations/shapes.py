"""Recalculations."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ...stores.tenant.job_record import JobState
from ..door.operation import Operation
from ..door.shapes import Envelope, Instant, Shape


class Recalculated(Shape):
    """What a recalculation did; pairs are customers with a product."""

    processed: Annotated[int, Field(description="Pairs, and customers that failed.")]
    updated: Annotated[int, Field(description="Pairs derived anew.")]
    errors: Annotated[int, Field(description="Customers that failed.")]
    written: Annotated[int, Field(description="Announcements and repaired rows: 0 where nothing changed.")]
    drift: Annotated[int, Field(description="Customers whose stored facts differed from their orders: repaired.")]
    lagging: Annotated[int, Field(description="Customers whose newest orders were on their way.")]


class RecalculatedShard(Recalculated):
    shard: int


class Recalculation(Recalculated):
    """The counts are of all shards so far."""

    jobId: str
    state: JobState
    shards: Annotated[list[RecalculatedShard], Field(description="All of them; none until it is planned.")]
    manual: Annotated[
        bool,
        Field(description="Asked for, and so of every customer; a night verifies a seventh."),
    ]
    createdAt: Instant
    asOf: Annotated[Instant | None, Field(description="The instant as of which everything is derived.")]
    finishedAt: Instant | None
    error: str | None


class RecalculationAnswer(Envelope):
    message: str
    data: Recalculation


OPERATIONS = {
    "post_recalculation": Operation(
        "Product affinity", RecalculationAnswer, or_status=(202, "Under way: the counts so far.")
    ),
    "get_recalculation": Operation("Product affinity", RecalculationAnswer, problems=(404,)),
}
