"""Redemptions on the running stack: one after the other, by how many orders the customer has; and fifty at once."""

from __future__ import annotations

import http.client
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import click
from regulars.cli.http import Answered, Api
from regulars.facts.time import DAY_MS, rfc3339

from benchmarks.local_stack import needed_stack, new_tenant
from benchmarks.report import load, quantile, table

_POINTS = "/api/customers/loyalty-points"
_ORDERS = (10, 1_000)
_REDEMPTIONS = 200
_AT_ONCE = 50
_ROUNDS = 5
# Between calls: the measurement shall not be the load.
_REST_S = 0.05
_A_CALL = 100
_TRIES = 10
_LOOK_AGAIN_S = 1


def run(*, small: bool = False) -> None:
    api = Api(needed_stack(), new_tenant("redeem"))
    program = api.call("POST", "/api/customers/loyalty-programs", {"name": "Club", "type": "points"})["data"]["id"]
    redemptions, rounds = (5, 1) if small else (_REDEMPTIONS, _ROUNDS)
    busy, rows = load(), []
    for orders in _ORDERS[:1] if small else _ORDERS:
        customer = f"has-{orders}"
        _order(api, customer, orders)
        _change(api, customer, program, action="add", points=10 * (redemptions + 5), key=f"{customer} add")
        for number in range(5):
            _change(api, customer, program, action="redeem", points=10, key=f"{customer} warm {number}")
        taken = [_redeemed(api, customer, program, f"{customer} {number}") for number in range(redemptions)]
        quantiles = (quantile(taken, share) for share in (0.5, 0.99, 1.0))
        rows.append([f"a customer with {orders:,} orders", redemptions, *(f"{one * 1e3:.0f}" for one in quantiles)])
    table(
        ("redemption, ms", "calls", "p50", "p99", "max"),
        rows,
        "One after the other, each with an Idempotency-Key of its own; p99 bound: 200 ms.",
        f"Before: {busy}; after: {load()}.",
    )
    table(
        (f"{_AT_ONCE} at once of 10, of 100 points", "done", "insufficient_points", "else", "points left", "seconds"),
        [_at_once(api, program, f"crowd-{number}") for number in range(rounds)],
        "Exactly ten have to be done, and none beyond these may say so.",
    )


def _order(api: Api, customer: str, orders: int) -> None:
    """One a day; their points are not what is redeemed."""
    now_ms = time.time_ns() // 1_000_000
    for begin in range(0, orders, _A_CALL):
        told = [
            {"orderId": f"{customer}-{number}", "customerId": customer, "orderedAt": rfc3339(now_ms - number * DAY_MS),
             "status": "paid", "lines": [{"productId": "tea", "quantity": 1, "unitPrice": "4.50"}]}
            for number in range(begin, min(begin + _A_CALL, orders))
        ]  # fmt: skip
        api.call("POST", "/api/orders", {"orders": told})


def _change(api: Api, customer: str, program: str, *, key: str, **what: Any) -> Any:
    return api.call("POST", _POINTS, {"customerId": customer, "loyaltyProgramId": program, **what}, key=key)


def _redeemed(api: Api, customer: str, program: str, key: str) -> float:
    """Seconds until the answer."""
    time.sleep(_REST_S)
    began = time.perf_counter()
    _change(api, customer, program, action="redeem", points=10, key=key)
    return time.perf_counter() - began


def _at_once(api: Api, program: str, customer: str) -> list[object]:
    api.call("POST", "/api/customers/profiles", {"customerId": customer, "firstName": "Crowd"})
    _change(api, customer, program, action="add", points=100, key=f"{customer} add")

    def redeem(number: int) -> str:
        for _ in range(_TRIES):
            try:
                _change(api, customer, program, action="redeem", points=10, key=f"{customer} {number}")
            except Answered as refused:
                if "points can be spent" in refused.message:
                    return "insufficient"
                if refused.status != http.client.CONFLICT and refused.status < http.client.INTERNAL_SERVER_ERROR:
                    return refused.message
                time.sleep(_LOOK_AGAIN_S)  # the first call of this key is still under way, or what it did is not known
            except click.ClickException:
                time.sleep(_LOOK_AGAIN_S)  # the answer was lost: its key is answered as the first call was
            else:
                return "done"
        return "lost"

    began = time.perf_counter()
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        said = list(pool.map(redeem, range(_AT_ONCE)))
    seconds = time.perf_counter() - began
    done, short = said.count("done"), said.count("insufficient")
    [stands] = api.call("GET", f"{_POINTS}?customerId={customer}")["data"]
    return [customer, done, short, len(said) - done - short, stands["availablePoints"], f"{seconds:.1f}"]
