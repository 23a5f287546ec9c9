"""POST /api/orders/events: what becomes of each event, what was ignored and why, faults by the event's own names."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest
from regulars.facts.tenant import Tenant
from regulars.http.door.app import Application
from regulars.stores.opened import Stores

from testing.api.client import Answered, Client
from testing.api.orders import an_order
from testing.aws.tenants import make_tenant
from testing.orders.events import a_product, an_event, cancelled, completed, refunded, updated

PATH = "/api/orders/events"


def send(api: Client, *events: Any, **headers: str) -> Answered:
    return api.post(PATH, {"batch": list(events)}, **headers)


def errors_of(answer: Answered) -> dict[str, str]:
    return {error["field"]: error["message"] for result in answer.data for error in result["errors"]}


def test_an_event_is_visible_in_the_next_read_of_its_order_and_customer(api: Client) -> None:
    answer = api.post(PATH, completed(properties={"currency": "USD", "tax": 8, "affiliation": "web"}))

    assert answer.json == {
        "success": True,
        "data": [
            {
                "index": 0,
                "event": "Order Completed",
                "messageId": "Order Completed 08:00",
                "orderId": "1001",
                "customerId": "ann",
                "result": "created",
                "ignored": [
                    {"field": "properties.tax", "reason": "only total counts, else the sum of the products"}
                ],
                "errors": [],
            }
        ],
        "meta": {
            "count": 1, "created": 1, "updated": 0, "unchanged": 0, "stale": 0, "refused": 0, "erased": 0, "ignored": 0,
        },
    }  # fmt: skip
    order = api.get("/api/orders/1001").data
    assert (order["status"], order["total"], order["channel"]) == ("paid", 110.0, "web")
    assert (order["orderedAt"], order["updatedAt"]) == ("2025-10-14T08:00:00.000Z", "2025-10-14T08:00:00.000Z")
    assert api.get("/api/customers/ann").data["metrics"]["totalSpend"] == "110.00"


def test_refunds_add_up_once_each_and_take_from_what_the_customer_spent(api: Client) -> None:
    answer = send(api, completed(), refunded("r1", 30), refunded("r2", products=[a_product(quantity=1, price="9.5")]))
    again = send(api, refunded("r2", products=[a_product(quantity=1, price="9.5")]), refunded("r1", 30))

    assert [result["result"] for result in answer.data] == ["created", "updated", "updated"]
    assert [result["result"] for result in again.data] == ["unchanged", "unchanged"]
    order = api.get("/api/orders/1001").data
    assert (order["status"], order["refundedAmount"], order["netSpend"]) == ("partially_refunded", 39.5, 70.5)
    assert api.get("/api/customers/ann").data["metrics"]["totalSpend"] == "70.50"
    send(api, refunded("r3"))
    assert api.get("/api/orders/1001").data["status"] == "refunded"
    assert api.get("/api/customers/ann").data["metrics"]["orderCount"] == 0


def test_a_batch_gives_a_result_per_event_in_order_and_counts_them(api: Client) -> None:
    answer = send(
        api,
        completed(),
        an_event("Product Viewed", "v1"),
        updated(at="07:00"),
        refunded("r1", 500),
        completed(),
        "no event",
        cancelled(),
    )

    assert [result["result"] for result in answer.data] == [
        "created", "ignored", "stale", "refused", "unchanged", "refused", "updated",
    ]  # fmt: skip
    assert [result["index"] for result in answer.data] == list(range(7))
    assert [result["messageId"] for result in answer.data[:2]] == ["Order Completed 08:00", "v1"]
    assert answer.data[1]["ignored"][0]["field"] == "batch[1].event"
    assert errors_of(answer) == {
        "batch[3].properties.total": "is more than what is left of the order, 110.00 USD",
        "batch[5]": "must be an object",
    }
    assert answer.json["meta"] == {
        "count": 7, "created": 1, "updated": 1, "unchanged": 1, "stale": 1, "refused": 2, "erased": 0, "ignored": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("event", "field", "message"),
    [
        (
            completed(properties={"products": [a_product(), a_product(price=-1)]}),
            "properties.products[1].price",
            "must be 0 or more",
        ),
        (completed(properties={"products": [a_product(price=...)]}), "properties.products[0].price", "is required"),
        (
            completed(properties={"products": [a_product(quantity="two")]}),
            "properties.products[0].quantity",
            "must be a number with a decimal point, such as 12.50",
        ),
        (
            completed(properties={"products": [a_product(product_id=..., sku="x" * 129)]}),
            "properties.products[0].sku",
            "must have 1 to 128 characters",
        ),
        (
            completed(properties={"products": [a_product(product_id=...)]}),
            "properties.products[0].product_id",
            "is required",
        ),
        (completed(properties={"products": ["tea"]}), "properties.products[0]", "must be an object"),
        (completed(properties={"products": {}}), "properties.products", "must be a list"),
        (
            completed(total=..., properties={"products": ..., "revenue": 5}),
            "properties.products",
            "must hold at least one line where no total is given",
        ),
        (completed(total="1,50"), "properties.total", "must be a number with a decimal point, such as 12.50"),
        (
            completed(properties={"currency": "EUR"}),
            "properties.currency",
            "is not USD, the tenant's currency: give properties.exchange_rate as well",
        ),
        (completed(properties={"affiliation": 5}), "properties.affiliation", "must be text"),
        (
            completed(timestamp="yesterday"),
            "timestamp",
            "must be an instant such as 2025-10-15T08:30:00Z, a local time or a date (year first)",
        ),
        (completed(context={"traits": {"email": 5}}), "context.traits.email", "must be text"),
        (completed(userId="rfm"), "userId", "must not be the reserved word rfm"),
        (
            completed(userId=..., anonymousId="a1"),
            "userId",
            "is required, or for a guest an e-mail address or phone number in context.traits",
        ),
        (refunded(None, 5), "messageId", "is required"),
        (refunded("r1", -5), "properties.total", "must be 0 or more"),
        (
            refunded("r1", products=[{"price": 1, "quantity": 0}]),
            "properties.products",
            "must hold a quantity above 0",
        ),
        (refunded("r1", 5), "properties.order_id", "is no order that is known here: it has to come first"),
        (an_event(properties={}), "properties.order_id", "is required"),
    ],
)
def test_what_cannot_be_taken_is_named_as_in_the_event(
    api: Client, event: dict[str, Any], field: str, message: str
) -> None:
    alone = api.post(PATH, event)
    second = send(api, an_event("Product Viewed"), event)

    assert [result["result"] for result in alone.data] == ["refused"]
    assert errors_of(alone) == {field: message}
    assert errors_of(second) == {f"batch[1].{field}": message}
    assert api.get("/api/orders/1001").status == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ("", "body"),
        ("[]", "body"),
        ('{"batch": [NaN]}', "body"),
        ('{"event": "a", "event": "b"}', "body"),
        ("{}", "event"),
        ('{"orders": []}', "event"),
        ('{"batch": []}', "batch"),
        ('{"batch": {}}', "batch"),
        (json.dumps({"batch": [{}] * 101}), "batch"),
    ],
)
def test_where_nothing_can_be_read_as_events_the_call_is_refused(api: Client, body: str, field: str) -> None:
    answer = api.post(PATH, body)

    assert (answer.status, list(answer.errors)) == (400, [field])


def test_what_is_no_order_event_is_ignored_even_alone(api: Client) -> None:
    answer = api.post(PATH, {"type": "identify", "userId": "ann", "traits": {"email": "ann@example.com"}})

    assert [(result["result"], result["ignored"][0]["field"]) for result in answer.data] == [("ignored", "type")]


def test_what_stands_around_a_batch_holds_for_its_events(api: Client) -> None:
    around = {"context": {"traits": {"email": "ann@example.com"}}, "writeKey": "k", "sentAt": "2025-10-14T09:00:00Z"}
    own = completed("1002", userId=..., context={"traits": {"email": "bob@example.com"}})

    answer = api.post(PATH, {"batch": [completed(userId=...), own], **around})

    assert [result["result"] for result in answer.data] == ["created", "created"]
    assert api.get("/api/orders/1001").data["customer"]["email"] == "ann@example.com"
    assert api.get("/api/orders/1002").data["customer"]["email"] == "bob@example.com"


def test_an_editor_may_and_a_viewer_or_a_stranger_may_not(
    application: Application, stores: Stores, api: Client
) -> None:
    make_tenant(stores, "other")
    body = {"batch": [completed()]}

    assert api.send("POST", PATH, body=body, claims={"tenant": "acme", "role": "viewer"}).status == 403
    assert api.send("POST", PATH, body=body, claims={}).status == 403
    assert api.send("POST", PATH, body=body, query="tenantId=other").status == 403
    assert api.send("POST", PATH, body=body, claims={"tenant": "acme", "role": "editor"}).data
    refused = send(Client(application, "other"), refunded("r1", 1))
    assert errors_of(refused) == {
        "batch[0].properties.order_id": "is no order that is known here: it has to come first"
    }
    assert api.get("/api/orders/1001").data["refundedAmount"] == 0


def test_the_same_key_and_body_give_the_first_answer_and_another_body_is_refused(api: Client) -> None:
    first = send(api, completed(), refunded("r1", 30), idempotency_key="k1")
    again = send(api, completed(), refunded("r1", 30), idempotency_key="k1")
    without = send(api, completed(), refunded("r1", 30))
    other = send(api, refunded("r2", 30), idempotency_key="k1")

    assert again.text == first.text
    assert [result["result"] for result in again.data] == ["created", "updated"]
    assert [result["result"] for result in without.data] == ["unchanged", "unchanged"]
    assert (other.status, other.json["type"]) == (422, "urn:regulars:problem:key-reused")
    assert api.get("/api/orders/1001").data["refundedAmount"] == 30


def test_a_posted_order_states_its_refund_and_a_message_that_was_counted_never_adds_to_it_again(api: Client) -> None:
    api.post("/api/orders", {"orders": [an_order()]})
    send(api, refunded("r1", 30))
    stated = an_order(status="partially_refunded", refundedAmount="12.00")

    api.now_ms += 1_000
    api.post("/api/orders", {"orders": [stated]})

    assert [result["result"] for result in send(api, refunded("r1", 30)).data] == ["unchanged"]
    assert api.get("/api/orders/1001").data["refundedAmount"] == 12
    send(api, refunded("r2", 8))
    assert api.get("/api/orders/1001").data["refundedAmount"] == 20


def test_a_local_time_is_taken_in_the_tenants_zone(api: Client, tenant: Tenant) -> None:
    api.put("/api/settings", {"timezone": "Pacific/Auckland"}, if_match='"0"')

    api.post(PATH, completed(timestamp="2025-10-14T08:00:00"))

    assert api.get("/api/orders/1001").data["orderedAt"] == "2025-10-13T19:00:00.000Z"


def test_at_most_20_errors_an_event_and_200_a_call_are_named(api: Client) -> None:
    products = [a_product(price=-1, quantity=0)] * 50

    answer = send(api, *[completed(str(number), properties={"products": products}) for number in range(30)])

    named = [len(result["errors"]) for result in answer.data]
    assert named[:10] == [20] * 10
    assert sum(named) == 200


def test_the_longest_answer_is_kept_under_its_key(api: Client, stores: Stores) -> None:
    """Names and ids of a caller's own, none of which can be compressed."""
    some = Random(7)

    def text(length: int) -> str:
        return "".join(chr(some.randrange(0x1F300, 0x1FAFF)) for _ in range(length))

    owned = [text(128) for _ in range(50)]
    send(api, *[completed(order_id, userId=text(128)) for order_id in owned])
    events = [
        completed(order_id, userId=text(128), properties={text(100): 1 for _ in range(20)}) | {"messageId": text(500)}
        for order_id in owned
    ]
    events += [an_event(text(500), text(500)) for _ in range(50)]

    first = send(api, *events, idempotency_key="k")
    again = send(api, *events, idempotency_key="k")

    assert first.json["meta"]["refused"] == first.json["meta"]["ignored"] == 50
    assert (again.status, again.text) == (200, first.text)
    assert len({one["field"] for result in first.data for one in result["ignored"]}) <= 300
    (kept,) = stores.dynamodb.scan(TableName=stores.names.requests_table)["Items"]
    assert sum(len(name) + len(next(iter(value.values()))) for name, value in kept.items()) < 350_000


def test_a_thank_you_page_that_is_loaded_again_moves_no_customer(api: Client) -> None:
    api.post(PATH, completed(at="08:00") | {"timestamp": "2025-06-01T08:00:00Z"})
    before = api.get("/api/customers/ann").data

    again = api.post(PATH, completed(at="08:00", messageId="again") | {"timestamp": "2025-10-15T07:00:00Z"})

    assert [result["result"] for result in again.data] == ["unchanged"]
    assert api.get("/api/customers/ann").data == before
    assert before["metrics"]["segment"] == "Dormant"


def test_browsers_that_write_undefined_for_a_user_are_guests_each(api: Client) -> None:
    events = [
        completed(order_id, userId="undefined", context={"traits": {"email": f"{order_id}@example.com"}})
        for order_id in ("a", "b")
    ]

    answer = send(api, *events)

    assert answer.json["meta"]["created"] == 2
    first, second = (result["customerId"] for result in answer.data)
    assert first != second
    assert first.startswith("guest-")
    assert {"field": "batch[0].userId", "reason": "is undefined, which names no customer"} in answer.data[0]["ignored"]
