"""A venue's customer, and where source 002 looks for them."""

from __future__ import annotations

from testing.api.client import Client, path_of
from testing.api.orders import line_of, order_with, post

RFM_FIELDS = [
    "customerId",
    "recency",
    "frequency",
    "monetary",
    "recencyScore",
    "frequencyScore",
    "monetaryScore",
    "segment",
]


def of(customer_id: str, *what: str, venue: str = "acme") -> str:
    """A path of the customer's, such as `of("ann", "rfm")`."""
    return path_of("customers", "venue", venue, customer_id, *what)


def a_shop(api: Client) -> None:
    """Ann's three orders, at 08:30 but for the second: 1 050.00 net, 7.5 units; 400, 200 and 100 days ago."""
    post(
        api,
        order_with("1", 400, line_of("gig", quantity=5, unitPrice="100.00", category="Concerts")),
        order_with("2", 200.5, line_of("play", unitPrice="350.00", category="Theatre"), total="350.00"),
        order_with(
            "3",
            100,
            line_of("gig", quantity="1.5", unitPrice="200.00", category="Concerts"),
            status="partially_refunded",
            refundedAmount="100.00",
        ),
    )
