"""One customer over HTTP: read your writes, asOf, explain, orders, segment history, by-hash."""

from __future__ import annotations

import json

import pytest
from regulars.facts.tenant import Tenant
from regulars.facts.time import DAY_MS, rfc3339
from regulars.http.door.app import Application
from regulars.scoring.lifecycle import LifecycleSegment
from regulars.stores.opened import Stores

from testing.api.client import Client, path_of
from testing.api.orders import order_of, post
from testing.aws.tenants import make_tenant
from testing.builders import NOW_MS


def test_a_single_customer_takes_a_batch_get_of_the_tenant_one_of_the_tombstone_and_one_query(
    stores: Stores, api: Client
) -> None:
    post(api, *(order_of(str(number), number) for number in range(1, 40)))
    calls: list[str] = []
    stores.dynamodb.meta.events.register(
        "before-call.dynamodb", lambda model, **_: calls.append(model.name), unique_id="count"
    )

    assert api.get("/api/customers/ann").data["metrics"]["orderCount"] == 39

    assert calls == ["BatchGetItem", "BatchGetItem", "Query"]


def test_a_customer_is_as_source_004_shows_them(api: Client) -> None:
    said = {"name": "Ann Lee", "email": "ann@example.com", "company": "Tea Ltd", "phone": "+64 9 123 4567"}
    account = {"accountName": "Tea of Auckland", "accountCode": "TEA001"}
    post(api, order_of("1", 8, "20.00", customer={**said, **account}))

    data = api.get("/api/customers/ann").data

    metrics = data.pop("metrics")
    assert data == {"contactID": "ann", **said, **account}
    assert (metrics["segment"], metrics["lastOrderDaysAgo"], metrics["purchaseFrequency"]) == ("New", 8, "One-time")


def test_a_deleted_order_is_as_if_it_had_never_been(api: Client) -> None:
    post(api, order_of("1", 10), order_of("2", 5, "6000"))
    assert api.get("/api/customers/ann").data["metrics"]["segment"] == "VIP"

    assert api.delete("/api/orders/2").data == {"orderId": "2", "deleted": True}

    assert api.get("/api/customers/ann").data["metrics"]["segment"] == "New"
    assert api.get("/api/orders/2").status == 404
    assert api.delete("/api/orders/1").status == 200
    assert api.get("/api/customers/ann").status == 404


def test_an_unknown_customer_is_a_problem_that_says_so(api: Client) -> None:
    answer = api.get("/api/customers/nobody")

    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json == {
        "success": False,
        "type": "urn:regulars:problem:not-found",
        "title": "Not found",
        "status": 404,
        "detail": "There is no customer nobody.",
        "requestId": "request-1",
    }


def test_as_of_shows_the_customer_with_the_orders_placed_by_then_that_instant_included(api: Client) -> None:
    post(api, order_of("1", 100, "5000"), order_of("2", 50, "0.01", customer={"name": "Ann"}))
    second = rfc3339(NOW_MS - 50 * DAY_MS)
    just_before = rfc3339(NOW_MS - 50 * DAY_MS - 1)

    then = api.get("/api/customers/ann", asOf=second).data
    before = api.get("/api/customers/ann", asOf=just_before).data
    long_before = api.get("/api/customers/ann", asOf="2001-01-01").data

    assert (then["metrics"]["segment"], then["metrics"]["orderCount"]) == ("VIP", 2)
    assert (before["metrics"]["segment"], before["metrics"]["orderCount"]) == ("Active", 1)
    assert before["name"] == "Ann", "the profile is the one known today"
    nothing = {
        "orderCount": 0,
        "totalSpend": "0.00",
        "lastOrderDate": None,
        "lastOrderReference": None,
        "segment": "New",
        "lastOrderDaysAgo": None,
        "purchaseFrequency": "None",
        "averageOrderValue": None,
        "firstOrderDate": None,
    }
    assert {name: long_before["metrics"][name] for name in nothing} == nothing


def test_as_of_takes_an_offset_whose_plus_sign_was_not_encoded(api: Client) -> None:
    post(api, order_of("1", 0, orderedAt="2025-10-01T10:00:00Z"))

    after = api.send("GET", "/api/customers/ann", query="asOf=2025-10-01T12:00:00+02:00")
    before = api.send("GET", "/api/customers/ann", query="asOf=2025-10-01T11:59:59+02:00")

    assert (after.data["metrics"]["orderCount"], before.data["metrics"]["orderCount"]) == (1, 0)


@pytest.mark.parametrize(
    ("as_of", "message"),
    [
        (rfc3339(NOW_MS + 1), "must not lie in the future"),
        ("yesterday", "must be an instant such as 2025-10-15T08:30:00Z"),
        ("2025-02-30", "is no date or time that exists"),
    ],
)
def test_an_as_of_that_cannot_be_taken_is_refused(api: Client, as_of: str, message: str) -> None:
    post(api, order_of("1", 1))

    answer = api.get("/api/customers/ann", asOf=as_of)

    assert (answer.status, answer.errors) == (400, {"asOf": message})


def test_explain_shows_the_rule_that_held_with_its_inputs_and_threshold(api: Client) -> None:
    post(api, order_of("1", 20, "5000.01"), order_of("2", 10, "0"))

    explanation = api.get("/api/customers/ann", explain="true").data["explanation"]

    assert explanation["segment"]["rule"] == "totalSpend"
    assert explanation["segment"]["threshold"] == 5000.0
    assert explanation["segment"]["inputs"]["totalSpend"] == "5000.01"
    assert explanation["purchaseFrequency"]["averageGapDays"] == 10.0
    assert "explanation" not in api.get("/api/customers/ann").data


