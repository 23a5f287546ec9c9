"""`customer.merged` and `.unmerged`: two ids are one person from now on, or no longer."""

from __future__ import annotations

from ...facts.items.head import Member, MergedBy
from ...facts.tenant import Tenant
from ..event import Event
from ..event_type import EventType
from ..fields import CUSTOMER_HASH, CUSTOMER_ID

_SURVIVOR = {**CUSTOMER_HASH, "description": "Under whom the customer was counted in; they may be a member themselves."}
_NAMED = {"customerId": CUSTOMER_ID, "survivorId": CUSTOMER_ID}

MERGED = EventType(
    "customer.merged",
    "A customer is one person with another: by an order that named both (`claim`), or by hand. What is known of them "
    "counts for the survivor.",
    {"customerHash": CUSTOMER_HASH, "survivorHash": _SURVIVOR, "reason": {"enum": [str(one) for one in MergedBy]}},
    named=_NAMED,
)
UNMERGED = EventType(
    "customer.unmerged",
    "A customer stands for themselves again, after somebody took back that they were one person with another.",
    {"customerHash": CUSTOMER_HASH, "survivorHash": _SURVIVOR, "reason": {"const": str(MergedBy.HAND)}},
    named=_NAMED,
)


def merge_event(edge: Member, tenant: Tenant, *, name_customers: bool) -> Event:
    """The event of an edge's last change: it is made once and cut once. Its id is the member's hash and the instant."""
    type_, at_ms, by = (
        (MERGED, edge.merged_ms, edge.merged_by) if edge.left_ms is None else (UNMERGED, edge.left_ms, MergedBy.HAND)
    )
    who = tenant.customer_hash(edge.member_id)
    data = {
        "schemaVersion": type_.version,
        "tenant": tenant.id,
        "customerHash": who,
        "survivorHash": tenant.customer_hash(edge.customer_id),
        "reason": by.value,
        **({"customerId": edge.member_id, "survivorId": edge.customer_id} if name_customers else {}),
    }
    return Event(f"{who}-{at_ms}-{type_.name.rpartition('.')[2]}", type_.name, tenant.id, who, at_ms, data)
