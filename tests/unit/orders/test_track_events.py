"""What an order event says, as it is read: fields of an order, what they are called in the event, what is ignored."""

from __future__ import annotations

from typing import Any

import pytest
from regulars.errors import OrderRefused
from regulars.orders.order_event import EventKind, Ignored, OrderEvent
from regulars.orders.parse import parse_refund
from regulars.orders.track_events import read_event

from testing.orders.events import REFUNDED, a_product, an_event, completed, refunded


def event_of(raw: dict[str, Any]) -> OrderEvent:
    read = read_event(raw)
    assert isinstance(read, OrderEvent)
    return read


def faults(raw: Any) -> dict[str, str]:
    with pytest.raises(OrderRefused) as refusal:
        read_event(raw)
    return {error.field: error.message for error in refusal.value.errors}


# The properties of the example in Segment's own description of Order Completed.
SEGMENTS_OWN = {
    "checkout_id": "fksdjfsdjfisjf9sdfjsd9f",
    "order_id": "50314b8e9bcf000000000000",
    "affiliation": "Google Store",
    "total": 27.5,
    "subtotal": 22.5,
    "revenue": 25.0,
    "shipping": 3,
    "tax": 2,
    "discount": 2.5,
    "coupon": "hasbros",
    "currency": "USD",
    "products": [
        {
            "product_id": "507f1f77bcf86cd799439011",
            "sku": "45790-32",
            "name": "Monopoly: 3rd Edition",
            "price": 19,
            "quantity": 1,
            "category": "Games",
            "url": "https://www.example.com/product/path",
            "image_url": "https://www.example.com/product/path.jpg",
        },
        {
            "product_id": "505bd76785ebb509fc183733",
            "sku": "46493-32",
            "name": "Uno Card Game",
            "price": 3,
            "quantity": 2,
            "category": "Games",
        },
    ],
}


def test_segments_own_example_is_an_order_and_what_is_not_taken_of_it_is_named_with_the_reason() -> None:
    event = event_of(an_event(properties=SEGMENTS_OWN))

    assert (event.kind, event.order_id, event.message_id) == (EventKind.COMPLETED, "50314b8e9bcf000000000000", "m1")
    assert event.said == {
        "orderId": "50314b8e9bcf000000000000",
        "customerId": "ann",
        "updatedAt": "2025-10-14T08:00:00.000Z",
        "total": 27.5,
        "currency": "USD",
        "channel": "Google Store",
        "lines": [
            {
                "productId": "507f1f77bcf86cd799439011",
                "productName": "Monopoly: 3rd Edition",
                "category": "Games",
                "quantity": 1,
                "unitPrice": 19,
            },
            {
                "productId": "505bd76785ebb509fc183733",
                "productName": "Uno Card Game",
                "category": "Games",
                "quantity": 2,
                "unitPrice": 3,
            },
        ],
    }
    totals, not_kept = "only total counts, else the sum of the products", "is not kept"
    assert dict(event.ignored) == {
        "properties.products[].image_url": not_kept,
        "properties.products[].sku": "product_id names the product",
        "properties.products[].url": not_kept,
        "properties.checkout_id": not_kept,
        "properties.subtotal": totals,
        "properties.revenue": totals,
        "properties.shipping": totals,
        "properties.tax": totals,
        "properties.discount": totals,
        "properties.coupon": not_kept,
    }


@pytest.mark.parametrize(
    ("product", "product_id", "name"),
    [
        ({"product_id": "P", "sku": "S"}, "P", "product_id"),
        ({"product_id": None, "sku": "S"}, "S", "sku"),
        ({"product_id": "", "sku": "S"}, "S", "sku"),
        ({"product_id": 7}, 7, "product_id"),
    ],
)
def test_a_product_goes_by_its_id_else_by_its_sku(product: dict[str, Any], product_id: Any, name: str) -> None:
    event = event_of(completed(properties={"products": [product | {"price": 1}]}))

    assert event.said["lines"] == [{"productId": product_id, "unitPrice": 1, "quantity": 1}]
    assert event.named("lines[0].productId") == f"properties.products[0].{name}"


