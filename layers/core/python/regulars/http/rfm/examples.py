"""An example of each call."""

from __future__ import annotations

from ..door.operation import Example

EXAMPLES = {
    "get_rfm": Example(query={"segment": "New Customers,Promising", "limit": 10, "explain": "true"}),
    "post_rfm": Example(body={"customerId": "cafe-med", "days": 365}),
}
