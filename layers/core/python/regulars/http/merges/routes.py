"""One person, several ids: who may be one, merged by reference, and taken out again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...crm.merges import merge_customers, unmerge_customer
from ...crm.points import check_owes_nothing
from ...facts.customer import CustomerFacts
from ...lists.duplicates import Duplicate, list_duplicates
from ..door import paging
from ..door.auth import Role
from ..door.bodies import customer_id, read_body
from ..door.call import Call
from ..door.endpoint import Answer, Routes
from ..door.render import instant, money

if TYPE_CHECKING:
    from .shapes import (
        DuplicateCustomer,
        DuplicatePair,
        Duplicates,
        Merged,
        MergedAnswer,
        Unmerged,
        UnmergedAnswer,
    )

routes = Routes()


@routes.get("/api/customers/profiles/duplicates", paging.limit(50), paging.CURSOR)
def get_duplicates(call: Call) -> Answer[Duplicates]:
    """Pairs of customers with the same e-mail address or phone number, whatever its case and spaces, and why.

    Nothing is merged by itself. A walk over all customers: a page may be short or empty and still have a `nextCursor`.
    """
    piece = paging.Piece(call, "duplicates", by_settings=True)
    page = piece.page(list_duplicates(piece.shop, after=piece.after), lambda one: _pair(one, call.tenant.exponent))
    return Answer({"success": True, "data": page.items, "meta": paging.meta(page)})


def _pair(found: Duplicate, exponent: int) -> DuplicatePair:
    return {"customers": [_customer(one, exponent) for one in (found.one, found.other)], "why": list(found.why)}


def _customer(facts: CustomerFacts, exponent: int) -> DuplicateCustomer:
    return {
        "customerId": facts.customer_id,
        "name": facts.display_name,
        "email": facts.profile.email,
        "phone": facts.profile.phone,
        "orderCount": facts.purchases.order_count,
        "totalSpent": money(facts.purchases.spend_minor, exponent),
        "lastOrderDate": instant(facts.purchases.last_at_ms),
    }


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

    No order merges them again; a call of `merge` does. Guests whom orders of theirs claimed meanwhile stay. Where one
    of the two would owe loyalty points, because it redeemed what the other had earned: 409 `would_owe`.
    """
    body = read_body(call, {"customerId": customer_id})
    found = unmerge_customer(
        body["customerId"],
        ledger=call.ledger,
        now_ms=call.now_ms,
        check=lambda ids: check_owes_nothing(call.shop, ids),
    )
    data: Unmerged = {
        "customerId": found.customer_id,
        "from": found.into,
        "members": found.members,
        "unmergedAt": instant(call.now_ms),
    }
    return Answer({"success": True, "data": data})