def test_every_field_of_an_order_is_named_as_in_the_event() -> None:
    event = event_of(completed(timestamp=..., originalTimestamp="2025-10-14", traits={"email": "ann@example.com"}))

    assert [event.named(name) for name in ("orderId", "customerId", "total", "orderedAt", "updatedAt")] == [
        "properties.order_id", "userId", "properties.total", "originalTimestamp", "originalTimestamp",
    ]  # fmt: skip
    assert event.named("channel") == "properties.affiliation"
    assert event.named("customer.email") == "traits.email"
    assert event.named("lines") == "properties.products"
    assert event.named("lines[12]") == "properties.products[12]"
    assert event.named("lines[12].unitPrice") == "properties.products[12].price"
    assert event.named("lines[3].productName") == "properties.products[3].name"


def test_the_timestamp_goes_before_the_original_one() -> None:
    both = event_of(completed(originalTimestamp="2020-01-01T00:00:00Z"))

    assert both.said["updatedAt"] == "2025-10-14T08:00:00.000Z"
    assert faults(an_event(timestamp=...)) == {"timestamp": "is required: when it happened"}


def test_contact_data_comes_from_the_traits_of_the_context_then_of_the_event_then_from_the_email_property() -> None:
    event = event_of(
        completed(
            context={"traits": {"email": "context@example.com", "company": {"name": "Tea & Co", "id": 5}, "plan": "x"}},
            traits={"email": "traits@example.com", "firstName": "Ann", "phone": None},
            properties={"email": "property@example.com"},
        )
    )
    only_property = event_of(completed(properties={"email": "property@example.com"}))

    assert event.said["customer"] == {"email": "context@example.com", "company": "Tea & Co", "firstName": "Ann"}
    assert event.named("customer.firstName") == "traits.firstName"
    assert only_property.said["customer"] == {"email": "property@example.com"}
    assert only_property.named("customer.email") == "properties.email"


def test_an_anonymous_id_is_no_customer_and_said_so() -> None:
    event = event_of(completed(userId=..., anonymousId="507f", traits={"email": "ann@example.com"}))

    assert "customerId" not in event.said
    assert event.ignored == [Ignored("anonymousId", "is no customer")]
    assert event_of(completed(anonymousId="507f")).ignored == []


def test_a_refund_says_an_amount_else_products_else_nothing() -> None:
    product = a_product(name="Tea", sku="S")

    assert event_of(refunded("r1", 30, currency="USD", products=[product])).said == {
        "orderId": "1001",
        "messageId": "r1",
        "currency": "USD",
        "amount": 30,
    }
    assert event_of(refunded("r1", products=[product, {"price": 4}])).said == {
        "orderId": "1001",
        "messageId": "r1",
        "lines": [{"quantity": 2, "unitPrice": 50}, {"quantity": 1, "unitPrice": 4}],
    }
    assert event_of(refunded("r1")).said == {"orderId": "1001", "messageId": "r1"}
    assert event_of(refunded("r1", 30, products=[product])).ignored == [
        Ignored("properties.products", "total says how much is refunded")
    ]


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("Completed Order", "Order Completed"),
        ("Updated Order", "Order Updated"),
        ("Refunded Order", "Order Refunded"),
        ("Cancelled Order", "Order Cancelled"),
        ("Canceled Order", "Order Cancelled"),
        ("Order Canceled", "Order Cancelled"),
        ("order_completed", "Order Completed"),
        ("orderRefunded", "Order Refunded"),
        ("ORDER COMPLETED", "Order Completed"),
        ("Order Placed", "Order Completed"),
        ("Order Complete", "Order Completed"),
    ],
)
def test_an_older_or_other_name_of_an_event_is_told_ours(name: str, meant: str) -> None:
    read = read_event(an_event(name))

    assert isinstance(read, Ignored)
    assert read.reason.endswith(f"(the nearest is {meant})")


