"""Customers and their lifecycle segments (source 004)."""

from __future__ import annotations

from ..customers.one import read_one
from . import render
from .call import Call
from .endpoint import Answer, Routes
from .params import flag, instant

routes = Routes()


@routes.get(
    "/api/customers/<customer_id>",
    instant("asOf", "The customer at that instant: orders placed by then, as known today, under today's settings."),
    flag("explain", "Adds `explanation`: the rule that held, its inputs and thresholds."),
)
def get_customer(call: Call, customer_id: str) -> Answer:
    """One customer, computed from his orders on the fly: a write is visible in the next read."""
    customer = read_one(
        customer_id,
        ledger=call.ledger,
        settings=call.settings,
        now_ms=call.now_ms,
        as_of_ms=call.params["asOf"],
    )
    data = render.single(customer, call.tenant.exponent)
    if call.params["explain"]:
        data["explanation"] = render.explanation(customer, call.settings, call.tenant.exponent)
    return Answer({"success": True, "data": data})