def test_yen_have_no_decimals_and_dinars_three(application: Application, stores: Stores) -> None:
    for tenant_id, currency, exponent, total, text in (
        ("yen", "JPY", 0, "5001", "5001"),
        ("dinar", "KWD", 3, "5000.001", "5000.001"),
    ):
        make_tenant(stores, tenant_id, currency=currency, exponent=exponent)
        api = Client(application, tenant_id)
        post(api, order_of("1", 1, total))
        metrics = api.get("/api/customers/ann").data["metrics"]
        assert (metrics["totalSpend"], metrics["segment"]) == (text, "VIP")
        assert metrics["averageOrderValue"] == float(total)


def test_orders_come_newest_first_page_by_page(api: Client) -> None:
    post(api, *(order_of(f"o{number}", number // 2 + 1) for number in range(7)))

    pages = list(api.walk("/api/customers/ann/orders", limit=3))

    assert [page.json["meta"]["total"] for page in pages] == [7] * len(pages)
    met = [order["orderId"] for page in pages for order in page.data]
    assert met == ["o1", "o0", "o3", "o2", "o5", "o4", "o6"]


def test_a_page_of_orders_that_say_much_about_their_customer_ends_before_lambda_would_refuse_it(api: Client) -> None:
    names = ("name", "firstName", "lastName", "email", "company", "accountName")
    customer = dict.fromkeys(names, "\N{FOX FACE}" * 500)
    for hundred in (0, 100):
        post(api, *(order_of(f"o{hundred + number}", 1, customer=customer) for number in range(100)))

    first = api.get("/api/customers/ann/orders", limit=1000)
    second = api.get("/api/customers/ann/orders", limit=1000, cursor=first.json["meta"]["nextCursor"])

    assert first.json["meta"]["total"] == len(first.data) + len(second.data) == 200
    assert second.json["meta"]["nextCursor"] is None
    # https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
    assert len(json.dumps({"body": first.text})) < 6 * 1024 * 1024


def test_orders_between_two_instants_include_the_first_and_exclude_the_second(api: Client) -> None:
    post(api, *(order_of(f"o{days}", days) for days in (1, 2, 3)))
    start, end = rfc3339(NOW_MS - 3 * DAY_MS), rfc3339(NOW_MS - 1 * DAY_MS)

    page = api.get("/api/customers/ann/orders", **{"from": start, "to": end})

    assert [order["orderId"] for order in page.data] == ["o2", "o3"]
    assert api.get("/api/customers/nobody/orders").status == 404


def test_history_live_answer_and_as_of_agree(api: Client) -> None:
    post(api, order_of("1", 200, "10"), order_of("2", 150, "10"), order_of("3", 40, "4980.01"), order_of("4", 1, "1"))

    history = api.get("/api/customers/ann/segments/history").data

    assert [entry["segment"] for entry in history["entries"]] == ["New", "Active", "Dormant", "VIP"]
    assert history["entries"][-1]["until"] is None
    for entry in history["entries"]:
        at = api.get("/api/customers/ann", asOf=entry["from"]).data["metrics"]["segment"]
        assert at == entry["segment"]
    assert history["transitions"] == [
        {"from": "Active", "to": "Dormant", "count": 1},
        {"from": "Dormant", "to": "VIP", "count": 1},
        {"from": "New", "to": "Active", "count": 1},
    ]
    spent = {one["segment"]: one for one in history["timeInSegments"]}
    assert set(spent) == set(LifecycleSegment)
    assert sum(one["milliseconds"] for one in spent.values()) == 200 * DAY_MS
    assert spent["New"]["days"] == 31
    assert spent["VIP"] == {"segment": "VIP", "days": 40, "milliseconds": 40 * DAY_MS, "stays": 1}


def test_a_customer_without_a_counted_order_has_an_empty_history(api: Client) -> None:
    post(api, order_of("1", 5, status="pending"))

    history = api.get("/api/customers/ann/segments/history").data

    assert (history["entries"], history["transitions"]) == ([], [])
    assert api.get("/api/customers/nobody/segments/history").status == 404


def test_the_customer_behind_a_hash_is_shown_to_admins_only(
    api: Client, application: Application, tenant: Tenant
) -> None:
    post(api, order_of("1", 5))
    customer_hash = tenant.customer_hash("ann")

    assert api.get(f"/api/customers/by-hash/{customer_hash}").data == {
        "contactID": "ann",
        "customerHash": customer_hash,
    }
    assert api.get(f"/api/customers/by-hash/{'0' * 64}").status == 404
    assert Client(application, tenant.id, role="editor").get(f"/api/customers/by-hash/{customer_hash}").status == 403


def test_ids_with_slashes_do_not_shadow_the_routes_behind_them(api: Client) -> None:
    post(api, order_of("1", 5, customerId="a/b"), order_of("2", 4, customerId="a"))

    assert api.get(path_of("api", "customers", "a/b", "orders")).json["meta"]["count"] == 1
    assert api.get(path_of("api", "customers", "a/b", "segments", "history")).data["contactID"] == "a/b"
    refused = api.post("/api/orders", {"orders": [order_of("3", 1, customerId="a/orders")]}).data[0]
    assert refused["errors"][0]["field"] == "orders[0].customerId"
