"""An example of each call."""

from __future__ import annotations

from ..door.operation import Example

EXAMPLES = {
    "get_preferences": Example(query={"customerId": "cafe-med"}),
    "put_preferences": Example(
        body={
            "customerId": "cafe-med",
            "emailOptIn": True,
            "smsOptIn": False,
            "preferredContactMethod": "email",
            "subscriptions": {"new blends": True},
        }
    ),
}
