"""POST, GET and DELETE /api/orders, and what a single customer shows right after them."""

from __future__ import annotations

import pytest

from testing.api.client import Client, path_of
from testing.api.orders import an_order


def test_an_order_is_visible_in_the_next_read_of_its_customer(api: Client) -> None:
    posted = api.post("/api/orders", {"orders": [an_order(customer={"name": "Ann", "email": "ann@example.com"})]})

    assert posted.status == 200
    assert posted.json == {
        "success": True,
        "data": [{"orderId": "1001", "customerId": "ann", "result": "created", "errors": []}],
        "meta": {"count": 1, "created": 1, "updated": 0, "unchanged": 0, "stale": 0, "refused": 0, "erased": 0},
    }
    answer = api.get("/api/customers/ann")
    data = answer.data
    assert answer.json == {
        "success": True,
        "data": {
            "contactID": "ann",
            "name": "Ann",
            "email": "ann@example.com",
            "company": None,
            "phone": None,
            "accountName": None,
            "accountCode": None,
            "metrics": data["metrics"],
        },
    }
    shown = {
        "orderCount": 1,
        "totalSpend": "100.00",
        "lastOrderDate": "2025-10-14T08:30:00.000Z",
        "lastOrderReference": "1001",
        "segment": "New",
        "lastOrderDaysAgo": 1,
        "purchaseFrequency": "One-time",
        "averageOrderValue": 100.0,
        "firstOrderDate": "2025-10-14T08:30:00.000Z",
    }
    assert {name: data["metrics"][name] for name in shown} == shown


@pytest.mark.parametrize("id_", ["#1001", "a/b", "a b", "é", 'a"b&c', "50%", "a%2Fb", "...", "a/../b", "x+y"])
def test_ids_may_hold_any_printable_character(api: Client, id_: str) -> None:
    api.post("/api/orders", {"orders": [an_order(id_, customerId=id_)]})

    assert api.get(path_of("api", "orders", id_)).data["orderId"] == id_
    assert api.get(path_of("api", "customers", id_)).data["contactID"] == id_
