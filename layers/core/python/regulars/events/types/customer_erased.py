"""`customer.erased`: others who know the customer by their hash forget them, too."""

from __future__ import annotations

from ..event import Event
from ..event_type import EventType

CUSTOMER_ERASED = EventType(
    "customer.erased",
    "A customer was erased, and nothing of them is stored any more: whoever keeps something under their hash forgets "
    "it, too. One event for each id that the person had; never with the id.",
    {
        "customerHash": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
        "jobId": {"type": "string", "minLength": 1},
    },
)


def customer_erased(customer_hash: str, job_id: str, tenant_id: str, at_ms: int) -> Event:
    data = {
        "schemaVersion": CUSTOMER_ERASED.version,
        "tenant": tenant_id,
        "customerHash": customer_hash,
        "jobId": job_id,
    }
    return Event(f"{job_id}-{customer_hash}", CUSTOMER_ERASED.name, tenant_id, customer_hash, at_ms, data)
