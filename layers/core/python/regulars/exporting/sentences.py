"""What a failed export says: what happened, and what to do."""

from __future__ import annotations

from ..jobs.kind import GIVEN_UP, STOPPED

BROKE_OFF = "The export broke off, and there is no file: ask for it again."
SEGMENT_GONE = "The segment was deleted or made inactive before the export began: there is nothing to export."
TOO_LARGE = (
    "The file would be larger than {most} GB, more than one link may hold: "
    "ask for fewer customers by filters, or for fewer columns by fields."
)

SENTENCES = {
    STOPPED: BROKE_OFF,
    GIVEN_UP: "The export stopped, and another one has begun since: ask for it again.",
    "plan": BROKE_OFF,
    "write": BROKE_OFF,
    "join": BROKE_OFF,
    "finish": BROKE_OFF,
}
