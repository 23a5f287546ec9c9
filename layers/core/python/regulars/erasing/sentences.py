"""What a failed erasure says: what happened, and what to do."""

from __future__ import annotations

from ..jobs.kind import STOPPED

BROKE_OFF = (
    "The erasure broke off; nothing is stored of the person meanwhile. Ask for it again, by the same id or address: it "
    "goes on where it was."
)
UNREAD = "Its file named somebody who was being erased, and was deleted before it was read: import it again."
NOT_BEGUN = "The erasure could not begin: ask for it again."

SENTENCES = {
    STOPPED: BROKE_OFF,
    "wait": NOT_BEGUN,
    "mark": BROKE_OFF,
    "sweep": BROKE_OFF,
    "settle": BROKE_OFF,
    "sweep_again": BROKE_OFF,
    "finish": BROKE_OFF,
}
