"""What a failed import says: what happened, and what to do."""

from __future__ import annotations

from ...jobs.kind import STOPPED, TOO_MANY_WAIT

BROKE_OFF = "The import stopped half-way: retry it, and it goes on from there."
SUSPENDED = "The tenant is suspended, so nothing was imported: once it is active again, retry the import."
LAGGING = "All orders are stored, but the facts of {customers} customers have not caught up: retry the import."
NOT_SETTLED = "All orders are stored, but whether the customers' facts show them is not known: retry the import."
MANY_WAIT = "Too many imports wait for their turn already: retry this one when some of them are done."

ASKED = "is required, since orders come in live as well: when was the file exported? What came in since then stays"
ASKED_NEXT = "Orders come in live as well: the import will ask when this file was exported (exportedAt)."

SENTENCES = {
    STOPPED: BROKE_OFF,
    TOO_MANY_WAIT: MANY_WAIT,
    "split": BROKE_OFF,
    "load": BROKE_OFF,
    "settle": NOT_SETTLED,
    "report": BROKE_OFF,
}
