"""Customers and their lifecycle segments (source 004)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ...crm.pins import verdicts_on
from ...errors import FieldError, NotFound, QueryRefused
from ...lists.list import list_customers
from ...lists.own_segment import in_segment
from ...lists.query import ListQuery, conditions
from ...lists.tagged import list_tagged
from ...people.history import read_history
from ...people.one import read_one
from ...people.orders import OrdersQuery, list_orders
from ...stores.rows.indexes import BY_LAST_ORDER, BY_SPEND
from ..door import paging
from ..door.as_of import AS_OF, asked_shop
from ..door.auth import Role
from ..door.call import Call
from ..door.endpoint import Answer, Routes
from ..door.params import choice, flag, instant, label
from ..orders.answers import stored_order
from ..search.text import search_text
from ..segments.answers import verdict_row
from . import filters as list_filters
from .answers import render_history
from .rows import explanation, list_row, single

if TYPE_CHECKING:
    from .shapes import (
        CustomerAnswer,
        CustomerList,
        CustomerOrders,
        HashedCustomerAnswer,
        SegmentHistoryAnswer,
    )

routes = Routes()

_SORTS = {"lastOrderDate": BY_LAST_ORDER, "totalSpend": BY_SPEND}


@routes.get(
    "/api/customers",
    *list_filters.PARAMS,
    search_text(required=False),
    label("tag", "Only who has this tag."),
    label("customSegment", "Only members of this own segment, by its id."),
    choice("sort", [*_SORTS, *(f"-{name}" for name in _SORTS)], "`-` before it descends.", "-lastOrderDate"),
    AS_OF,
    paging.limit(50),
    paging.CURSOR,
)
def get_customers(call: Call) -> Answer[CustomerList]:
    """Customers by any combination of filters, each exact at this instant.

    With more than 10 000 candidates `total` is that of last night where `segment` or `purchaseFrequency` filters alone,
    or nothing does: `totalAsOf` says of when. Else it is null. With `tag` they come by when they were given it, newest
    first, whatever `sort` says.
    """
    query, limit, tag = _query(call), call.params["limit"], call.params["tag"]
    if query.of_segment is not None and call.params["asOf"] is not None:
        raise QueryRefused([FieldError("customSegment", "does not go with asOf: who was pinned then is not known")])
    if tag is not None:
        return _tagged(call, query, tag)
    with asked_shop(call) as shop:
        piece = paging.Piece(call, query.canonical, by_settings=True, shop=shop)
        found = list_customers(piece.shop, query, limit=limit, after=piece.after, pinned=piece.pinned, last_night=True)
        page = piece.page(found, lambda customer: list_row(customer, call.tenant.exponent))
    return Answer({"success": True, "data": page.items, "meta": paging.meta(page)})


def _tagged(call: Call, query: ListQuery, tag: str) -> Answer[CustomerList]:
    if call.params["asOf"] is not None:
        raise QueryRefused([FieldError("tag", "does not go with asOf: who had a tag then is not known")])
    piece = paging.Piece(call, f"tag|{tag}|{query.canonical}", by_settings=True)
    found = list_tagged(piece.shop, query, tag, limit=call.params["limit"], after=piece.after)
    page = piece.page(found, lambda customer: list_row(customer, call.tenant.exponent))
    return Answer({"success": True, "data": page.items, "meta": paging.meta(page)})


def _query(call: Call) -> ListQuery:
    sort: str = call.params["sort"]
    query = ListQuery(
        conditions(call.params),
        sort=_SORTS[sort.removeprefix("-")],
        descending=sort.startswith("-"),
        text=call.params["q"],
    )
    segment_id = call.params["customSegment"]
    return query if segment_id is None else in_segment(call.shop, query, segment_id)


@routes.get("/api/customers/by-hash/<customer_hash>", role=Role.ADMIN)
def get_customer_by_hash(call: Call, customer_hash: str) -> Answer[HashedCustomerAnswer]:
    """The customer behind a hash from a log line or an event."""
    is_hash = re.fullmatch("[0-9a-f]{64}", customer_hash)
    customer_id = call.shop.registry.customer_behind(customer_hash) if is_hash else None
    if customer_id is None:
        raise NotFound("No customer has this hash.")
    return Answer({"success": True, "data": {"contactID": customer_id, "customerHash": customer_hash}})


@routes.get(
    "/api/customers/<customer_id>/orders",
    instant("from", "Placed at this instant or later."),
    instant("to", "Placed before this instant."),
    paging.limit(50),
    paging.CURSOR,
)
def get_customer_orders(call: Call, customer_id: str) -> Answer[CustomerOrders]:
    """The customer's orders, newest first. Reads their whole history."""
    query = OrdersQuery(customer_id, call.params["from"], call.params["to"])
    piece = paging.Piece(call, query.canonical)
    page = piece.page(
        list_orders(piece.shop, query, after=piece.after),
        lambda order: stored_order(order, call.tenant.currency, call.tenant.exponent),
    )
    return Answer({"success": True, "data": page.items, "meta": paging.meta(page)})


@routes.get("/api/customers/<customer_id>/segments/history")
def get_segment_history(call: Call, customer_id: str) -> Answer[SegmentHistoryAnswer]:
    """When the customer entered each lifecycle segment, how long they stayed, and what they went from and to."""
    history = read_history(call.shop, customer_id)
    return Answer({"success": True, "data": render_history(customer_id, history)})


@routes.get(
    "/api/customers/<customer_id>",
    instant("asOf", "The customer at that instant: orders placed by then, as known today, under today's settings."),
    flag(
        "explain",
        "Adds `explanation`: the rule that held, its inputs and thresholds; and `customSegments`: which own segments "
        "the customer is in, each with the condition that decided.",
    ),
)
def get_customer(call: Call, customer_id: str) -> Answer[CustomerAnswer]:
    """One customer, computed from their orders on the fly: a write is visible in the next read."""
    customer = read_one(call.shop, customer_id, as_of_ms=call.params["asOf"])
    data = single(customer, call.tenant.exponent)
    if call.params["explain"]:
        data["explanation"] = explanation(customer, call.settings, call.tenant.exponent)
        if call.params["asOf"] is None:
            found = verdicts_on(call.shop, customer.facts, call.shop.memberships())
            data["customSegments"] = [verdict_row(one) for one in found]
    return Answer({"success": True, "data": data})