@pytest.mark.parametrize("name", ["Product Viewed", "Cart Viewed", "Checkout Started", "Page", "", "!", "Order"])
def test_no_other_event_is_called_one_of_ours(name: str) -> None:
    read = read_event(an_event(name))

    assert isinstance(read, Ignored)
    assert "nearest" not in read.reason


@pytest.mark.parametrize(
    ("raw", "field", "reason"),
    [
        (an_event("Product Viewed"), "event", "of Order Completed, Order Updated, Order Refunded, Order Cancelled"),
        (an_event("order completed"), "event", "(the nearest is Order Completed)"),
        (an_event(type="identify", event=...), "type", "is not track"),
    ],
)  # fmt: skip
def test_other_events_are_ignored_with_the_reason(raw: dict[str, Any], field: str, reason: str) -> None:
    read = read_event(raw)

    assert isinstance(read, Ignored)
    assert read.field == field
    assert reason in read.reason


@pytest.mark.parametrize(
    ("raw", "field", "message"),
    [
        ("an event", "", "must be an object"),
        ({}, "event", "is required"),
        (an_event(event=5), "event", "must be text"),
        (an_event(properties=...), "properties", "is required"),
        (an_event(properties=[]), "properties", "must be an object"),
        (an_event(properties={}), "properties.order_id", "is required"),
        (an_event(properties={"order_id": ""}), "properties.order_id", "is required"),
        (an_event(properties={"order_id": "x" * 129}), "properties.order_id", "must have 1 to 128 characters"),
        (an_event(properties={"order_id": True}), "properties.order_id", "must be text"),
        (an_event(REFUNDED, properties={"order_id": ["1"]}), "properties.order_id", "must be text"),
        (an_event(userId="rfm"), "userId", "must not be the reserved word rfm"),
        (an_event(userId={}), "userId", "must be text"),
    ],
)
def test_what_cannot_be_an_event_of_an_order_is_refused_by_the_name_of_its_field(
    raw: Any, field: str, message: str
) -> None:
    assert faults(raw) == {field: message}


def test_at_most_20_names_are_ignored_aloud() -> None:
    event = event_of(completed(properties={f"p{number}": 1 for number in range(50)}))

    assert len(event.ignored) == 20
    assert event.ignored[0] == Ignored("properties.p0", "is not a property that is taken")


@pytest.mark.parametrize("user_id", ["undefined", 0, "Guest"])
def test_a_user_id_that_names_nobody_is_ignored_with_the_reason(user_id: Any) -> None:
    event = event_of(completed(userId=user_id))

    assert "customerId" not in event.said
    assert event.ignored == [Ignored("userId", f"is {user_id}, which names no customer")]


def test_an_order_id_that_says_that_there_is_none_is_refused() -> None:
    assert faults(completed("undefined")) == {"properties.order_id": "is undefined, which says that there is none"}


def test_a_message_id_that_says_that_there_is_none_counts_no_message() -> None:
    assert event_of(completed(messageId="undefined")).message_id is None
    with pytest.raises(OrderRefused) as refusal:
        parse_refund(event_of(refunded("null", 5)).said)
    assert [error.field for error in refusal.value.errors] == ["messageId"]


def test_a_currency_in_small_letters_is_that_currency() -> None:
    assert event_of(completed(properties={"currency": "usd"})).said["currency"] == "USD"


def test_a_refund_names_its_products_where_it_says_no_price() -> None:
    products = [{"product_id": "tea", "quantity": 2}, {"sku": "pot"}, {"product_id": "cup", "price": 4}]

    said = event_of(refunded("r1", products=products)).said

    assert said["lines"] == [
        {"quantity": 2, "productId": "tea"},
        {"quantity": 1, "productId": "pot"},
        {"unitPrice": 4, "quantity": 1},
    ]
