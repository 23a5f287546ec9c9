"""`customer.reorder.due`: the day has come on which a customer was to buy a product again."""

from __future__ import annotations

import hashlib
from typing import NamedTuple

from ...facts.tenant import Tenant
from ...facts.time import rfc3339
from ..event import Event
from ..event_type import EventType
from ..fields import CUSTOMER_HASH, CUSTOMER_ID, INSTANT


class Reorder(NamedTuple):
    """A pair whose predicted instant has come, as a night of `as_of_ms` knows it.

    `percent`: of a purchase within the 30 days after the night, rounded; None: nothing was learnt yet.
    """

    customer_id: str
    product_id: str
    due_at_ms: int
    as_of_ms: int
    percent: int | None


REORDER_DUE = EventType(
    "customer.reorder.due",
    "A customer was to buy a product again by now, going by the mean of their gaps, and has not. Told once for each "
    "such date, in the night after it.",
    {
        "customerHash": CUSTOMER_HASH,
        "reason": {"const": "time_passed"},
        "productId": {"type": "string", "minLength": 1, "maxLength": 128},
        "dueAt": {**INSTANT, "description": "The predicted instant: the last purchase and the mean gap."},
        "asOf": {**INSTANT, "description": "The night's instant: what was bought after it is not known here."},
        "probability": {
            "type": ["integer", "null"],
            "minimum": 0,
            "maximum": 100,
            "description": "Of a purchase within 30 days, in per cent; null: nothing was learnt yet.",
        },
    },
    named={"customerId": CUSTOMER_ID},
)


def reorder_due(reorder: Reorder, tenant: Tenant, *, name_customers: bool) -> Event:
    """The same id in whatever night it is told: of customer, product and predicted instant."""
    who = tenant.customer_hash(reorder.customer_id)
    data = {
        "schemaVersion": REORDER_DUE.version,
        "tenant": tenant.id,
        "customerHash": who,
        **({"customerId": reorder.customer_id} if name_customers else {}),
        "reason": "time_passed",
        "productId": reorder.product_id,
        "dueAt": rfc3339(reorder.due_at_ms),
        "asOf": rfc3339(reorder.as_of_ms),
        "probability": reorder.percent,
    }
    product = hashlib.sha256(reorder.product_id.encode()).hexdigest()[:16]
    return Event(f"{who}-{product}-{reorder.due_at_ms}", REORDER_DUE.name, tenant.id, who, reorder.due_at_ms, data)
