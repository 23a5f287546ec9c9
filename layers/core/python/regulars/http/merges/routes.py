"""One person, several ids: merged by reference, and taken out again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...crm.merges import merge_customers, unmerge_customer
from ..door.auth import Role
from ..door.bodies import customer_id, read_body
from ..door.call import Call
from ..door.endpoint import Answer, Routes
from ..door.render import instant

if TYPE_CHECKING:
    from .shapes import Merged, MergedAnswer, Unmerged, UnmergedAnswer

routes = Routes()


@routes.post("/api/customers/profiles/merge", role=Role.EDITOR)
def post_merge(call: Call) -> Answer[MergedAnswer]:
    """Makes a customer one person with another: what is known of `from` counts for `into` from now on.

    By reference: no order is moved, and what still arrives under `from` counts for `into`. Calls under the id of `from`
    are answered 308. At most 50 ids are one person with another.
    """
    body = read_body(call, {"from": customer_id, "into": customer_id})
    found = merge_customers(body["from"], body["into"], ledger=call.ledger, now_ms=call.now_ms)
    data: Merged = {
        "from": found.customer_id,
        "into": found.into,
        "members": found.members,
        "mergedAt": instant(call.now_ms),
    }
    return Answer({"success": True, "data": data})


@routes.post("/api/customers/profiles/unmerge", role=Role.EDITOR)
def post_unmerge(call: Call) -> Answer[UnmergedAnswer]:
    """Takes a customer out of the person they were merged into, with the ids that were merged into theirs.

    No order merges them again; a call of `merge` does. Guests whom orders of theirs claimed meanwhile stay.
    """
    body = read_body(call, {"customerId": customer_id})
    found = unmerge_customer(body["customerId"], ledger=call.ledger, now_ms=call.now_ms)
    data: Unmerged = {
        "customerId": found.customer_id,
        "from": found.into,
        "members": found.members,
        "unmergedAt": instant(call.now_ms),
    }
    return Answer({"success": True, "data": data})
