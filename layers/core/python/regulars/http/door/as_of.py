"""`asOf`: what a call would have answered at an instant, by the orders known today and under today's settings."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ...errors import Conflict, FieldError, QueryRefused
from ...stores.shop import Shop
from .call import Call
from .params import instant

AS_OF = instant(
    "asOf",
    "Everything as of that instant: orders placed by then, as known today, under today's settings. Customers who had "
    "not ordered by then are left out. At most 10 000 customers.",
)


@contextmanager
def asked_shop(call: Call) -> Iterator[Shop]:
    """The call's shop, at the instant of its `asOf` where it names one.

    Raises `QueryRefused` for one in the future, and for more customers than can be read at once: no night has left what
    was at another instant than its own.
    """
    at_ms = call.params["asOf"]
    if at_ms is None:
        yield call.shop
        return
    if at_ms > call.now_ms:
        raise QueryRefused([FieldError("asOf", "must not lie in the future")])
    try:
        yield call.shop.as_of(at_ms)
    except Conflict as found:
        if found.code != "too_many_customers_live":
            raise
        too_many = "needs all customers at once, and there are more than can be read: ask without it"
        raise QueryRefused([FieldError("asOf", too_many)]) from found
