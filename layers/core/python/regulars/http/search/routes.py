"""Customers by a word of their name, e-mail, phone, company or id (source 002's search)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...lists.search import FoundCustomer, search_customers
from ...lists.wanted import Wanted
from ..door import paging
from ..door.call import Call
from ..door.endpoint import Answer, Routes
from ..door.render import money
from .text import search_text

if TYPE_CHECKING:
    from .shapes import CustomerMatch, CustomerMatches

routes = Routes()


@routes.get("/customers/venue/<venue_id>/search", search_text(required=True), paging.limit(20), paging.CURSOR)
def get_venue_search(call: Call) -> Answer[CustomerMatches]:
    """Customers whose words begin as those asked for do, whatever their case and accents; by the word, then by id.

    A new customer and a new name are found within a moment; nobody is found under a name that they no longer have.
    """
    asked: Wanted = call.params["q"]
    piece = paging.Piece(call, asked.canonical, by_settings=True)
    found = search_customers(piece.shop, asked, limit=call.params["limit"], after=piece.after)
    page = piece.page(found, lambda one: _row(one, call.tenant.exponent))
    return Answer({"success": True, "data": page.items, "meta": paging.meta(page)})


def _row(found: FoundCustomer, exponent: int) -> CustomerMatch:
    facts = found.facts
    return {
        "customerId": facts.customer_id,
        "name": facts.display_name,
        "email": facts.profile.email,
        "segment": found.segment,
        "totalSpent": money(facts.purchases.spend_minor, exponent),
    }
