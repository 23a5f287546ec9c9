"""Orders: posted in bulk, read, deleted."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ...crm.referrals import claim_referral
from ...errors import MOST_ERRORS, FieldError, OrderRefused, QueryRefused
from ...facts.order import Order
from ...orders.accept import accept_orders
from ...orders.change import Accepted
from ...orders.delete import delete_order
from ...orders.feed import note_feed
from ...orders.find import find_order
from ...orders.supersede import Outcome
from ...stores.ledger.persons import survivor_of
from ..door import problem
from ..door.auth import Role
from ..door.bodies import no_body
from ..door.call import Call
from ..door.endpoint import Answer, Routes
from .answers import result_counts, stored_order

if TYPE_CHECKING:
    from .shapes import DeletedOrderAnswer, OrderAnswer, OrderResult, OrderResults

routes = Routes()

MAX_ORDERS = 100


@routes.post("/api/orders", role=Role.EDITOR)
def post_orders(call: Call) -> Answer[OrderResults]:
    """Takes 1 to 100 orders, each created, updated, unchanged, stale or refused on its own.

    A `customerId` that names nobody (`undefined`, `null`, `(not set)`, `guest`, `0` ...) counts as none: the e-mail
    address or phone number says whose the order is. `refunded` with a `refundedAmount` below the total is refused:
    give `partially_refunded`, or no amount. Lines of quantity 0 are no lines. An order with a `customerId` and an
    e-mail address or phone number makes the guests of these one person with the customer. `customer.referralCode` says
    who brought them, once: a code that is nobody's changes nothing.
    """
    given = _given(call)
    parsed = [_parse(index, raw, call) for index, raw in enumerate(given)]
    orders = [order for order in parsed if isinstance(order, Order)]
    note_feed(call.shop, orders)
    taken = accept_orders(
        orders,
        registry=call.registry,
        ledger=call.ledger,
        shared=call.settings.shared_contacts,
    )
    outcomes = iter(taken)
    results = [next(outcomes) if isinstance(order, Order) else order for order in parsed]
    _claim_referrals(call, given, results)
    counts = Counter(result.outcome for result in results)
    left = MOST_ERRORS
    data: list[OrderResult] = []
    for index, result in enumerate(results):
        data.append(_result(index, result, left))
        left -= len(data[-1]["errors"])
    return Answer({"success": True, "data": data, "meta": result_counts(len(results), counts)})


@routes.get("/api/orders/<order_id>")
def get_order(call: Call, order_id: str) -> Answer[OrderAnswer]:
    """The order as stored, with what it says about its customer; `customerId` is the id under which they are known."""
    stored = find_order(order_id, registry=call.registry, ledger=call.ledger).item
    stored = replace(stored, customer_id=survivor_of(call.ledger, stored.customer_id))
    return Answer({"success": True, "data": stored_order(stored, call.tenant.currency, call.tenant.exponent)})


@routes.delete("/api/orders/<order_id>", role=Role.EDITOR)
def remove_order(call: Call, order_id: str) -> Answer[DeletedOrderAnswer]:
    """Deletes the order: its customer's numbers fall back as if it had never been."""
    no_body(call)
    delete_order(order_id, registry=call.registry, ledger=call.ledger, now_ms=call.now_ms)
    return Answer({"success": True, "data": {"orderId": order_id, "deleted": True}})


def _given(call: Call) -> list[Any]:
    """The orders as posted. Raises `QueryRefused` where nothing can be read as orders."""
    body = call.json_object()
    unknown = [FieldError(name, "is not a field here; only orders is") for name in body if name != "orders"]
    orders = body.get("orders")
    if unknown:
        raise QueryRefused(unknown)
    if not isinstance(orders, list) or not 1 <= len(orders) <= MAX_ORDERS:
        raise QueryRefused([FieldError("orders", f"must be a list of 1 to {MAX_ORDERS} orders")])
    return orders


def _parse(index: int, raw: Any, call: Call) -> Order | Accepted:
    # Imported here: reads need no pydantic, which is a fifth of the start.
    from ...orders.parse import parse_order

    try:
        return parse_order(raw, tenant=call.tenant, settings=call.settings, arrived_ms=call.now_ms, now_ms=call.now_ms)
    except OrderRefused as refused:
        return Accepted(refused.order_id or "", "", Outcome.REFUSED, refused.errors)


def _claim_referrals(call: Call, given: list[Any], results: list[Accepted]) -> None:
    """By the codes of those whose orders were taken: of one customer the first."""
    for raw, result in zip(given, results, strict=True):
        if result.outcome not in (Outcome.REFUSED, Outcome.ERASED):
            code = (raw.get("customer") or {}).get("referralCode")
            if code is not None:
                claim_referral(call.shop, result.customer_id, str(code))


def _result(index: int, result: Accepted, most_errors: int) -> OrderResult:
    errors = tuple(
        FieldError(f"orders[{index}].{error.field}".removesuffix("."), error.message) for error in result.errors
    )
    return {
        "orderId": result.order_id or None,
        "customerId": result.customer_id or None,
        "result": result.outcome,
        "errors": problem.fields(errors[:most_errors]),
    }
