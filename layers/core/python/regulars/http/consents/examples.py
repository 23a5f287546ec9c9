"""An example of each call."""

from __future__ import annotations

from ..door.operation import Example

EXAMPLES = {
    "get_consents": Example(query={"customerId": "cafe-med", "channel": "email"}),
    "post_consent": Example(
        body={
            "customerId": "cafe-med",
            "channel": "email",
            "action": "granted",
            "source": "checkout",
            "textVersion": "2025-09",
            "confirmedAt": "2025-10-23T07:30:00Z",
        }
    ),
}
