"""What a failed recalculation says: what happened, and what to do."""

from __future__ import annotations

from ..jobs.kind import GIVEN_UP, STOPPED

SENTENCES = {
    STOPPED: "The recalculation stopped half-way: start it again. What it wrote is right.",
    GIVEN_UP: "It was broken off.",
    "plan": "It could not be planned: start the recalculation again.",
    "recalculate": "Of {shards} shards {missing} did not end ({named}): start the recalculation again.",
    "summarise": "Its end broke off: start the recalculation again. What it wrote is right.",
}
