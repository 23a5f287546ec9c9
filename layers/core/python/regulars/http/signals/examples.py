"""An example of each call."""

from __future__ import annotations

from ..door.operation import Example

EXAMPLES = {
    "get_signals": Example(query={"customerId": "cafe-med"}),
    "post_signal": Example(
        body={
            "customerId": "cafe-med",
            "name": "support backlog",
            "value": 80,
            "weight": 15,
            "expiresAt": "2025-12-31T00:00:00Z",
        }
    ),
    "delete_signal": Example(query={"customerId": "cafe-med", "name": "usage"}),
}
